#include "store/failing_directories.hpp"

#include "store/pauses.hpp"
#include "store/sql.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_FAILED "a.verdict IN ('unreachable', 'blocked', 'unknown')"
const Statement kFailing{
    "SELECT d.name, count(*), count(*) FILTER (WHERE " BOLT_FAILED "), max(coalesce(t.pauses, 0)), "
    "max(CASE WHEN " BOLT_FAILED " THEN a.verdict ELSE '' END), max(CASE WHEN t.trial_at IS NULL THEN 0 ELSE "
    "1 END) FROM attempts a JOIN directories d ON d.name = a.directory_name "
    "LEFT JOIN directory_trials t ON t.directory_name = d.name "
    "WHERE a.ended_at >= $1 AND a.verdict IS NOT NULL AND NOT d.paused "
    "AND (t.trial_at IS NULL OR a.ended_at >= t.trial_at) GROUP BY d.name ORDER BY d.name"};
const Statement kPaused{
    "INSERT INTO directory_trials (directory_name, pauses, reason, resume_at, trial_at) VALUES ($1, $2, $3, "
    "$4, NULL) ON CONFLICT (directory_name) DO UPDATE SET pauses = excluded.pauses, reason = "
    "excluded.reason, "
    "resume_at = excluded.resume_at, trial_at = NULL"};
const Statement kHeld{
    "SELECT t.directory_name, t.reason, coalesce(d.paused_reason, ''), d.paused, t.resume_at "
    "FROM directory_trials t JOIN directories d ON d.name = t.directory_name "
    "WHERE t.resume_at IS NOT NULL ORDER BY t.directory_name"};
const Statement kTrial{
    "UPDATE directory_trials SET resume_at = NULL, trial_at = $2 WHERE directory_name = $1"};
const Statement kForget{"DELETE FROM directory_trials WHERE directory_name = $1"};
const Statement kEnds{"SELECT coalesce(sum(CASE WHEN status = 'failed' THEN n ELSE 0 END), 0), "
                      "coalesce(sum(n), 0) FROM submission_stats WHERE bucket >= $1"};
const Statement kStale{"SELECT count(*) FROM action_items WHERE kind = 'stale_job' AND status <> 'resolved'"};
const Statement kList{"SELECT t.directory_name, t.reason FROM directory_trials t "
                      "JOIN directories d ON d.name = t.directory_name AND d.paused "
                      "AND d.paused_reason = t.reason ORDER BY t.directory_name LIMIT 100"};

constexpr const char* kActor = "monitor";
using Action = TendedDirectory::Action;

Duration pause_length(const FailingRules& rules, std::int64_t pauses) {
    auto length = rules.first_pause;
    for (std::int64_t i = 0; i < pauses && length < rules.longest_pause; ++i) length *= 2;
    return std::min(length, rules.longest_pause);
}

// First those whose pause is over: an attempt that failed before it must not pause them again.
Result<void> resume(Tx& tx, const Platform& platform, std::vector<TendedDirectory>& tended) {
    const auto now = platform.now();
    const auto at = format_time(now);
    const auto held = tx.run(kHeld);
    for (std::size_t i = 0; i < held.size(); ++i) {
        const auto name = held.text(i, 0), reason = held.text(i, 1);
        // A person has decided meanwhile: it is theirs.
        if (!held.boolean(i, 3) || held.text(i, 2) != reason) {
            tx.run(kForget, {name});
            continue;
        }
        if (held.time(i, 4) > now) continue;
        auto resumed =
            pause_directory(tx, platform, name, false, {kActor, "the pause is over: it is tried again"});
        if (!resumed) return forward(resumed);
        tx.run(kTrial, {name, at});
        if (*resumed) tended.push_back({Action::on_trial, name, reason});
    }
    return {};
}

} // namespace

Result<std::vector<TendedDirectory>> tend_failing_directories(Tx& tx, const Platform& platform,
                                                              const FailingRules& rules) {
    std::vector<TendedDirectory> tended;
    if (auto resumed = resume(tx, platform, tended); !resumed) return forward(resumed);
    const auto now = platform.now();
    const auto since = format_time(now - rules.window);
    const auto rows = tx.run(kFailing, {since});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto name = rows.text(i, 0);
        const auto all = rows.integer(i, 1), failed = rows.integer(i, 2), pauses = rows.integer(i, 3);
        const bool on_trial = rows.integer(i, 5) != 0;
        if (on_trial && failed < all) {
            tx.run(kForget, {name});
            tended.push_back({Action::recovered, name, ""});
            continue;
        }
        if (failed < (on_trial ? rules.failures_min_on_trial : rules.failures_min) ||
            failed * 100 < all * rules.failed_percent)
            continue;
        const auto until = format_time(now + pause_length(rules, pauses));
        const auto reason = fmt::format("{} of {} attempts failed ({}): paused by the monitor, tried again "
                                        "after {} UTC",
                                        failed, all, rows.text(i, 4), until.substr(0, 16));
        auto paused = pause_directory(tx, platform, name, true, {kActor, reason});
        if (!paused) return forward(paused);
        if (!*paused) continue;
        tx.run(kPaused, {name, pauses + 1, reason, until});
        tended.push_back({Action::paused, name, reason});
    }
    return tended;
}

Result<std::vector<FailingDirectory>> failing_directories(Tx& tx) {
    const auto rows = tx.run(kList);
    std::vector<FailingDirectory> failing;
    for (std::size_t i = 0; i < rows.size(); ++i) failing.push_back({rows.text(i, 0), rows.text(i, 1)});
    return failing;
}

Result<EndCounts> submission_ends(Tx& tx, TimePoint since) {
    const auto from = format_time(since);
    const auto rows = tx.run(kEnds, {from});
    return EndCounts{rows.integer(0, 0), rows.integer(0, 1)};
}

Result<std::int64_t> stale_jobs_open(Tx& tx) { return tx.run(kStale).integer(0, 0); }

} // namespace bolt::store
