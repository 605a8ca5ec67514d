#include "store/directories.hpp"
#include "store/directory_views.hpp"
#include "store/history.hpp"
#include "store/server_rules.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kUpdate{
    "UPDATE directories SET title = $2, website = $3, submission_url = $4, host = $5, "
    "category = $6, policy = $7, "
    "active = $8, pacing_ms = $9, attempts_max = $10, despite_robots = $11, captcha_service = "
    "$12, updated_at = $13 WHERE name = $1"};

/// Sets `into` to what is given and notes the change.
template <class T, class U>
void take(json::object& changes, const char* name, U& into, const std::optional<T>& given) {
    if (!given || *given == into) return;
    changes[name] = json::object{{"from", into}, {"to", *given}};
    into = *given;
}

} // namespace

Result<bool> edit_directory(Tx& tx, const Platform& platform, std::string_view name,
                            const DirectoryEdit& edit, const Actor& actor) {
    auto known = find_directory(tx, name);
    if (!known) return forward(known);
    if (!*known) return fail(ErrorCode::not_found, fmt::format("directory {} does not exist", name));
    auto& directory = **known;
    json::object changes;
    take(changes, "title", directory.title, edit.title);
    take(changes, "website", directory.website, edit.website);
    take(changes, "submission_url", directory.submission_url, edit.submission_url);
    take(changes, "category", directory.category, edit.category);
    take(changes, "policy", directory.policy, edit.policy);
    take(changes, "active", directory.active, edit.active);
    take(changes, "pacing_ms", directory.pacing_ms, edit.pacing_ms);
    take(changes, "attempts_max", directory.attempts_max, edit.attempts_max);
    take(changes, "despite_robots", directory.despite_robots, edit.despite_robots);
    take(changes, "captcha_service", directory.captcha_service, edit.captcha_service);
    if (changes.empty()) return false;
    const auto host =
        pacing_key(directory.submission_url.empty() ? directory.website : directory.submission_url);
    const auto at = format_time(platform.now());
    tx.run(kUpdate, {name, directory.title, directory.website, or_null(directory.submission_url), host,
                     or_null(directory.category), directory.policy, directory.active,
                     std::int64_t{directory.pacing_ms}, std::int64_t{directory.attempts_max},
                     directory.despite_robots, directory.captcha_service, at});
    auto noted =
        add_audit(tx, platform.now(), actor.name, "directory.edit", fmt::format("directory:{}", name),
                  actor.details({{"changes", std::move(changes)}}));
    if (!noted) return forward(noted);
    return true;
}

Result<ImportCount> import_directories(Tx& tx, const Platform& platform,
                                       const std::vector<CatalogDirectory>& catalog) {
    ImportCount count;
    const auto rules = server_rules(tx);
    if (!rules) return forward(rules);
    for (const auto& each : catalog) {
        auto known = find_directory(tx, each.name);
        if (!known) return forward(known);
        Directory directory;
        directory.name = each.name;
        directory.title = each.title;
        directory.website = each.website;
        directory.submission_url = each.submission_url;
        directory.host = pacing_key(each.submission_url.empty() ? each.website : each.submission_url);
        directory.category = each.category;
        directory.language = each.language;
        directory.country_code = each.country_code;
        directory.domain_authority = each.domain_authority;
        directory.tier_required = each.tier_required;
        directory.requires_login = each.requires_login;
        directory.has_captcha = each.has_captcha;
        // A person's decision outlives the next import; only "never" is the catalog's to say.
        directory.policy = *known && each.policy != "never" ? (*known)->policy : each.policy;
        // So does a page that an attempt found.
        if (directory.submission_url.empty() && *known && !(*known)->submission_url.empty()) {
            directory.submission_url = (*known)->submission_url;
            directory.host = (*known)->host;
        }
        if (rules->pacing_default_ms) directory.pacing_ms = static_cast<int>(*rules->pacing_default_ms);
        if (*known)
            directory.attempts_max = (*known)->attempts_max;
        else if (rules->attempts_max)
            directory.attempts_max = static_cast<int>(*rules->attempts_max);
        if (each.pacing_ms) directory.pacing_ms = *each.pacing_ms;
        if (auto stored = upsert_directory(tx, platform, directory); !stored) return forward(stored);
        ++(*known ? count.updated : count.inserted);
    }
    return count;
}

} // namespace bolt::store
