#include "cli/role_set.hpp"

#include "cli/service_manager.hpp"
#include "cli/test_business.hpp"
#include "mail/mail_folder.hpp"
#include "mail/smtp.hpp"
#include "queue/sqs_admin.hpp"
#include "roles/alert_mail.hpp"
#include "roles/health.hpp"
#include "roles/role_heartbeats.hpp"
#include "roles/work_group.hpp"
#include "submit/robots_policy.hpp"

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
    brain_->use_model(open_model(platform_, settings_, *deployment_.database));
    net::Router router;
    brain_->add_routes(router);
    roles::add_health_routes(
        router, brain_->checks(), []() -> Async<std::string> { co_return ""; },
        [this](net::Request& request) -> Async<bool> {
            co_return roles::is_local_caller(request) || brain_->authorized(request);
        });
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
    constexpr std::string_view kSealing[] = {"BOLT_SECRET_KEY"};
    if (settings_.seal_payloads == "on")
        if (auto set = roles::require_secrets(settings_, kSealing); !set) return set;
    const auto brain_url = settings_.brain_url.empty()
                               ? fmt::format("http://{}:{}", settings_.address, settings_.brain_port)
                               : settings_.brain_url;
    std::vector<roles::HealthCheck> checks;
    // Not critical: without the brain purchases are still stored, and relayed later.
    checks.push_back({"brain", false, [this, brain_url] { return check_brain(brain_url); }});
    auto browser = submitter_settings(settings_);
    browser.robots = std::make_shared<submit::RobotsPolicy>(platform_, browser.addresses);
    gateway_ = std::make_unique<roles::Gateway>(
        platform_, *deployment_.database, *deployment_.queue, *deployment_.evidence, deployment_.packages,
        settings_, std::move(checks), [this] { return dead_letters(); }, std::move(browser),
        test_business("probe"));
    if (auto started = gateway_->start(); !started) return started;
    roles::RelaySettings relay;
    relay.brain_url = brain_url;
    relay.token = settings_.backend_enqueue_token;
    relay_ = std::make_unique<roles::Relay>(
        platform_, *deployment_.database,
        [this](net::ClientRequest request) { return http_.send(std::move(request)); }, relay);
    return {};
}

/// The dead-letter queue as a queue of its own, opened when staff first look at it.
Async<Result<queue::Queue*>> RoleSet::dead_letters() {
    if (dead_letters_) co_return dead_letters_.get();
    auto settings = settings_;
    if (settings.queue_url.starts_with("store:")) {
        settings.queue_url += "-dlq";
    } else {
        auto url = co_await queue::sqs_dead_letter_url(platform_, sqs_settings(settings));
        if (!url) co_return forward(url);
        settings.queue_url = *url;
        settings.dead_letter_url.clear();
    }
    auto opened = open_queue(platform_, settings, deployment_.database.get());
    if (!opened) co_return forward(opened);
    if (!dead_letters_) dead_letters_ = std::move(*opened);
    co_return dead_letters_.get();
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
    worker.account_secret = settings_.secret_key;
    submitter_ = open_submitter(platform_, settings_, *deployment_.database, *deployment_.evidence);
    worker_ = std::make_unique<roles::Worker>(platform_, *deployment_.database, *deployment_.orchestrator,
                                              *submitter_, deployment_.packages, worker);
    roles::FormCanarySettings canary;
    canary.worker_id = worker.worker_id;
    canary.rules.every = std::chrono::hours{settings_.canary_hours};
    canary.rules.again_failed = std::min(canary.rules.again_failed, canary.rules.every);
    canary.business = test_business("probe");
    canary_ = std::make_unique<roles::FormCanary>(platform_, *deployment_.database,
                                                  submitter_settings(settings_), std::move(canary));
    return {};
}

Result<void> RoleSet::add_monitor() {
    roles::AlertTellerSettings telling;
    telling.webhook_url = settings_.alert_webhook_url;
    telling.addresses = submitter_settings(settings_).addresses;
    telling.dashboard_url = settings_.public_url;
    alert_teller_ = std::make_unique<roles::AlertTeller>(
        platform_, std::move(telling),
        roles::make_alert_mail(platform_, *deployment_.database, settings_.alert_emails,
                               settings_.public_url));
    roles::MonitorSettings monitor;
    monitor.data_folder = settings_.data_folder;
    if (settings_.public_url.starts_with("https://")) monitor.tls_url = settings_.public_url;
    monitor_ = std::make_unique<roles::Monitor>(
        platform_, *deployment_.database, *deployment_.queue, std::move(monitor),
        [this](std::vector<store::AlertReport> news, StopToken& stop) {
            return alert_teller_->tell(std::move(news), stop);
        });
    add_mailer();
    add_confirmations();
    roles::ListingRecheckSettings recheck;
    recheck.after = std::chrono::hours{24} * settings_.recheck_days;
    recheck_ = std::make_unique<roles::ListingRecheck>(platform_, *deployment_.database,
                                                       submitter_settings(settings_).addresses, recheck);
    return {};
}

void RoleSet::add_confirmations() {
    roles::ConfirmationSettings confirmations;
    confirmations.server.url = settings_.imap_url;
    confirmations.server.user = settings_.imap_user;
    confirmations.server.password = settings_.imap_password;
    confirmations.server.ca_file = settings_.mail_ca_file;
    confirmations.secret_key = settings_.secret_key;
    confirmations_ =
        std::make_unique<roles::Confirmations>(platform_, *deployment_.database, *deployment_.evidence,
                                               submitter_settings(settings_).addresses, confirmations);
}

void RoleSet::add_mailer() {
    if (!settings_.smtp_url.empty()) {
        mail::MailServer server;
        server.url = settings_.smtp_url;
        server.user = settings_.smtp_user;
        server.password = settings_.smtp_password;
        server.ca_file = settings_.mail_ca_file;
        mail_transport_ = mail::make_smtp_transport(platform_, std::move(server));
    } else if (!settings_.mail_folder.empty()) {
        mail_transport_ = mail::make_folder_transport(settings_.mail_folder);
    }
    roles::MailerSettings mailer;
    mailer.from = {"Directory-Bolt", "mail@directory-bolt.localhost"};
    if (auto from = mail::read_mailbox(settings_.mail_from)) mailer.from = *from;
    const int port = gateway_ ? gateway_->port() : settings_.gateway_port;
    mailer.site_url = settings_.public_url.empty() ? fmt::format("http://{}:{}", settings_.address, port)
                                                   : settings_.public_url;
    while (mailer.site_url.ends_with('/')) mailer.site_url.pop_back();
    mailer.secret_key = settings_.secret_key;
    mailer.customers = settings_.customer_mail == "on";
    mailer.keep = std::chrono::hours{24} * settings_.mail_keep_days;
    mailer_ =
        std::make_unique<roles::Mailer>(platform_, *deployment_.database, mail_transport_.get(), mailer);
}

std::uint16_t RoleSet::gateway_port() const { return gateway_ ? gateway_->port() : 0; }
std::uint16_t RoleSet::brain_port() const { return brain_server_ ? brain_server_->port() : 0; }

std::vector<store::RoleBeat> RoleSet::beats() const {
    std::vector<store::RoleBeat> beats;
    const auto add = [&](bool here, const char* role) {
        if (here)
            beats.push_back({platform_.new_id(), role, host_name(), std::string(roles::version()), ::getpid(),
                             platform_.now()});
    };
    add(gateway_ != nullptr, "gateway");
    add(brain_ != nullptr, "brain");
    add(subscriber_ != nullptr, "subscriber");
    add(worker_ != nullptr, "worker");
    add(monitor_ != nullptr, "monitor");
    return beats;
}

Async<void> RoleSet::run(StopToken& stop) {
    roles::WorkGroup running(platform_), watchdog(platform_);
    StopToken ended(platform_.clock);
    watchdog.start("watchdog", [&ended] { return keep_watchdog(ended); });
    notify_service_manager("READY=1");
    running.start("signs of life", [this, &stop] {
        return roles::beat_roles(platform_, *deployment_.database, beats(), stop);
    });
    const auto start = [&](auto& role, const char* name) {
        if (role) running.start(name, [&role, &stop]() -> Async<void> { return role->run(stop); });
    };
    start(gateway_, "gateway");
    start(relay_, "relay");
    start(subscriber_, "subscriber");
    start(worker_, "worker");
    start(canary_, "looks at forms");
    start(monitor_, "monitor");
    start(mailer_, "mailer");
    start(confirmations_, "confirmations");
    start(recheck_, "listing re-check");
    if (subscriber_ || worker_ || monitor_)
        running.start("orchestrator", [this, &stop] { return deployment_.orchestrator->attend(stop); });
    while (co_await stop.sleep(std::chrono::hours{1})) {
    }
    notify_service_manager("STOPPING=1");
    // The brain's server ends last: the relay may still deliver.
    co_await running.wait_empty();
    if (brain_server_) co_await brain_server_->stop();
    if (submitter_) co_await submitter_->close();
    ended.request();
    co_await watchdog.wait_empty();
}

} // namespace bolt::cli
