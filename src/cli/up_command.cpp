#include "cli/commands.hpp"
#include "cli/data_lock.hpp"
#include "cli/demo.hpp"
#include "cli/directory_import.hpp"
#include "cli/practice_mail.hpp"
#include "cli/process.hpp"
#include "cli/role_set.hpp"
#include "cli/sqs_endpoint.hpp"

#include "base/log.hpp"
#include "browser/installation.hpp"
#include "playground/playground.hpp"
#include "roles/staff_auth.hpp"
#include "store/staff.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace bolt::cli {
namespace {

constexpr std::string_view kDemoPackage = "starter";
constexpr auto kLinkLifetime = std::chrono::hours{1};
constexpr const char* kOwnerEmail = "owner@localhost";

bool is_loopback(const std::string& address) {
    boost::system::error_code error;
    const auto parsed = asio::ip::make_address(address, error);
    return !error && parsed.is_loopback();
}

// The first account of an embedded deployment; it has no password, only login links printed on this terminal.
Result<std::string> owner_login_token(const Platform& platform, store::Database& database) {
    const auto token = platform.random.token();
    auto made = database.write_blocking([&](store::Tx& tx) -> Result<void> {
        auto user = store::find_staff_user(tx, kOwnerEmail);
        if (!user) return forward(user);
        std::string user_id = *user ? (*user)->id : "";
        if (!*user) {
            store::StaffUser owner;
            owner.email = kOwnerEmail;
            owner.name = "Owner";
            owner.role = "admin";
            auto added = store::add_staff_user(tx, platform, owner);
            if (!added) return forward(added);
            user_id = added->id;
        }
        return store::add_login_link(tx, platform.now(), user_id, roles::StaffAuth::token_hash(token),
                                     kLinkLifetime);
    });
    if (!made) return forward(made);
    return token;
}

struct Up {
    const UpOptions& options;
    roles::Settings settings;
    Process& process;
    Deployment& deployment;
    RoleSet& roles;
    std::unique_ptr<playground::Playground> practice = nullptr;
    std::unique_ptr<queue::SqsServer> sqs = nullptr;

    std::string gateway_url() const {
        return fmt::format("http://{}:{}", settings.address, roles.gateway_port());
    }
    void banner(const std::string& token) const;
    Async<void> warn_if_incomplete();
    Async<Result<void>> start_demo();
    Async<int> run(std::string token);
};

void Up::banner(const std::string& token) const {
    if (options.quiet) return;
    fmt::print("\nDirectory-Bolt {} is up. Data: {}\n\n", bolt::roles::version(), settings.data_folder);
    fmt::print("  Dashboard   {}\n", gateway_url());
    fmt::print("  Sign in     {}{}\n              (works once, within an hour; `directory-bolt staff link` "
               "makes another)\n",
               gateway_url(), bolt::roles::StaffAuth::login_path(token));
    fmt::print("  Packages    {}/packages{}\n", gateway_url(),
               settings.test_checkout == "on" && settings.stripe_secret_key.empty()
                   ? "   (test checkout: nobody pays)"
                   : "");
    fmt::print("  Webhook     {}/api/webhook\n", gateway_url());
    fmt::print("  Brain       http://{}:{}/health\n", settings.address, roles.brain_port());
    if (!settings.mail_folder.empty()) fmt::print("  Mail        {}/dev/mail\n", gateway_url());
    if (practice) fmt::print("  Playground  http://localhost:{}\n", practice->port());
    if (sqs) fmt::print("{}", sqs_endpoint_banner(*sqs, settings));
    fmt::print("\nStop with Ctrl-C.\n\n");
    std::fflush(stdout);
}

Async<void> Up::warn_if_incomplete() {
    browser::BrowserSettings browser;
    browser.node = settings.node;
    browser.driver_folder = settings.playwright_folder;
    browser.chromium = settings.chromium;
    auto installation = co_await browser::find_installation(process.platform(), browser, false);
    for (const auto& problem : installation.problems)
        log::error("submissions cannot run in a browser yet",
                   {{"problem", problem.what}, {"fix", problem.fix}});
}

Async<Result<void>> Up::start_demo() {
    auto seeded =
        co_await seed_practice_directories(process.platform(), *deployment.database, practice->port());
    if (!seeded) co_return forward(seeded);
    const auto* package = deployment.packages.find(kDemoPackage);
    net::HttpClient http(process.platform().executor);
    auto job = co_await make_purchase(process.platform(), http, gateway_url(), settings,
                                      std::string(kDemoPackage), package ? package->price_cents : 0, *seeded);
    if (!job) co_return forward(job);
    log::info("the demo bought a package", {{"job_id", *job}, {"directories", *seeded}});
    co_return Result<void>{};
}

Async<int> Up::run(std::string token) {
    if (practice) {
        if (auto started = practice->start(); !started) co_return report(started.error());
    }
    if (sqs) {
        if (auto started = sqs->start(); !started) co_return report(started.error());
    }
    banner(token);
    bolt::spawn(process.platform().executor, "installation check", [this] { return warn_if_incomplete(); });
    if (practice) {
        // The purchase goes over HTTP to the gateway, which accepts as soon as it is bound.
        bolt::spawn(process.platform().executor, "demo", [this]() -> Async<void> {
            auto started = co_await start_demo();
            if (!started) log::error("the demo could not start", {{"error", started.error().message}});
        });
    }
    co_await roles.run(process.stop());
    if (sqs) co_await sqs->stop();
    if (practice) co_await practice->stop();
    co_return kSuccess;
}

} // namespace

int run_up(const UpOptions& options) {
    auto read = environment_settings();
    if (!read) return report(read.error());
    auto settings = std::move(*read);
    if (settings.database_url == "sqlite:" + settings.data_folder + "/bolt.db")
        settings.database_url = "sqlite:" + options.data + "/bolt.db";
    settings.data_folder = options.data;
    if (options.port >= 0) settings.gateway_port = static_cast<std::uint16_t>(options.port);
    // One process on one machine: the brain needs no port that anybody knows.
    settings.brain_port = 0;
    settings.brain_url.clear();
    // Where nobody else can reach it and Stripe is not set up, packages can be tried out without paying.
    if (settings.test_checkout == "automatic" && settings.stripe_secret_key.empty() &&
        settings.stripe_webhook_secret.empty() && is_loopback(settings.address))
        settings.test_checkout = "on";
    // Without a mail server mails can be read here, by whoever is at this machine.
    if (settings.smtp_url.empty() && settings.address.starts_with("127."))
        settings.mail_folder = options.data + "/mail";
    Process process(settings);
    const auto& platform = process.platform();
    if (auto filled = roles::fill_secrets(settings, [&] { return platform.random.token(); }); !filled)
        return report(filled.error());
    auto lock = DataLock::take(options.data);
    if (!lock) return report(lock.error());

    std::unique_ptr<playground::Playground> practice;
    if (options.demo) {
        playground::Settings playground;
        playground.data_file = options.data + "/playground.jsonl";
        playground.send_mail = practice_mail(platform, settings);
        practice = std::make_unique<playground::Playground>(platform, playground);
        // Practice sites live on loopback, which the address policy refuses to everything else.
        settings.allowed_hosts += settings.allowed_hosts.empty() ? "*.localhost" : ",*.localhost";
    }
    auto deployment = open_deployment(platform, settings);
    if (!deployment) return report(deployment.error());
    if (!options.demo) {
        if (auto imported = import_if_empty(*deployment->database, platform); !imported)
            return report(imported.error());
    }
    RoleSet roles(platform, *deployment, settings);
    for (auto add : {&RoleSet::add_brain, &RoleSet::add_gateway, &RoleSet::add_subscriber,
                     &RoleSet::add_worker, &RoleSet::add_monitor})
        if (auto added = (roles.*add)(); !added) return report(added.error());
    auto token = owner_login_token(platform, *deployment->database);
    if (!token) return report(token.error());
    auto sqs = make_sqs_endpoint(platform, *deployment->database, settings, options.sqs_endpoint);
    if (!sqs) return report(sqs.error());
    Up up{options, settings, process, *deployment, roles, std::move(practice), std::move(*sqs)};
    return process.run([&] { return up.run(*token); });
}

} // namespace bolt::cli
