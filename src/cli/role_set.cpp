#include "cli/role_set.hpp"

#include "roles/health.hpp"
#include "roles/work_group.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace bolt::cli {
namespace {

std::string host_name() {
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

} // namespace

RoleSet::RoleSet(const Platform& platform, Deployment& deployment, roles::Settings settings)
    : platform_(platform), deployment_(deployment), settings_(std::move(settings)), http_(platform.executor) {
}

RoleSet::~RoleSet() = default;

Result<void> RoleSet::add_brain() {
    constexpr std::string_view kSecrets[] = {"BACKEND_ENQUEUE_TOKEN"};
    if (auto set = roles::require_secrets(settings_, kSecrets); !set) return set;
    brain_ = std::make_unique<roles::Brain>(platform_, *deployment_.database, *deployment_.queue, settings_);
    net::Router router;
    brain_->add_routes(router);
    roles::add_health_routes(router, brain_->checks(), []() -> Async<std::string> { co_return ""; });
    net::ServerSettings server;
    server.address = settings_.address;
    server.port = settings_.brain_port;
    brain_server_ = std::make_unique<net::Server>(platform_.executor, server, std::move(router));
    if (auto started = brain_server_->start(); !started) return started;
    if (settings_.brain_url.empty())
        settings_.brain_url = fmt::format("http://{}:{}", settings_.address, brain_server_->port());
    return {};
}

Result<void> RoleSet::add_gateway() {
    constexpr std::string_view kSecrets[] = {"STRIPE_WEBHOOK_SECRET", "BACKEND_ENQUEUE_TOKEN",
                                             "BOLT_SESSION_SECRET"};
    if (auto set = roles::require_secrets(settings_, kSecrets); !set) return set;
    const auto brain_url = settings_.brain_url.empty()
                               ? fmt::format("http://{}:{}", settings_.address, settings_.brain_port)
                               : settings_.brain_url;
    std::vector<roles::HealthCheck> checks;
    // Not critical: without the brain purchases are still stored, and relayed later.
    checks.push_back({"brain", false, [this, brain_url] { return check_brain(brain_url); }});
    gateway_ = std::make_unique<roles::Gateway>(platform_, *deployment_.database, *deployment_.queue,
                                                *deployment_.evidence, deployment_.packages, settings_,
                                                std::move(checks));
    if (auto started = gateway_->start(); !started) return started;
    roles::RelaySettings relay;
    relay.brain_url = brain_url;
    relay.token = settings_.backend_enqueue_token;
    relay_ = std::make_unique<roles::Relay>(
        platform_, *deployment_.database,
        [this](net::ClientRequest request) { return http_.send(std::move(request)); }, relay);
    return {};
}

Async<std::string> RoleSet::check_brain(std::string brain_url) {
    net::ClientRequest request;
    request.url = brain_url + "/health";
    request.timeout = std::chrono::seconds{3};
    auto response = co_await http_.send(std::move(request));
    if (!response) co_return response.error().message;
    co_return response->status == 200 ? "" : fmt::format("the brain answers {}", response->status);
}

Result<void> RoleSet::add_subscriber() {
    roles::SubscriberSettings subscriber;
    subscriber.worker_id = "subscriber-" + platform_.new_id().substr(24);
    subscriber_ = std::make_unique<roles::Subscriber>(platform_, *deployment_.database, *deployment_.queue,
                                                      *deployment_.orchestrator, subscriber);
    return {};
}

Result<void> RoleSet::add_worker() {
    roles::WorkerSettings worker;
    worker.worker_id = settings_.worker_id.empty() ? platform_.new_id() : settings_.worker_id;
    worker.host = host_name();
    worker.version = roles::version();
    worker.process_id = ::getpid();
    worker.concurrency = settings_.worker_concurrency;
    worker.lease = std::chrono::seconds{settings_.lease_seconds};
    worker.extend_every = worker.lease / 3;
    submitter_ = open_submitter(platform_, settings_, *deployment_.database, *deployment_.evidence);
    worker_ = std::make_unique<roles::Worker>(platform_, *deployment_.database, *deployment_.orchestrator,
                                              *submitter_, deployment_.packages, worker);
    return {};
}

Result<void> RoleSet::add_monitor() {
    monitor_ = std::make_unique<roles::Monitor>(platform_, *deployment_.database, *deployment_.queue);
    return {};
}

std::uint16_t RoleSet::gateway_port() const { return gateway_ ? gateway_->port() : 0; }
std::uint16_t RoleSet::brain_port() const { return brain_server_ ? brain_server_->port() : 0; }

Async<void> RoleSet::run(StopToken& stop) {
    roles::WorkGroup running(platform_);
    const auto start = [&](auto& role, const char* name) {
        if (role) running.start(name, [&role, &stop]() -> Async<void> { return role->run(stop); });
    };
    start(gateway_, "gateway");
    start(relay_, "relay");
    start(subscriber_, "subscriber");
    start(worker_, "worker");
    start(monitor_, "monitor");
    while (co_await stop.sleep(std::chrono::hours{1})) {
    }
    // The brain's server ends last: the relay may still deliver.
    co_await running.wait_empty();
    if (brain_server_) co_await brain_server_->stop();
    if (submitter_) co_await submitter_->close();
}

} // namespace bolt::cli
