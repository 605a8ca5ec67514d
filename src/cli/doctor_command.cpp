#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"

#include "browser/installation.hpp"
#include "store/jobs.hpp"
#include "store/postgres_doctor.hpp"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace bolt::cli {
namespace {

struct Finding {
    enum class Grade { good, warning, bad } grade;
    std::string what, fix;
};

void print(const Finding& finding) {
    const char* mark = finding.grade == Finding::Grade::good      ? "[ok]"
                       : finding.grade == Finding::Grade::warning ? "[!] "
                                                                  : "[x] ";
    fmt::print("{} {}\n", mark, finding.what);
    if (!finding.fix.empty()) fmt::print("       fix: {}\n", finding.fix);
}

std::vector<Finding> look_at_secrets(const roles::Settings& settings) {
    std::vector<Finding> findings;
    const bool embedded = std::filesystem::exists(settings.data_folder + "/secrets.json");
    for (const auto& row : roles::setting_rows()) {
        // The database, AWS's and Prefect's own are looked at by asking the database, the queue and Prefect.
        if (!row.secret || row.name == "STAFF_API_KEY" || row.name == "DATABASE_URL" ||
            row.name.starts_with("AWS_") || row.name.starts_with("PREFECT_") ||
            row.name.starts_with("SMTP_") || row.name.starts_with("IMAP_"))
            continue;
        const std::string_view names[] = {row.name};
        if (roles::require_secrets(settings, names))
            findings.push_back({Finding::Grade::good, fmt::format("{} is set", row.name), ""});
        else if (embedded)
            findings.push_back(
                {Finding::Grade::good,
                 fmt::format("{}: `up` has its own in {}/secrets.json", row.name, settings.data_folder), ""});
        else
            findings.push_back(
                {Finding::Grade::warning, fmt::format("{} is not set ({})", row.name, row.help),
                 fmt::format("set {0} or {0}_FILE; `directory-bolt up` makes its own", row.name)});
    }
    return findings;
}

/// Any process of the same user reads another's environment; a file or a credential it does not.
std::vector<Finding> look_at_environment() {
    std::string names;
    for (const auto& row : roles::setting_rows())
        if (const char* value = std::getenv(std::string(row.name).c_str());
            row.secret && value != nullptr && *value != '\0' &&
            (row.name != "DATABASE_URL" || std::string_view(value).find('@') != std::string_view::npos))
            names += (names.empty() ? "" : ", ") + std::string(row.name);
    if (names.empty()) return {};
    return {{Finding::Grade::warning, fmt::format("secrets stand in the environment: {}", names),
             "put each into a file and name it in NAME_FILE, or use systemd's LoadCredential (packaging/)"}};
}

/// Chromium shuts its renderers in with user namespaces; the kernel, or being root, may keep it from that.
std::vector<Finding> look_at_sandbox(const roles::Settings& settings) {
    const auto number = [](const char* path) {
        std::ifstream in(path);
        long value = -1;
        return in >> value ? value : -1L;
    };
    if (::geteuid() == 0 && settings.browser_user.empty())
        return {{Finding::Grade::warning, "root runs Chromium without its sandbox",
                 "run as another user, or name one in BOLT_BROWSER_USER"}};
    if (number("/proc/sys/user/max_user_namespaces") == 0 ||
        number("/proc/sys/kernel/unprivileged_userns_clone") == 0)
        return {{Finding::Grade::warning,
                 "the kernel lets Chromium make no user namespaces: its sandbox cannot start",
                 "sysctl user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1"}};
    return {{Finding::Grade::good, "Chromium can have its sandbox", ""}};
}

std::vector<Finding> look_at_postgres(const roles::Settings& settings) {
    std::vector<Finding> findings;
    for (auto& found : store::diagnose_postgres(postgres_settings(settings))) {
        using Grade = store::PostgresFinding::Grade;
        const auto grade = found.grade == Grade::good      ? Finding::Grade::good
                           : found.grade == Grade::warning ? Finding::Grade::warning
                                                           : Finding::Grade::bad;
        findings.push_back({grade, std::move(found.what), std::move(found.fix)});
    }
    return findings;
}

std::vector<Finding> look_at_store(const Platform& platform, const roles::Settings& settings) {
    if (!settings.database_url.starts_with("sqlite:")) return look_at_postgres(settings);
    const auto path = settings.database_url.substr(std::string_view("sqlite:").size());
    if (!std::filesystem::exists(path))
        return {{Finding::Grade::warning, fmt::format("the database {} does not exist yet", path),
                 "directory-bolt migrate (or up) makes it"}};
    auto database = open_database(platform, settings);
    if (!database)
        return {
            {Finding::Grade::bad, database.error().message, "check DATABASE_URL and the file's permissions"}};
    auto answered = (*database)->read_blocking([](store::Tx& tx) { return store::ping(tx); });
    (*database)->close();
    if (!answered) return {{Finding::Grade::bad, answered.error().message, "restore the file from a backup"}};
    return {{Finding::Grade::good, fmt::format("database {} answers", settings.database_url), ""}};
}

Async<std::vector<Finding>> look_at_queue(const Platform& platform, const roles::Settings& settings) {
    std::vector<Finding> findings;
    if (settings.queue_url.starts_with("store:")) co_return findings; // stands in the store
    auto queue = open_queue(platform, settings, nullptr);
    auto depth = queue ? co_await (*queue)->depth() : Result<queue::Depth>(forward(queue));
    if (depth)
        findings.push_back({Finding::Grade::good, fmt::format("queue {} answers", settings.queue_url), ""});
    else
        findings.push_back({Finding::Grade::bad, depth.error().message, "see docs/queue.md"});
    co_return findings;
}

Async<std::vector<Finding>> look_at_orchestrator(const Platform& platform, const roles::Settings& settings) {
    std::vector<Finding> findings;
    if (settings.prefect_api_url.empty()) co_return findings; // stands in the store
    auto packages = open_packages(settings);
    if (!packages) {
        findings.push_back({Finding::Grade::bad, packages.error().message, "check BOLT_PACKAGES"});
        co_return findings;
    }
    auto prefect = prefect_settings(settings, *packages);
    prefect.client.tries_max = 2; // somebody waits
    flow::PrefectClient client(platform, prefect.client);
    for (auto& found : co_await flow::look_at_prefect(client, prefect.target)) {
        const auto grade = found.grade == flow::PrefectFinding::Grade::good      ? Finding::Grade::good
                           : found.grade == flow::PrefectFinding::Grade::warning ? Finding::Grade::warning
                                                                                 : Finding::Grade::bad;
        findings.push_back({grade, std::move(found.what), std::move(found.fix)});
    }
    client.close();
    co_return findings;
}

/// One question of a few tokens, in the format that forms are asked about.
Async<std::vector<Finding>> look_at_model(const Platform& platform, const roles::Settings& settings) {
    std::vector<Finding> findings;
    if (settings.model.empty()) co_return findings;
    auto database = open_database(platform, settings);
    if (!database) co_return findings; // said already
    const auto model = open_model(platform, settings, **database);
    assist::ModelTask task;
    task.purpose = "doctor";
    task.content = platform.new_id(); // never from the cache
    task.question.system = "You test a connection.";
    task.question.prompt = "Answer with ready set to true.";
    task.question.schema_name = "ready";
    task.question.output_tokens_max = 200;
    task.question.schema = {{"type", "object"},
                            {"additionalProperties", false},
                            {"required", json::array{"ready"}},
                            {"properties", {{"ready", {{"type", "boolean"}}}}}};
    task.check = [](const json::value& value) -> Result<void> {
        if (get_bool(value, "ready")) return {};
        return fail(ErrorCode::data_loss, "the language model's answer is not of the schema");
    };
    const auto answer = co_await model->ask(std::move(task));
    if (answer)
        findings.push_back(
            {Finding::Grade::good, fmt::format("language model {} answers", settings.model), ""});
    else
        findings.push_back(
            {Finding::Grade::warning, answer.error().message,
             "check BOLT_MODEL, BOLT_MODEL_URL and BOLT_MODEL_KEY; forms are read without it meanwhile"});
    (*database)->close();
    co_return findings;
}

/// What is left for captchas, which also proves the key.
Async<std::vector<Finding>> look_at_captcha_service(const Platform& platform,
                                                    const roles::Settings& settings) {
    std::vector<Finding> findings;
    if (settings.captcha_key.empty()) co_return findings;
    auto database = open_database(platform, settings);
    if (!database) co_return findings; // said already
    const auto service = open_captcha_service(platform, settings, **database);
    const auto balance = co_await service->balance();
    (*database)->close();
    const char* help = "check BOLT_CAPTCHA_KEY and the account; captchas are left to people meanwhile";
    if (!balance)
        findings.push_back({Finding::Grade::warning, balance.error().message, help});
    else if (*balance * 1e6 < static_cast<double>(10 * settings.captcha_cents_per_thousand))
        findings.push_back({Finding::Grade::warning,
                            fmt::format("captcha service: ${:.2f} are too little for a captcha", *balance),
                            help});
    else
        findings.push_back(
            {Finding::Grade::good, fmt::format("captcha service answers; ${:.2f} are left", *balance), ""});
    co_return findings;
}

} // namespace

int run_doctor() {
    auto settings = environment_settings();
    if (!settings) return report(settings.error());
    Process process(*settings);
    return process.run([&]() -> Async<int> {
        std::vector<Finding> findings;
        browser::BrowserSettings browser;
        browser.node = settings->node;
        browser.driver_folder = settings->playwright_folder;
        browser.chromium = settings->chromium;
        const auto found = co_await browser::find_installation(process.platform(), browser, true);
        for (const auto& problem : found.problems)
            findings.push_back({Finding::Grade::bad, problem.what, problem.fix});
        if (found.complete()) {
            findings.push_back({Finding::Grade::good, fmt::format("node {}", found.node_version), ""});
            findings.push_back(
                {Finding::Grade::good, fmt::format("playwright-core {}", found.driver_version), ""});
            findings.push_back({Finding::Grade::good,
                                fmt::format("Chromium {} ({})", found.chromium_version, found.chromium), ""});
        }
        for (auto& finding : look_at_sandbox(*settings)) findings.push_back(std::move(finding));
        for (auto& finding : look_at_environment()) findings.push_back(std::move(finding));
        for (auto& finding : look_at_secrets(*settings)) findings.push_back(std::move(finding));
        for (auto& finding : look_at_store(process.platform(), *settings))
            findings.push_back(std::move(finding));
        for (auto& finding : co_await look_at_queue(process.platform(), *settings))
            findings.push_back(std::move(finding));
        for (auto& finding : co_await look_at_orchestrator(process.platform(), *settings))
            findings.push_back(std::move(finding));
        for (auto& finding : co_await look_at_model(process.platform(), *settings))
            findings.push_back(std::move(finding));
        for (auto& finding : co_await look_at_captcha_service(process.platform(), *settings))
            findings.push_back(std::move(finding));
        bool good = true;
        for (const auto& finding : findings) {
            print(finding);
            good &= finding.grade != Finding::Grade::bad;
        }
        fmt::print("{}\n", good ? "Ready." : "Not ready: see [x] above.");
        co_return good ? kSuccess : kFailed;
    });
}

} // namespace bolt::cli
