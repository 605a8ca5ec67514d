#include "roles/gateway.hpp"

#include "base/log.hpp"
#include "net/forwarded.hpp"
#include "roles/customer_mail.hpp"
#include "roles/customer_privacy.hpp"
#include "roles/health.hpp"
#include "roles/learning_routes.hpp"
#include "roles/mail_routes.hpp"
#include "roles/metrics_text.hpp"
#include "roles/monitor_checks.hpp"
#include "roles/openapi.hpp"
#include "roles/pages.hpp"
#include "roles/role_heartbeats.hpp"
#include "roles/work_group.hpp"
#include "store/alerts.hpp"
#include "store/bulk.hpp"
#include "store/jobs.hpp"
#include "store/outbox.hpp"
#include "web_assets.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

/// How often operations that this process did not start are looked for.
constexpr Duration kBulkLook = std::chrono::seconds{5};

realtime::HubSettings hub_settings(const Settings& settings) {
    realtime::HubSettings hub;
    hub.public_url = settings.public_url;
    return hub;
}

/// Few at a time, and nobody waits long at a screen.
submit::SubmitterSettings gateway_browser(submit::SubmitterSettings settings) {
    settings.pool.contexts_max = 2;
    settings.times.place = std::chrono::seconds{20};
    settings.times.attempt = std::chrono::seconds{60};
    return settings;
}

/// Whom the settings believe; read_settings() has checked the list.
net::TrustedProxies proxies_of(const Settings& settings) {
    using Header = net::TrustedProxies::Header;
    const auto header = settings.proxy_header == "Forwarded" ? Header::forwarded : Header::x_forwarded_for;
    return net::TrustedProxies::read(settings.trusted_proxies, header).value_or(net::TrustedProxies());
}

} // namespace

Gateway::Gateway(const Platform& platform, store::Database& database, queue::Queue& queue,
                 submit::EvidenceStore& evidence, const PackageCatalog& packages, const Settings& settings,
                 std::vector<HealthCheck> more_checks,
                 std::function<Async<Result<queue::Queue*>>()> dead_letters,
                 submit::SubmitterSettings browser, BusinessProfile sample_business)
    : platform_(platform), settings_(settings), database_(database), queue_(queue),
      auth_(platform, database, settings),
      hub_(
          platform, database, [this](std::string token) { return auth_.authorize(std::move(token)); },
          hub_settings(settings)),
      webhook_(platform, database, packages, settings.stripe_webhook_secret),
      rest_api_(database, [this](std::string token) { return auth_.authorize(std::move(token)); }),
      browser_(platform_, gateway_browser(browser)), sample_business_(std::move(sample_business)),
      bulk_(platform.clock), outcomes_(platform, database),
      staff_{platform_, database, queue,    evidence,         packages,
             settings_, auth_,    browser_, sample_business_, std::move(dead_letters),
             nullptr,   [this] { return base_url(); }},
      evidence_(evidence), http_(platform.executor), addresses_(platform.clock, std::move(browser.addresses)),
      customer_auth_(platform_, database, settings_), customer_live_(platform_, database, customer_auth_),
      customers_{platform_, database, evidence,   packages, settings_, customer_auth_,
                 webhook_,  http_,    addresses_, pool_,    browser_,  [this] { return base_url(); }} {
    auth_.on_session_end = [this](const std::string& session_id) { hub_.close_session(session_id); };
    if (settings_.seal_payloads == "on") webhook_.seal_with = settings_.secret_key;
    webhook_.on_order = [this](store::Tx& tx, const store::CreatedOrder& order) {
        return mail_private_link(tx, platform_, settings_, base_url(), order);
    };
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
    rest_api_.add_routes(router);
    for (const auto add : {add_checkout_routes, add_account_routes, add_profile_routes, add_progress_routes,
                           add_privacy_routes})
        add(router, customers_);
    customer_live_.add_socket(router);
    add_unsubscribe_routes(router, platform_, database_);
    if (!settings_.mail_folder.empty()) add_dev_mail_routes(router, mail::MailFolder(settings_.mail_folder));
    add_expected_outcome_route(router, outcomes_, staff_.packages);
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
    if (settings_.database_url.starts_with("sqlite:"))
        checks.push_back({"disk", true,
                          [this]() -> Async<std::string> { co_return disk_problem(settings_.data_folder); }});
    checks_ = checks;
    add_staff_routes(router);
    add_health_routes(
        router, std::move(checks), [this] { return metrics(); },
        [this](net::Request& request) { return may_see_monitoring(request); });
    if (settings_.public_url.starts_with("https://"))
        router.wrap([](net::Request& request, const net::Handler& next) -> Async<net::Response> {
            auto response = co_await next(request);
            response.headers.set("Strict-Transport-Security", "max-age=31536000");
            co_return response;
        });
    add_pages(router, assets::web());
    // The outermost: throttles, logs and the audit see the caller, not our own proxy.
    router.wrap([proxies = proxies_of(settings_)](net::Request& request,
                                                  const net::Handler& next) -> Async<net::Response> {
        request.remote = proxies.caller(request.remote, request.headers);
        co_return co_await next(request);
    });
    return router;
}

void Gateway::add_staff_routes(net::Router& router) {
    StaffRoutes routes(router, auth_);
    for (const auto add : {add_overview_routes, add_job_routes, add_action_routes, add_pause_routes,
                           add_directory_routes, add_export_routes, add_bulk_routes, add_inbox_routes,
                           add_customer_routes, add_worker_routes, add_queue_routes, add_probe_routes,
                           add_experiment_routes})
        add(routes, staff_);
    add_health_view(routes);
    add_learning_routes(routes, staff_, outcomes_);
    routes.holding(Documents::staff);
    for (const auto add : {add_people_routes, add_second_factor_routes, add_settings_routes})
        add(routes, staff_);
    roles_ = routes.roles();
    add_openapi_route(router);
}

// Behind a proxy everybody comes from this machine: there a key is needed.
Async<bool> Gateway::may_see_monitoring(net::Request& request) {
    if (settings_.public_url.empty() && is_local_caller(request)) co_return true;
    auto session = co_await auth_.require(request);
    co_return session.has_value();
}

/// GET /api/staff/health: what is checked here, the roles of all processes, and the alerts.
void Gateway::add_health_view(StaffRoutes& routes) {
    routes.add("GET", "/api/staff/health", Role::viewer,
               [this](net::Request&, const store::StaffSession&) -> Async<net::Response> {
                   auto document = co_await database_.read(
                       with_position([now = platform_.now()](store::Tx& tx) -> Result<json::object> {
                           auto roles = store::role_list(tx, now, kRoleSilentAfter);
                           if (!roles) return forward(roles);
                           auto alerts = store::alert_list(tx, now);
                           if (!alerts) return forward(alerts);
                           return json::object{{"roles", std::move(*roles)}, {"alerts", std::move(*alerts)}};
                       }));
                   if (!document) co_return problem_of(document.error());
                   auto report = co_await run_checks(checks_);
                   (*document)["status"] = report.status;
                   (*document)["checks"] = std::move(report.checks);
                   co_return answer(document);
               });
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
    if (auto alerts = co_await database_.read([](store::Tx& tx) { return store::open_alerts(tx); }))
        text.gauge("bolt_alerts_open", "Conditions that need somebody (GET /api/staff/health)",
                   double(alerts->size()));
    if (auto space = disk_space(settings_.data_folder))
        text.gauge("bolt_disk_free_bytes", "Free space on the disk of the data folder",
                   double(space->free_bytes));
    if (auto depth = co_await queue_.depth()) {
        text.gauge("bolt_queue_visible", "Messages waiting in the job queue", depth->visible);
        text.gauge("bolt_queue_in_flight", "Messages being worked on", depth->in_flight);
        text.gauge("bolt_queue_dead", "Messages in the dead-letter queue", depth->dead);
    }
    co_return text.str();
}

Result<void> Gateway::start() { return server_->start(); }
std::uint16_t Gateway::port() const { return server_->port(); }

std::string Gateway::base_url() const {
    auto url = settings_.public_url.empty() ? fmt::format("http://{}:{}", settings_.address, port())
                                            : settings_.public_url;
    while (url.ends_with('/')) url.pop_back();
    return url;
}

/// Carries out bulk operations, one chunk after the other: what another gateway or a crash left behind too.
Async<void> Gateway::work_bulk(StopToken& stop) {
    while (!stop.requested()) {
        const auto seen = bulk_.count();
        auto waits = co_await database_.read([](store::Tx& tx) { return store::bulk_waits(tx); });
        if (waits && *waits) {
            auto worked =
                co_await database_.write([this](store::Tx& tx) { return store::work_bulk(tx, platform_); });
            if (worked) continue;
            log::error("a bulk operation does not go on", {{"error", worked.error().message}});
        }
        co_await bulk_.wait_past(seen, kBulkLook);
    }
}

Async<void> Gateway::run(StopToken& stop) {
    WorkGroup background(platform_);
    background.start("bulk operations", [this, &stop] { return work_bulk(stop); });
    background.start("customers' live pages", [this, &stop] { return customer_live_.run(stop); });
    background.start("retention", [this, &stop] {
        return keep_retention(platform_, database_, evidence_, settings_, stop);
    });
    background.start("gateway browser", [this, &stop] { return browser_.run(stop); });
    co_await hub_.run(stop);
    bulk_.notify();
    customer_live_.wake();
    co_await background.wait_empty();
    co_await server_->stop();
}

} // namespace bolt::roles
