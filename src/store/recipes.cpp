#include "store/recipes.hpp"

#include "domain/outcome_model.hpp"
#include "store/history.hpp"
#include "store/rows.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kActive{"SELECT version, fingerprint, plan, successes, failures, created_at FROM recipes "
                        "WHERE directory_name = $1 AND active ORDER BY version DESC LIMIT 1"};
const Statement kNewest{"SELECT version, fingerprint, plan, successes, failures, created_at FROM recipes "
                        "WHERE directory_name = $1 ORDER BY version DESC LIMIT 1"};
const Statement kOne{"SELECT version, fingerprint, plan, successes, failures, created_at FROM recipes "
                     "WHERE directory_name = $1 AND version = $2"};
const Statement kAllActive{
    "SELECT directory_name, version, fingerprint, successes, failures, created_at FROM recipes "
    "WHERE active ORDER BY directory_name, version"};
const Statement kSuccess{
    "UPDATE recipes SET successes = successes + 1 WHERE directory_name = $1 AND version = $2"};
const Statement kFailure{"UPDATE recipes SET failures = failures + 1 "
                         "WHERE directory_name = $1 AND version = $2 RETURNING active, failures - successes"};
const Statement kRetire{"UPDATE recipes SET active = FALSE, retired_at = $3, retired_reason = $4 "
                        "WHERE directory_name = $1 AND active AND ($2 = 0 OR version = $2)"};
// Another version for the same form that did better than the one that goes, and was not given up itself.
const Statement kBetter{
    "SELECT b.version FROM recipes b JOIN recipes g ON g.directory_name = b.directory_name AND g.version = "
    "$2 "
    "WHERE b.directory_name = $1 AND b.version <> $2 AND b.fingerprint = g.fingerprint "
    "AND b.failures < b.successes + 3 "
    "AND (b.successes + 1) * (g.successes + g.failures + 2) > (g.successes + 1) * (b.successes + b.failures "
    "+ 2) "
    "ORDER BY CAST(b.successes + 1 AS REAL) / (b.successes + b.failures + 2) DESC, b.version DESC LIMIT 1"};
// The best version that knew this form.
const Statement kKnown{
    "SELECT version FROM recipes WHERE directory_name = $1 AND fingerprint = $2 AND failures < successes + 3 "
    "ORDER BY CAST(successes + 1 AS REAL) / (successes + failures + 2) DESC, version DESC LIMIT 1"};
const Statement kRestore{"UPDATE recipes SET active = TRUE, retired_at = NULL, retired_reason = NULL "
                         "WHERE directory_name = $1 AND version = $2"};
const Statement kVersions{
    "SELECT version, active, source, fingerprint, successes, failures, created_at, retired_at, "
    "retired_reason FROM recipes WHERE directory_name = $1 ORDER BY version DESC LIMIT 100"};
const Statement kLast{"SELECT coalesce(max(version), 0) FROM recipes WHERE directory_name = $1"};
const Statement kInsert{
    "INSERT INTO recipes (id, directory_name, version, fingerprint, plan, active, successes, "
    "created_at, source) VALUES ($1, $2, $3, $4, $5, TRUE, $6, $7, $8)"};

bool took_it(Verdict verdict) {
    return verdict == Verdict::accepted || verdict == Verdict::pending_review ||
           verdict == Verdict::confirm_email;
}

Result<void> learn(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view directory_name,
                   std::string_view worker_id, const RecipeReport& report) {
    const auto current = active_recipe(tx, directory_name);
    if (!current) return forward(current);
    if (*current && (*current)->fingerprint == report.fingerprint) {
        // An experiment replays a version of the same form that is not the one in force.
        const auto version = report.version_used > 0 ? report.version_used : (*current)->version;
        tx.post(kSuccess, {directory_name, std::int64_t{version}});
        return {};
    }
    const auto at = format_time(platform.now());
    tx.post(kRetire, {directory_name, std::int64_t{0}, at, "the form changed"});
    // The site went back to a form that was known; unless it was understood differently this time.
    if (const auto known = tx.run(kKnown, {directory_name, report.fingerprint});
        !known.empty() && report.version_used == 0 && !report.by_model) {
        const auto version = known.integer(0, 0);
        tx.post(kRestore, {directory_name, version});
        tx.post(kSuccess, {directory_name, version});
        return add_history(tx, platform.now(), job_id, directory_name, "recipe_restored",
                           {{"version", version}}, worker_id);
    }
    const auto version = tx.run(kLast, {directory_name}).integer(0, 0) + 1;
    const auto id = platform.new_id(), plan = json::serialize(report.plan);
    const std::string_view source = report.by_model ? "model" : "local";
    tx.post(kInsert, {id, directory_name, version, report.fingerprint, plan, std::int64_t{1}, at, source});
    return add_history(tx, platform.now(), job_id, directory_name, "recipe_learned", {{"version", version}},
                       worker_id);
}

std::optional<RecipeRow> read_row(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    Cells cells(rows, 0);
    RecipeRow out;
    out.version = cells.integer();
    out.fingerprint = cells.text();
    out.plan = cells.json();
    out.successes = cells.integer();
    out.failures = cells.integer();
    out.created_at = cells.time();
    return out;
}

} // namespace

Result<std::optional<RecipeRow>> active_recipe(Tx& tx, std::string_view directory_name) {
    return read_row(tx.run(kActive, {directory_name}));
}

Result<std::optional<RecipeRow>> last_recipe(Tx& tx, std::string_view directory_name) {
    return read_row(tx.run(kNewest, {directory_name}));
}

Result<std::optional<RecipeRow>> recipe_version(Tx& tx, std::string_view directory_name, int version) {
    return read_row(tx.run(kOne, {directory_name, std::int64_t{version}}));
}

bool recipe_is_bad(const RecipeRow& recipe) { return recipe.failures >= recipe.successes + 3; }

Result<void> force_recipe(Tx& tx, TimePoint now, std::string_view directory_name, int version,
                          std::string_view reason) {
    const auto current = active_recipe(tx, directory_name);
    if (!current) return forward(current);
    if (*current && (*current)->version == version) return {};
    retire_all_recipes(tx, now, directory_name, reason);
    if (tx.run(kRestore, {directory_name, std::int64_t{version}}).affected == 0)
        return fail(ErrorCode::not_found, fmt::format("no version {} of the recipe", version));
    return {};
}

Result<PutRecipe> put_recipe(Tx& tx, const Platform& platform, std::string_view directory_name,
                             std::string_view fingerprint, const json::object& plan,
                             std::string_view reason) {
    const auto known = tx.run(kKnown, {directory_name, fingerprint});
    if (known.empty() && plan.empty()) return PutRecipe{};
    const auto at = format_time(platform.now());
    retire_all_recipes(tx, platform.now(), directory_name, reason);
    if (!known.empty()) {
        const auto version = known.integer(0, 0);
        tx.run(kRestore, {directory_name, version});
        return PutRecipe{static_cast<int>(version), true};
    }
    const auto version = tx.run(kLast, {directory_name}).integer(0, 0) + 1;
    const auto id = platform.new_id(), text = json::serialize(plan);
    tx.run(kInsert, {id, directory_name, version, fingerprint, text, std::int64_t{0}, at, "local"});
    return PutRecipe{static_cast<int>(version), false};
}

void retire_all_recipes(Tx& tx, TimePoint now, std::string_view directory_name, std::string_view reason) {
    const auto at = format_time(now);
    tx.run(kRetire, {directory_name, std::int64_t{0}, at, reason});
}

Result<json::object> recipe_views(Tx& tx) {
    const auto rows = tx.run(kAllActive);
    json::object out;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Cells cells(rows, row);
        const auto name = cells.text();
        json::object view;
        view["version"] = cells.integer();
        view["fingerprint"] = cells.text();
        view["successes"] = cells.integer();
        view["failures"] = cells.integer();
        view["created_at"] = format_time(cells.time());
        out[name] = std::move(view);
    }
    return out;
}

Result<void> retire_recipe(Tx& tx, const Platform& platform, std::string_view job_id,
                           std::string_view directory_name, int version, std::string_view reason,
                           std::string_view worker_id) {
    const auto at = format_time(platform.now());
    if (version <= 0 || tx.run(kRetire, {directory_name, std::int64_t{version}, at, reason}).affected == 0)
        return {};
    json::object details{{"version", version}, {"reason", reason}};
    const auto better = tx.run(kBetter, {directory_name, std::int64_t{version}});
    if (!better.empty()) {
        details["restored"] = better.integer(0, 0);
        tx.run(kRestore, {directory_name, better.integer(0, 0)});
    }
    if (job_id.empty()) return {};
    return add_history(tx, platform.now(), job_id, directory_name, "recipe_retired", details, worker_id);
}

Result<json::array> recipe_versions(Tx& tx, std::string_view directory_name) {
    const auto rows = tx.run(kVersions, {directory_name});
    json::array out;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto successes = rows.integer(row, 4), failures = rows.integer(row, 5);
        const auto range = uniform_rate(static_cast<double>(successes), static_cast<double>(failures));
        json::object view;
        view["version"] = rows.integer(row, 0);
        view["active"] = rows.boolean(row, 1);
        view["source"] = rows.text(row, 2);
        view["fingerprint"] = rows.text(row, 3);
        view["successes"] = successes;
        view["failures"] = failures;
        view["rate"] = range.probability;
        view["low"] = range.low;
        view["high"] = range.high;
        view["created_at"] = format_time(rows.time(row, 6));
        view["retired_at"] = rows.null(row, 7) ? json::value() : json::value(format_time(rows.time(row, 7)));
        view["retired_reason"] = rows.null(row, 8) ? json::value() : json::value(rows.text(row, 8));
        out.push_back(std::move(view));
    }
    return out;
}

Result<void> report_recipe(Tx& tx, const Platform& platform, std::string_view job_id,
                           std::string_view directory_name, std::string_view worker_id,
                           const RecipeReport& report, Verdict verdict) {
    if (report.version_drifted > 0)
        if (auto added = add_history(tx, platform.now(), job_id, directory_name, "recipe_drift",
                                     {{"version", report.version_drifted}}, worker_id);
            !added)
            return added;
    if (took_it(verdict) && !report.fingerprint.empty())
        return learn(tx, platform, job_id, directory_name, worker_id, report);
    if (verdict != Verdict::rejected || report.version_used == 0) return {};
    const auto counted = tx.run(kFailure, {directory_name, std::int64_t{report.version_used}});
    if (counted.empty() || !counted.boolean(0, 0) || counted.integer(0, 1) < 3) return {};
    return retire_recipe(tx, platform, job_id, directory_name, report.version_used,
                         "three more refusals than successes", worker_id);
}

} // namespace bolt::store
