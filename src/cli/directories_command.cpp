#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/directory_import.hpp"
#include "cli/process.hpp"

#include "store/directories.hpp"
#include "store/history.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace bolt::cli {
namespace {

Result<std::vector<CatalogDirectory>> read_catalog(const std::string& file) {
    if (file.empty()) return built_in_directories();
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(ErrorCode::invalid_argument, fmt::format("cannot read {}", file));
    std::ostringstream text;
    text << in.rdbuf();
    auto parsed = parse_directory_catalog(text.str());
    if (!parsed)
        return fail(ErrorCode::invalid_argument, fmt::format("{}: {}", file, parsed.error().message));
    return parsed;
}

} // namespace

int run_directories_check(const std::string& file) {
    auto catalog = read_catalog(file);
    if (!catalog) return report(catalog.error());
    const auto known =
        std::ranges::count_if(*catalog, [](const auto& each) { return !each.submission_url.empty(); });
    fmt::print("{} directories, {} with a known submission page: good\n", catalog->size(), known);
    return kSuccess;
}

int run_directories_import(const std::string& file, const std::string& data) {
    auto catalog = read_catalog(file);
    if (!catalog) return report(catalog.error());
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    Process process(*settings);
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    auto imported = (*database)->write_blocking(
        [&](store::Tx& tx) { return import_directories(tx, process.platform(), *catalog); });
    (*database)->close();
    if (!imported) return report(imported.error());
    fmt::print("{} directories imported\n", *imported);
    return kSuccess;
}

int run_directories_list(const std::string& data) {
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    Process process(*settings);
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    auto directories = (*database)->read_blocking([](store::Tx& tx) { return store::list_directories(tx); });
    (*database)->close();
    if (!directories) return report(directories.error());
    for (const auto& each : *directories)
        fmt::print("{:<36} {:<8} {:<7} {}\n", each.name, each.policy,
                   each.paused   ? "paused"
                   : each.active ? "active"
                                 : "off",
                   each.submission_url.empty() ? "(submission page not known)" : each.submission_url);
    fmt::print(stderr, "{} directories\n", directories->size());
    return kSuccess;
}

int run_directories_policy(const std::string& name, const std::string& policy, bool despite_robots,
                           bool captcha_service, const std::string& data) {
    if (captcha_service && policy != "allowed")
        return report(
            Error{ErrorCode::invalid_argument, "--captcha-service goes with the policy allowed only"});
    if (despite_robots && policy != "allowed")
        return report(
            Error{ErrorCode::invalid_argument, "--despite-robots goes with the policy allowed only"});
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    Process process(*settings);
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    auto changed = (*database)->write_blocking([&](store::Tx& tx) -> Result<void> {
        auto directory = store::find_directory(tx, name);
        if (!directory) return forward(directory);
        if (!*directory)
            return fail(ErrorCode::not_found,
                        fmt::format("no directory {}: see `directory-bolt directories list`", name));
        (*directory)->policy = policy;
        auto stored = store::upsert_directory(tx, process.platform(), **directory);
        if (!stored) return stored;
        auto agreed = store::set_despite_robots(tx, process.platform().now(), name, despite_robots);
        if (!agreed) return agreed;
        auto service = store::set_captcha_service(tx, process.platform().now(), name, captcha_service);
        if (!service) return service;
        return store::add_audit(
            tx, process.platform().now(), "command line", "directory.policy", "directory:" + name,
            {{"policy", policy}, {"despite_robots", despite_robots}, {"captcha_service", captcha_service}});
    });
    (*database)->close();
    if (!changed) return report(changed.error());
    fmt::print("{}: policy {}{}{}\n", name, policy, despite_robots ? ", whatever its robots.txt says" : "",
               captcha_service ? ", with the captcha service" : "");
    return kSuccess;
}

} // namespace bolt::cli
