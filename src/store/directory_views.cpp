#include "store/directory_views.hpp"

#include "store/view_json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_DIRECTORY_VIEW                                                                                  \
    "d.name, d.title, d.website, d.submission_url, d.host, d.category, d.policy, d.active, d.paused, "       \
    "d.paused_reason, d.pacing_ms, d.attempts_max, d.tier_required, d.domain_authority, d.requires_login, "  \
    "d.has_captcha, d.despite_robots, d.captcha_service, d.updated_at FROM directories d "
const Statement kAll{"SELECT " BOLT_DIRECTORY_VIEW "ORDER BY d.name"};
const Statement kOne{"SELECT " BOLT_DIRECTORY_VIEW "WHERE d.name = $1"};
// The newest ended attempts of each: one short range of the index a directory, however many attempts there
// are.
#define BOLT_NEWEST(count)                                                                                   \
    "SELECT a.directory_name, a.verdict, a.status, a.started_at, a.ended_at FROM directories d JOIN "        \
    "attempts a "                                                                                            \
    "ON a.fence IN (SELECT fence FROM attempts WHERE directory_name = d.name AND ended_at IS NOT NULL "      \
    "ORDER BY fence DESC LIMIT " count ") "
const Statement kNewest{BOLT_NEWEST("50") "ORDER BY a.directory_name, a.fence DESC"};
const Statement kNewestOfOne{BOLT_NEWEST("50") "WHERE d.name = $1 ORDER BY a.fence DESC"};
const Statement kWaiting{
    "SELECT directory_name, count(*) FROM job_results WHERE status = 'pending' GROUP BY directory_name"};
const Statement kRecipes{
    "SELECT directory_name, version, fingerprint, active, successes, failures, created_at FROM "
    "recipes WHERE ($1 = '' AND active) OR directory_name = $1 ORDER BY directory_name, version DESC"};
const Statement kAttempts{
    "SELECT " BOLT_ATTEMPT_COLUMNS
    " FROM attempts WHERE directory_name = $1 AND ended_at IS NOT NULL ORDER BY fence DESC LIMIT 20"};

constexpr std::size_t kVerdictsShown = 10;

/// Health by directory name; an attempt counts as a success when its site took the business.
std::map<std::string, json::object, std::less<>> health_of(const Rows& newest) {
    struct Measured {
        int attempts = 0, successes = 0;
        std::vector<std::int64_t> took_ms;
        std::optional<TimePoint> last_success, last;
        json::array verdicts;
    };
    std::map<std::string, Measured> measured;
    for (std::size_t i = 0; i < newest.size(); ++i) {
        auto& one = measured[newest.text(i, 0)];
        const auto verdict = newest.text(i, 1);
        const auto ended = newest.time(i, 4);
        if (!one.last) one.last = ended;
        if (one.verdicts.size() < kVerdictsShown)
            one.verdicts.emplace_back(verdict.empty() ? newest.text(i, 2) : verdict);
        if (verdict.empty()) continue; // a lost lease says nothing about the site
        ++one.attempts;
        if (verdict == "accepted" || verdict == "pending_review" || verdict == "confirm_email") {
            ++one.successes;
            if (!one.last_success) one.last_success = ended;
        }
        one.took_ms.push_back(
            std::chrono::duration_cast<std::chrono::milliseconds>(ended - newest.time(i, 3)).count());
    }
    const auto time = [](const std::optional<TimePoint>& at) {
        return at ? json::value(format_time(*at)) : json::value(nullptr);
    };
    std::map<std::string, json::object, std::less<>> health;
    for (auto& [name, one] : measured) {
        std::ranges::sort(one.took_ms);
        health[name] = {{"attempts", one.attempts},
                        {"success_rate", one.attempts > 0 ? json::value(double(one.successes) / one.attempts)
                                                          : json::value(nullptr)},
                        {"median_ms", one.took_ms.empty() ? json::value(nullptr)
                                                          : json::value(one.took_ms[one.took_ms.size() / 2])},
                        {"last_success_at", time(one.last_success)},
                        {"last_attempt_at", time(one.last)},
                        {"last_verdicts", std::move(one.verdicts)}};
    }
    return health;
}

json::object no_health() {
    return {{"attempts", 0},
            {"success_rate", nullptr},
            {"median_ms", nullptr},
            {"last_success_at", nullptr},
            {"last_attempt_at", nullptr},
            {"last_verdicts", json::array()}};
}

json::object directory_view(const Rows& rows, std::size_t row) {
    Cells cells(rows, row);
    json::object view;
    for (const auto* key : {"name", "title", "website", "submission_url", "host", "category", "policy"})
        view[key] = cells.text();
    view["active"] = cells.boolean();
    view["paused"] = cells.boolean();
    view["paused_reason"] = text_or_null(cells.text());
    view["pacing_ms"] = cells.integer();
    view["attempts_max"] = cells.integer();
    const auto number = [](std::optional<int> value) {
        return value ? json::value(*value) : json::value(nullptr);
    };
    const auto flag = [](std::optional<bool> value) {
        return value ? json::value(*value) : json::value(nullptr);
    };
    view["tier_required"] = number(cells.maybe_integer());
    view["domain_authority"] = number(cells.maybe_integer());
    view["requires_login"] = flag(cells.maybe_boolean());
    view["has_captcha"] = flag(cells.maybe_boolean());
    view["despite_robots"] = cells.boolean();
    view["captcha_service"] = cells.boolean();
    view["updated_at"] = time_or_null(rows, row, cells.column());
    return view;
}

json::object recipe_view(const Rows& rows, std::size_t row) {
    return {{"version", rows.integer(row, 1)},  {"fingerprint", rows.text(row, 2)},
            {"active", rows.boolean(row, 3)},   {"successes", rows.integer(row, 4)},
            {"failures", rows.integer(row, 5)}, {"created_at", time_or_null(rows, row, 6)}};
}

} // namespace

Result<json::object> directory_list(Tx& tx) {
    const auto rows = tx.run(kAll);
    auto health = health_of(tx.run(kNewest));
    std::map<std::string, std::int64_t> waiting;
    const auto pending = tx.run(kWaiting);
    for (std::size_t i = 0; i < pending.size(); ++i) waiting[pending.text(i, 0)] = pending.integer(i, 1);
    std::map<std::string, json::object> recipes;
    const auto active = tx.run(kRecipes, {std::string_view("")});
    for (std::size_t i = 0; i < active.size(); ++i)
        recipes.try_emplace(active.text(i, 0), recipe_view(active, i));
    json::array directories;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto view = directory_view(rows, i);
        const auto name = rows.text(i, 0);
        const auto found = health.find(name);
        auto one = found == health.end() ? no_health() : std::move(found->second);
        one["waiting"] = waiting[name];
        view["health"] = std::move(one);
        const auto recipe = recipes.find(name);
        view["recipe"] = recipe == recipes.end() ? json::value(nullptr) : json::value(recipe->second);
        directories.push_back(std::move(view));
    }
    return json::object{{"directories", std::move(directories)}};
}

Result<json::object> directory_document(Tx& tx, std::string_view name) {
    const auto rows = tx.run(kOne, {name});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("directory {} does not exist", name));
    auto view = directory_view(rows, 0);
    auto health = health_of(tx.run(kNewestOfOne, {name}));
    view["health"] = health.empty() ? no_health() : std::move(health.begin()->second);
    json::array recipes;
    const auto versions = tx.run(kRecipes, {name});
    json::value active = nullptr;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        auto one = recipe_view(versions, i);
        if (versions.boolean(i, 3) && active.is_null()) active = one;
        recipes.push_back(std::move(one));
    }
    view["recipe"] = active;
    json::array attempts;
    const auto newest = tx.run(kAttempts, {name});
    for (std::size_t i = 0; i < newest.size(); ++i) attempts.push_back(attempt_view(newest, i));
    // A recipe that was taken out of force, or that fails more than it works, means that the form changed.
    const bool none_left = !recipes.empty() && active.is_null();
    const bool failing = active.is_object() && get_int(active, "failures") > get_int(active, "successes");
    const char* why = none_left ? "No recipe is in force: the form changed and no new plan has worked yet."
                      : failing ? "The recipe in force failed more often than it worked."
                                : "";
    return json::object{{"directory", std::move(view)},
                        {"recipes", std::move(recipes)},
                        {"attempts", std::move(attempts)},
                        {"drift", {{"drifted", none_left || failing}, {"reason", why}}}};
}

} // namespace bolt::store
