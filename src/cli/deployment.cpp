#include "cli/deployment.hpp"

#include "assist/description_writer.hpp"
#include "assist/form_planner.hpp"
#include "catalog_assets.hpp"
#include "flow/store_flow.hpp"
#include "queue/store_queue.hpp"
#include "store/postgres_database.hpp"
#include "store/sqlite_database.hpp"
#include "submit/checking_submitter.hpp"
#include "submit/guest_submitter.hpp"
#include "submit/lane_submitter.hpp"

#include <algorithm>
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

store::PostgresSettings postgres_settings(const roles::Settings& settings) {
    store::PostgresSettings postgres;
    postgres.url = settings.database_url;
    if (settings.database_pooler == "session") postgres.pooling = store::Pooling::session;
    if (settings.database_pooler == "transaction") postgres.pooling = store::Pooling::transaction;
    return postgres;
}

Result<std::unique_ptr<store::Database>> open_database(const Platform& platform,
                                                       const roles::Settings& settings) {
    constexpr std::string_view kScheme = "sqlite:";
    if (!settings.database_url.starts_with(kScheme)) {
        auto opened = store::open_postgres(platform, postgres_settings(settings));
        if (!opened)
            return fail(opened.error().code, fmt::format("DATABASE_URL: {}", opened.error().message));
        return opened;
    }
    store::SqliteSettings sqlite;
    sqlite.path = settings.database_url.substr(kScheme.size());
    const auto folder = std::filesystem::path(sqlite.path).parent_path();
    std::error_code error;
    if (!folder.empty() && std::filesystem::create_directories(folder, error)) ::chmod(folder.c_str(), 0700);
    if (error)
        return fail(ErrorCode::unavailable, fmt::format("DATABASE_URL: cannot make the folder {}: {}",
                                                        folder.string(), error.message()));
    // Evidence of earlier work and no database: that is no new beginning.
    const auto evidence = settings.data_folder + "/evidence";
    if (!std::filesystem::exists(sqlite.path, error) && std::filesystem::is_directory(evidence, error) &&
        !std::filesystem::is_empty(evidence, error))
        return fail(
            ErrorCode::data_loss,
            fmt::format("the database {} is gone, though {} holds evidence of earlier work: restore a "
                        "backup (docs/backup.md), or move that folder away to begin anew",
                        sqlite.path, evidence));
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

flow::PrefectSettings prefect_settings(const roles::Settings& settings, const PackageCatalog& packages) {
    flow::PrefectSettings prefect;
    prefect.client.api_url = settings.prefect_api_url;
    while (prefect.client.api_url.ends_with('/')) prefect.client.api_url.pop_back();
    prefect.client.api_key = settings.prefect_api_key;
    prefect.client.auth_string = settings.prefect_auth_string;
    prefect.target.work_pool = settings.prefect_work_pool;
    for (const auto& package : packages.packages())
        prefect.target.queues.push_back({package.name, package.priority});
    std::ranges::sort(prefect.target.queues, {}, &flow::PrefectTarget::Queue::priority);
    return prefect;
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
    if (settings.prefect_api_url.empty())
        deployment.orchestrator = flow::make_store_flow(platform, *deployment.database);
    else
        deployment.orchestrator = flow::make_prefect_flow(platform, *deployment.database,
                                                          prefect_settings(settings, deployment.packages));
    deployment.evidence = submit::make_folder_evidence(settings.data_folder + "/evidence");
    return deployment;
}

submit::SubmitterSettings submitter_settings(const roles::Settings& settings) {
    submit::SubmitterSettings submitter;
    submitter.pool.contexts_max = settings.worker_concurrency;
    submitter.pool.browser.node = settings.node;
    submitter.pool.browser.driver_folder = settings.playwright_folder;
    submitter.pool.browser.chromium = settings.chromium;
    submitter.pool.browser.user = settings.browser_user;
    submitter.pool.browser.memory_mb = settings.browser_memory_mb;
    std::istringstream hosts(settings.allowed_hosts);
    for (std::string host; std::getline(hosts, host, ',');)
        if (!host.empty()) submitter.addresses.allowed_hosts.push_back(host);
    return submitter;
}

std::shared_ptr<assist::LanguageModel> open_model(const Platform& platform, const roles::Settings& settings,
                                                  store::Database& database) {
    const auto colon = settings.model.find(':');
    if (colon == std::string::npos) return nullptr;
    const auto vendor = settings.model.substr(0, colon);
    assist::ModelSettings model;
    model.kind = vendor == "anthropic" ? assist::ModelKind::anthropic
                 : vendor == "gemini"  ? assist::ModelKind::gemini
                                       : assist::ModelKind::openai;
    model.model = settings.model.substr(colon + 1);
    model.base_url = settings.model_url;
    while (model.base_url.ends_with('/')) model.base_url.pop_back();
    model.key = settings.model_key;
    const auto usual = model.local() ? std::pair(0.0, 0.0) : std::pair(5.0, 25.0);
    std::tie(model.input_price, model.output_price) =
        roles::read_prices(settings.model_prices).value_or(usual);
    const store::ModelBudget budget{.tokens_per_day = settings.model_tokens_per_day,
                                    .tokens_per_job = settings.model_tokens_per_job,
                                    .microusd_per_day = std::int64_t{10'000} * settings.model_cents_per_day,
                                    .microusd_per_job = std::int64_t{10'000} * settings.model_cents_per_job};
    // The client lives in what sends.
    auto http = std::make_shared<net::HttpClient>(platform.executor);
    return assist::make_language_model(
        platform, database, [http](net::ClientRequest request) { return http->send(std::move(request)); },
        std::move(model), budget);
}

std::shared_ptr<assist::CaptchaService>
open_captcha_service(const Platform& platform, const roles::Settings& settings, store::Database& database) {
    if (settings.captcha_key.empty()) return nullptr;
    assist::CaptchaSettings captcha;
    captcha.key = settings.captcha_key;
    captcha.base_url = settings.captcha_url;
    captcha.most_microusd = std::int64_t{10} * settings.captcha_cents_per_thousand;
    const store::CaptchaBudget budget{
        .microusd_per_day = std::int64_t{10'000} * settings.captcha_cents_per_day,
        .microusd_per_job = std::int64_t{10'000} * settings.captcha_cents_per_job};
    auto http = std::make_shared<net::HttpClient>(platform.executor);
    return assist::make_captcha_service(
        platform, database, [http](net::ClientRequest request) { return http->send(std::move(request)); },
        std::move(captcha), budget);
}

std::unique_ptr<submit::Submitter> open_submitter(const Platform& platform, const roles::Settings& settings,
                                                  store::Database& database,
                                                  submit::EvidenceStore& evidence) {
    auto submitter = submitter_settings(settings);
    auto robots = std::make_shared<submit::RobotsPolicy>(platform, submitter.addresses);
    submitter.robots = robots;
    if (auto model = open_model(platform, settings, database)) {
        submitter.plan_form = [model](const store::LeasedAttempt& attempt, forms::Page page,
                                      forms::Choice choice) -> Async<std::optional<forms::Choice>> {
            co_return co_await assist::plan_form(*model, attempt.job.id, attempt.directory.name,
                                                 attempt.profile, page, choice);
        };
        submitter.write_description = [model](const store::LeasedAttempt& attempt, forms::Page page,
                                              forms::Choice choice) -> Async<std::optional<std::string>> {
            co_return co_await assist::write_description(*model, attempt.job.id, attempt.directory.name,
                                                         attempt.profile, page, choice);
        };
    }
    if (auto service = open_captcha_service(platform, settings, database)) {
        submitter.solve_captcha = [service](const store::LeasedAttempt& attempt, forms::Captcha captcha,
                                            Duration at_most) {
            return service->solve(attempt.job.id, attempt.directory.name, std::move(captcha), at_most);
        };
        submitter.captcha_judged = [service](forms::CaptchaAnswer answer, bool good) {
            return service->judged(std::move(answer), good);
        };
    }
    submit::ListingCheckSettings check;
    check.addresses = submitter.addresses;
    check.user_agent = "Mozilla/5.0 (compatible) " + submitter.user_agent_suffix;
    auto lanes = settings.http_lane == "on"
                     ? submit::make_lane_submitter(platform, database, evidence, std::move(submitter))
                     : submit::make_browser_submitter(platform, evidence, std::move(submitter));
    auto checking = submit::make_checking_submitter(platform, std::move(lanes), std::move(check), robots);
    return submit::make_guest_submitter(platform, std::move(checking), std::move(robots));
}

} // namespace bolt::cli
