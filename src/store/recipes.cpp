#include "store/recipes.hpp"

#include "store/history.hpp"
#include "store/rows.hpp"
#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kActive{"SELECT version, fingerprint, plan, successes, failures, created_at FROM recipes "
                        "WHERE directory_name = $1 AND active = 1 ORDER BY version DESC LIMIT 1"};
const Statement kAllActive{
    "SELECT directory_name, version, fingerprint, successes, failures, created_at FROM recipes "
    "WHERE active = 1 ORDER BY directory_name, version"};
const Statement kSuccess{
    "UPDATE recipes SET successes = successes + 1 WHERE directory_name = $1 AND version = $2"};
const Statement kFailure{"UPDATE recipes SET failures = failures + 1, "
                         "active = CASE WHEN failures + 1 >= successes + 3 THEN 0 ELSE active END "
                         "WHERE directory_name = $1 AND version = $2"};
const Statement kRetire{"UPDATE recipes SET active = 0 WHERE directory_name = $1"};
const Statement kLast{"SELECT coalesce(max(version), 0) FROM recipes WHERE directory_name = $1"};
const Statement kInsert{
    "INSERT INTO recipes (id, directory_name, version, fingerprint, plan, active, successes, "
    "created_at) VALUES ($1, $2, $3, $4, $5, 1, 1, $6)"};

bool took_it(Verdict verdict) {
    return verdict == Verdict::accepted || verdict == Verdict::pending_review ||
           verdict == Verdict::confirm_email;
}

Result<void> learn(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view directory_name,
                   std::string_view worker_id, const RecipeReport& report) {
    const auto current = active_recipe(tx, directory_name);
    if (!current) return forward(current);
    if (*current && (*current)->fingerprint == report.fingerprint) {
        tx.run(kSuccess, {directory_name, std::int64_t{(*current)->version}});
        return {};
    }
    const auto version = tx.run(kLast, {directory_name}).integer(0, 0) + 1;
    const auto id = platform.new_id(), plan = json::serialize(report.plan), at = format_time(platform.now());
    tx.run(kRetire, {directory_name});
    tx.run(kInsert, {id, directory_name, version, report.fingerprint, plan, at});
    return add_history(tx, platform.now(), job_id, directory_name, "recipe_learned", {{"version", version}},
                       worker_id);
}

} // namespace

Result<std::optional<RecipeRow>> active_recipe(Tx& tx, std::string_view directory_name) {
    const auto rows = tx.run(kActive, {directory_name});
    if (rows.empty()) return std::optional<RecipeRow>();
    Cells cells(rows, 0);
    RecipeRow out;
    out.version = cells.integer();
    out.fingerprint = cells.text();
    out.plan = cells.json();
    out.successes = cells.integer();
    out.failures = cells.integer();
    out.created_at = cells.time();
    return std::optional(std::move(out));
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
    if (verdict == Verdict::rejected && report.version_used > 0)
        tx.run(kFailure, {directory_name, std::int64_t{report.version_used}});
    return {};
}

} // namespace bolt::store
