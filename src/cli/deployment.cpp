#include "cli/deployment.hpp"

#include "catalog_assets.hpp"
#include "flow/store_flow.hpp"
#include "queue/store_queue.hpp"
#include "store/sqlite_database.hpp"
#include "submit/guest_submitter.hpp"
#include "submit/lane_submitter.hpp"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace bolt::cli {

Deployment::~Deployment() {
    queue.reset();
    orchestrator.reset();
    if (database) database->close();
}

Result<PackageCatalog> open_packages(const roles::Settings& settings) {
    if (settings.packages_file.empty()) return PackageCatalog::parse(assets::catalog().front().content);
    std::ifstream in(settings.packages_file);
    if (!in)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("BOLT_PACKAGES: cannot read {}", settings.packages_file));
    std::ostringstream text;
    text << in.rdbuf();
    auto packages = PackageCatalog::parse(text.str());
    if (!packages)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{}: {}", settings.packages_file, packages.error().message));
    return packages;
}

Result<std::unique_ptr<store::Database>> open_database(const Platform& platform,
                                                       const roles::Settings& settings) {
    constexpr std::string_view kScheme = "sqlite:";
    store::SqliteSettings sqlite;
    sqlite.path = settings.database_url.substr(kScheme.size());
    const auto folder = std::filesystem::path(sqlite.path).parent_path();
    std::error_code error;
    if (!folder.empty() && std::filesystem::create_directories(folder, error)) ::chmod(folder.c_str(), 0700);
    if (error)
        return fail(ErrorCode::unavailable, fmt::format("DATABASE_URL: cannot make the folder {}: {}",
                                                        folder.string(), error.message()));
    return store::open_sqlite(platform, sqlite);
}

queue::SqsSettings sqs_settings(const roles::Settings& settings) {
    queue::SqsSettings sqs{.queue_url = settings.queue_url,
                           .dead_letter_url = settings.dead_letter_url,
                           .environment = settings.aws};
    if (const char* home = std::getenv("HOME")) sqs.environment["HOME"] = home;
    return sqs;
}

Result<std::unique_ptr<queue::Queue>> open_queue(const Platform& platform, const roles::Settings& settings,
                                                 store::Database* database) {
    constexpr std::string_view kScheme = "store:";
    if (!settings.queue_url.starts_with(kScheme))
        return queue::make_sqs_queue(platform, sqs_settings(settings));
    queue::StoreQueueSettings store;
    store.name = settings.queue_url.substr(kScheme.size());
    store.dead_letter_name = store.name + "-dlq";
    return queue::make_store_queue(platform, *database, store);
}

Result<Deployment> open_deployment(const Platform& platform, const roles::Settings& settings) {
    Deployment deployment;
    auto packages = open_packages(settings);
    if (!packages) return forward(packages);
    deployment.packages = std::move(*packages);
    auto database = open_database(platform, settings);
    if (!database) return forward(database);
    deployment.database = std::move(*database);

    auto queue = open_queue(platform, settings, deployment.database.get());
    if (!queue) return forward(queue);
    deployment.queue = std::move(*queue);
    deployment.orchestrator = flow::make_store_flow(platform, *deployment.database);
    deployment.evidence = submit::make_folder_evidence(settings.data_folder + "/evidence");
    return deployment;
}

submit::SubmitterSettings submitter_settings(const roles::Settings& settings) {
    submit::SubmitterSettings submitter;
    submitter.pool.contexts_max = settings.worker_concurrency;
    submitter.pool.browser.node = settings.node;
    submitter.pool.browser.driver_folder = settings.playwright_folder;
    submitter.pool.browser.chromium = settings.chromium;
    std::istringstream hosts(settings.allowed_hosts);
    for (std::string host; std::getline(hosts, host, ',');)
        if (!host.empty()) submitter.addresses.allowed_hosts.push_back(host);
    return submitter;
}

std::unique_ptr<submit::Submitter> open_submitter(const Platform& platform, const roles::Settings& settings,
                                                  store::Database& database,
                                                  submit::EvidenceStore& evidence) {
    auto submitter = submitter_settings(settings);
    auto robots = std::make_shared<submit::RobotsPolicy>(platform, submitter.addresses);
    submitter.robots = robots;
    auto lanes = settings.http_lane == "on"
                     ? submit::make_lane_submitter(platform, database, evidence, std::move(submitter))
                     : submit::make_browser_submitter(platform, evidence, std::move(submitter));
    return submit::make_guest_submitter(platform, std::move(lanes), std::move(robots));
}

} // namespace bolt::cli
