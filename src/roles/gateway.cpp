#include "roles/gateway.hpp"

#include "roles/health.hpp"
#include "roles/metrics_text.hpp"
#include "roles/pages.hpp"
#include "store/jobs.hpp"
#include "store/outbox.hpp"
#include "web_assets.hpp"

namespace bolt::roles {
namespace {

realtime::HubSettings hub_settings(const Settings& settings) {
    realtime::HubSettings hub;
    hub.public_url = settings.public_url;
    return hub;
}

} // namespace

Gateway::Gateway(const Platform& platform, store::Database& database, queue::Queue& queue,
                 submit::EvidenceStore& evidence, const PackageCatalog& packages, const Settings& settings,
                 std::vector<HealthCheck> more_checks)
    : platform_(platform), database_(database), queue_(queue), auth_(platform, database, settings),
      hub_(
          platform, database, [this](std::string token) { return auth_.authorize(std::move(token)); },
          hub_settings(settings)),
      webhook_(platform, database, packages, settings.stripe_webhook_secret),
      staff_api_(platform, database, queue, evidence, auth_) {
    auth_.on_session_end = [this](const std::string& session_id) { hub_.close_session(session_id); };
    auto router = make_router(std::move(more_checks));
    routes_ = router.routes();
    net::ServerSettings server_settings;
    server_settings.address = settings.address;
    server_settings.port = settings.gateway_port;
    server_ = std::make_unique<net::Server>(platform.executor, server_settings, std::move(router));
}

Gateway::~Gateway() = default;

net::Router Gateway::make_router(std::vector<HealthCheck> checks) {
    net::Router router;
    webhook_.add_routes(router);
    auth_.add_routes(router);
    staff_api_.add_routes(router);
    router.add_socket(
        "/realtime/v1/websocket", [this](net::Request& request) { return hub_.check_upgrade(request); },
        [this](std::shared_ptr<net::WebSocket> socket, const net::Request& request) {
            hub_.accept(std::move(socket), request);
        });
    checks.push_back({"queue", true, [this]() -> Async<std::string> {
                          auto depth = co_await queue_.depth();
                          co_return depth ? "" : depth.error().message;
                      }});
    checks.push_back({"database", true, [this]() -> Async<std::string> {
                          auto answered =
                              co_await database_.read([](store::Tx& tx) { return store::ping(tx); });
                          co_return answered ? "" : answered.error().message;
                      }});
    add_health_routes(router, std::move(checks), [this] { return metrics(); });
    add_pages(router, assets::web());
    return router;
}

Async<std::string> Gateway::metrics() {
    MetricsText text;
    const auto counters = hub_.counters();
    text.gauge("bolt_realtime_connections", "Connected Realtime clients", double(counters.connections));
    text.gauge("bolt_realtime_channels", "Joined Realtime channels", double(counters.channels));
    text.gauge("bolt_feed_position", "Newest change given out to Realtime clients",
               double(counters.position));
    text.counter("bolt_realtime_messages_total", "Changes sent to Realtime clients",
                 double(counters.messages));
    const auto now = platform_.now();
    if (auto outbox =
            co_await database_.read([now](store::Tx& tx) { return store::outbox_depth(tx, now); })) {
        text.gauge("bolt_outbox_waiting", "Outbox messages not yet delivered", outbox->waiting);
        text.gauge("bolt_outbox_oldest_seconds", "Age of the oldest undelivered outbox message",
                   double(outbox->oldest.count()) / 1e6);
    }
    if (auto depth = co_await queue_.depth()) {
        text.gauge("bolt_queue_visible", "Messages waiting in the job queue", depth->visible);
        text.gauge("bolt_queue_in_flight", "Messages being worked on", depth->in_flight);
        text.gauge("bolt_queue_dead", "Messages in the dead-letter queue", depth->dead);
    }
    co_return text.str();
}

Result<void> Gateway::start() { return server_->start(); }
std::uint16_t Gateway::port() const { return server_->port(); }

Async<void> Gateway::run(StopToken& stop) {
    co_await hub_.run(stop);
    co_await server_->stop();
}

} // namespace bolt::roles
