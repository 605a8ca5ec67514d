#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"

#include "browser/installation.hpp"
#include "store/jobs.hpp"

#include <filesystem>
#include <fmt/format.h>
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
        // AWS's own are looked at by asking the queue.
        if (!row.secret || row.name == "STAFF_API_KEY" || row.name.starts_with("AWS_")) continue;
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

std::vector<Finding> look_at_store(const Platform& platform, const roles::Settings& settings) {
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
        for (auto& finding : look_at_secrets(*settings)) findings.push_back(std::move(finding));
        for (auto& finding : look_at_store(process.platform(), *settings))
            findings.push_back(std::move(finding));
        for (auto& finding : co_await look_at_queue(process.platform(), *settings))
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
