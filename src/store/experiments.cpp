#include "store/experiments.hpp"

#include "domain/outcome_model.hpp"
#include "domain/sequential_comparison.hpp"
#include "forms/text_style.hpp"
#include "store/directories.hpp"
#include "store/history.hpp"
#include "store/recipes.hpp"
#include "store/sql.hpp"
#include "store/view_json.hpp"

#include <charconv>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kStart{
    "INSERT INTO experiments (id, directory_name, kind, arm_a, arm_b, alpha, outcomes_max, started_by, "
    "started_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"};
const Statement kEnd{"UPDATE experiments SET status = $2, winner = $3, reason = $4, ended_at = $5 "
                     "WHERE id = $1 AND status = 'running'"};
const Statement kFind{"SELECT directory_name FROM experiments WHERE CAST(id AS TEXT) = $1"};
const Statement kOfDirectory{
    "SELECT e.id, e.kind, e.arm_a, e.arm_b, coalesce(t.style, '') FROM directories d "
    "LEFT JOIN experiments e ON e.directory_name = d.name AND e.status = 'running' "
    "LEFT JOIN directory_texts t ON t.directory_name = d.name WHERE d.name = $1"};
const Statement kAssign{"INSERT INTO experiment_arms (experiment_id, result_id, arm) VALUES ($1, $2, $3) "
                        "ON CONFLICT DO NOTHING"};
// On PostgreSQL the outcomes of one experiment are noted one after the other.
const Statement kOfResult{
    "SELECT e.id, e.directory_name, e.kind, e.arm_a, e.arm_b, e.alpha, e.outcomes_max, r.arm FROM "
    "experiment_arms r "
    "JOIN experiments e ON e.id = r.experiment_id WHERE r.result_id = $1 AND r.success IS NULL "
    "AND e.status = 'running' /*PG*/FOR UPDATE OF e/*END*/"};
const Statement kOutcome{"UPDATE experiment_arms SET success = $3, position = $4 "
                         "WHERE experiment_id = $1 AND result_id = $2"};
const Statement kOutcomes{"SELECT arm, success FROM experiment_arms WHERE experiment_id = $1 "
                          "AND success IS NOT NULL ORDER BY position"};
const Statement kEvidence{"UPDATE experiments SET e_value = $2 WHERE id = $1"};
const Statement kStyle{"INSERT INTO directory_texts (directory_name, style, updated_at) VALUES ($1, $2, $3) "
                       "ON CONFLICT (directory_name) DO UPDATE SET style = excluded.style, "
                       "updated_at = excluded.updated_at"};
const Statement kViews{
    "SELECT e.id, e.directory_name, e.kind, e.arm_a, e.arm_b, e.alpha, e.outcomes_max, e.status, e.winner, "
    "e.e_value, e.reason, e.started_by, e.started_at, e.ended_at, "
    "coalesce(sum(CASE WHEN r.arm = 'a' AND r.success THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN r.arm = 'a' AND r.success IS NOT NULL THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN r.arm = 'b' AND r.success THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN r.arm = 'b' AND r.success IS NOT NULL THEN 1 ELSE 0 END), 0) "
    "FROM experiments e LEFT JOIN experiment_arms r ON r.experiment_id = e.id "
    "WHERE $1 = '' OR e.directory_name = $1 GROUP BY e.id ORDER BY e.started_at DESC, e.id LIMIT 50"};

constexpr const char* kActor = "experiment";

int version_of(std::string_view arm) {
    int version = 0;
    const auto [end, error] = std::from_chars(arm.data(), arm.data() + arm.size(), version);
    return error == std::errc{} && end == arm.data() + arm.size() ? version : 0;
}

Result<void> check_recipes(Tx& tx, const NewExperiment& wanted) {
    std::string fingerprints[2];
    bool in_force = false;
    const auto active = active_recipe(tx, wanted.directory_name);
    if (!active) return forward(active);
    for (int i = 0; i < 2; ++i) {
        const auto& arm = i == 0 ? wanted.arm_a : wanted.arm_b;
        const auto recipe = recipe_version(tx, wanted.directory_name, version_of(arm));
        if (!recipe) return forward(recipe);
        if (!*recipe)
            return fail(ErrorCode::not_found, fmt::format("its recipe has no version {}", arm.substr(0, 20)));
        if (recipe_is_bad(**recipe))
            return fail(ErrorCode::invalid_argument, fmt::format("version {} was refused too often", arm));
        fingerprints[i] = (*recipe)->fingerprint;
        in_force = in_force || (*active && (*active)->version == (*recipe)->version);
    }
    if (fingerprints[0] != fingerprints[1])
        return fail(ErrorCode::invalid_argument, "the two versions are of different forms");
    if (!in_force) return fail(ErrorCode::invalid_argument, "one of the two must be the version in force");
    return {};
}

Result<void> check(Tx& tx, const NewExperiment& wanted) {
    const auto directory = find_directory(tx, wanted.directory_name);
    if (!directory) return forward(directory);
    if (!*directory) return fail(ErrorCode::not_found, "There is no such directory.");
    if (wanted.arm_a == wanted.arm_b)
        return fail(ErrorCode::invalid_argument, "arm_a, arm_b: must be different");
    if (!(wanted.alpha >= 0.001 && wanted.alpha <= 0.2))
        return fail(ErrorCode::invalid_argument, "alpha: must be from 0.001 to 0.2");
    if (wanted.outcomes_max < 20 || wanted.outcomes_max > 5000)
        return fail(ErrorCode::invalid_argument, "outcomes_max: must be from 20 to 5000");
    if (wanted.kind == "recipe") return check_recipes(tx, wanted);
    if (wanted.kind != "text") return fail(ErrorCode::invalid_argument, "kind: must be recipe or text");
    for (const auto& arm : {wanted.arm_a, wanted.arm_b})
        if (!forms::is_text_style(arm))
            return fail(ErrorCode::invalid_argument,
                        "arm_a, arm_b: must be as_written, summary_first or brief");
    return {};
}

/// `winner` "" ends it without one.
Result<void> end_experiment(Tx& tx, const Platform& platform, std::string_view id, std::string_view directory,
                            std::string_view status, std::string_view winner, const Actor& actor) {
    const auto at = format_time(platform.now());
    if (tx.run(kEnd, {id, status, or_null(winner), actor.reason, at}).affected == 0) return {};
    json::object details{{"experiment", id}};
    if (!winner.empty()) details["winner"] = winner;
    return add_audit(tx, platform.now(), actor.name, fmt::format("experiment.{}", status),
                     fmt::format("directory:{}", directory), actor.details(std::move(details)));
}

/// Why the arms of a running recipe experiment can no longer be compared; "" if they can.
Result<std::string> trouble(Tx& tx, const LeasedAttempt& attempt, std::string_view arm_a,
                            std::string_view arm_b) {
    const int in_force = attempt.recipe ? attempt.recipe->version : 0;
    if (in_force != version_of(arm_a) && in_force != version_of(arm_b))
        return std::string("neither version is in force any more");
    for (const auto arm : {arm_a, arm_b}) {
        const auto recipe = recipe_version(tx, attempt.directory.name, version_of(arm));
        if (!recipe) return forward(recipe);
        if (!*recipe || recipe_is_bad(**recipe)) return fmt::format("version {} was refused too often", arm);
    }
    return std::string();
}

Result<void> apply_recipe(Tx& tx, const Platform& platform, LeasedAttempt& attempt, const std::string& id,
                          const std::string& arm_a, const std::string& arm_b) {
    const auto why_not = trouble(tx, attempt, arm_a, arm_b);
    if (!why_not) return forward(why_not);
    if (!why_not->empty())
        return end_experiment(tx, platform, id, attempt.directory.name, "stopped", "", {kActor, *why_not});
    const auto arm = assigned_arm(id, attempt.submission.id);
    auto recipe = recipe_version(tx, attempt.directory.name, version_of(arm == Arm::a ? arm_a : arm_b));
    if (!recipe) return forward(recipe);
    attempt.recipe = std::move(*recipe);
    attempt.in_browser = true;
    tx.run(kAssign, {id, attempt.submission.id, to_string(arm)});
    return {};
}

/// Only a business that both ways write differently tells them apart.
bool apply_text(Tx& tx, LeasedAttempt& attempt, const std::string& id, const std::string& arm_a,
                const std::string& arm_b) {
    const auto a = forms::description_in(arm_a, attempt.profile),
               b = forms::description_in(arm_b, attempt.profile);
    if (!a || !b || *a == *b) return false;
    const auto arm = assigned_arm(id, attempt.submission.id);
    attempt.profile.description = arm == Arm::a ? *a : *b;
    tx.run(kAssign, {id, attempt.submission.id, to_string(arm)});
    return true;
}

std::vector<ArmOutcome> outcomes_of(Tx& tx, std::string_view id) {
    const auto rows = tx.run(kOutcomes, {id});
    std::vector<ArmOutcome> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0) == "a" ? Arm::a : Arm::b, rows.boolean(i, 1)});
    return out;
}

json::object arm_view(std::int64_t successes, std::int64_t trials) {
    const auto rate = uniform_rate(static_cast<double>(successes), static_cast<double>(trials - successes));
    return {{"successes", successes},
            {"trials", trials},
            {"rate", rate.probability},
            {"low", rate.low},
            {"high", rate.high}};
}

} // namespace

Result<std::string> start_experiment(Tx& tx, const Platform& platform, const NewExperiment& wanted,
                                     const Actor& actor) {
    if (auto good = check(tx, wanted); !good) return forward(good);
    const auto id = platform.new_id(), at = format_time(platform.now());
    const auto made = tx.run(kStart, {id, wanted.directory_name, wanted.kind, wanted.arm_a, wanted.arm_b,
                                      wanted.alpha, std::int64_t{wanted.outcomes_max}, actor.name, at});
    if (made.affected == 0) return fail(ErrorCode::conflict, "An experiment runs at this directory already.");
    auto noted = add_audit(
        tx, platform.now(), actor.name, "experiment.start", "directory:" + wanted.directory_name,
        actor.details(
            {{"experiment", id}, {"kind", wanted.kind}, {"arm_a", wanted.arm_a}, {"arm_b", wanted.arm_b}}));
    if (!noted) return forward(noted);
    return id;
}

Result<bool> stop_experiment(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor) {
    const auto found = tx.run(kFind, {id});
    if (found.empty()) return fail(ErrorCode::not_found, "There is no such experiment.");
    const auto at = format_time(platform.now());
    if (tx.run(kEnd, {id, "stopped", Param(std::monostate{}), actor.reason, at}).affected == 0) return false;
    auto noted = add_audit(tx, platform.now(), actor.name, "experiment.stopped",
                           "directory:" + found.text(0, 0), actor.details({{"experiment", id}}));
    if (!noted) return forward(noted);
    return true;
}

Result<void> give_up_arm(Tx& tx, const Platform& platform, std::string_view directory_name, int version,
                         std::string_view reason) {
    const auto rows = tx.run(kOfDirectory, {directory_name});
    if (version <= 0 || rows.empty() || rows.text(0, 1) != "recipe") return {};
    if (version != version_of(rows.text(0, 2)) && version != version_of(rows.text(0, 3))) return {};
    return end_experiment(tx, platform, rows.text(0, 0), directory_name, "stopped", "",
                          {kActor, fmt::format("version {} was given up: {}", version, reason)});
}

Result<json::array> experiment_views(Tx& tx, std::string_view directory_name) {
    const auto rows = tx.run(kViews, {directory_name});
    json::array out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({{"id", rows.text(i, 0)},
                       {"directory", rows.text(i, 1)},
                       {"kind", rows.text(i, 2)},
                       {"arm_a", rows.text(i, 3)},
                       {"arm_b", rows.text(i, 4)},
                       {"alpha", rows.real(i, 5)},
                       {"outcomes_max", rows.integer(i, 6)},
                       {"status", rows.text(i, 7)},
                       {"winner", text_or_null(rows.text(i, 8))},
                       {"e_value", rows.real(i, 9)},
                       {"reason", rows.text(i, 10)},
                       {"started_by", rows.text(i, 11)},
                       {"started_at", time_or_null(rows, i, 12)},
                       {"ended_at", time_or_null(rows, i, 13)},
                       {"a", arm_view(rows.integer(i, 14), rows.integer(i, 15))},
                       {"b", arm_view(rows.integer(i, 16), rows.integer(i, 17))}});
    return out;
}

Result<void> apply_experiment(Tx& tx, const Platform& platform, LeasedAttempt& attempt) {
    const auto rows = tx.run(kOfDirectory, {attempt.directory.name});
    if (rows.empty()) return {};
    const auto id = rows.text(0, 0), kind = rows.text(0, 1), arm_a = rows.text(0, 2), arm_b = rows.text(0, 3),
               style = rows.text(0, 4);
    if (kind == "text" && apply_text(tx, attempt, id, arm_a, arm_b)) return {};
    if (!style.empty())
        if (auto text = forms::description_in(style, attempt.profile))
            attempt.profile.description = std::move(*text);
    if (kind == "recipe") return apply_recipe(tx, platform, attempt, id, arm_a, arm_b);
    return {};
}

Result<void> note_experiment(Tx& tx, const Platform& platform, std::string_view result_id, Verdict verdict) {
    const bool taken = verdict == Verdict::accepted || verdict == Verdict::pending_review ||
                       verdict == Verdict::confirm_email;
    if (!taken && verdict != Verdict::rejected) return {};
    const auto rows = tx.run(kOfResult, {result_id});
    if (rows.empty()) return {};
    const auto id = rows.text(0, 0), directory = rows.text(0, 1), kind = rows.text(0, 2);
    auto outcomes = outcomes_of(tx, id);
    outcomes.push_back({rows.text(0, 7) == "a" ? Arm::a : Arm::b, taken});
    tx.run(kOutcome, {id, result_id, taken, static_cast<std::int64_t>(outcomes.size())});
    const auto found = sequential_test(outcomes, rows.real(0, 5));
    tx.run(kEvidence, {id, found.e_value});
    if (!found.winner) {
        if (static_cast<std::int64_t>(outcomes.size()) < rows.integer(0, 6)) return {};
        return end_experiment(
            tx, platform, id, directory, "undecided", "",
            {kActor, fmt::format("no difference was found in {} outcomes", outcomes.size())});
    }
    const auto arm = rows.text(0, *found.winner == Arm::a ? 3 : 4);
    if (kind == "recipe") {
        if (auto forced = force_recipe(tx, platform.now(), directory, version_of(arm),
                                       "an experiment decided for version " + arm);
            !forced)
            return forced;
    } else {
        const auto at = format_time(platform.now());
        tx.run(kStyle, {directory, arm, at});
    }
    return end_experiment(tx, platform, id, directory, "decided", to_string(*found.winner),
                          {kActor, fmt::format("{} was taken more often", arm)});
}

} // namespace bolt::store
