#include "store/claims.hpp"
#include "store/customers.hpp"
#include "store/directories.hpp"
#include "store/experiments.hpp"
#include "store/history.hpp"
#include "store/hosts.hpp"
#include "store/jobs.hpp"
#include "store/pauses.hpp"
#include "store/rows.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

// Conditional, so that of two claimers at the same moment one gets the slot. On PostgreSQL the other does not
// even wait: it goes on to its next candidate.
const Statement kTakeSlot{
    "INSERT INTO host_slots (host, next_at) /*LITE*/VALUES ($1, $2)/*END*/"
    "/*PG*/SELECT $1, CAST($2 AS timestamptz) FROM job_results WHERE id = $4 AND status = 'pending' "
    "AND pg_try_advisory_xact_lock(1651469428, hashtext($1)) FOR UPDATE SKIP LOCKED/*END*/ "
    "ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at WHERE host_slots.next_at <= $3"};
const Statement kLease{
    "UPDATE job_results SET status = 'submitting', attempts = attempts + 1, updated_at = $2 "
    "WHERE id = $1 AND status = 'pending' RETURNING " BOLT_SUBMISSION_COLUMNS};
const Statement kInsertAttempt{"INSERT INTO attempts (id, result_id, job_id, directory_name, number, status, "
                               "worker_id, lease_until, started_at) "
                               "VALUES ($1, $2, $3, $4, $5, 'leased', $6, $7, $8) RETURNING fence"};

bool take_slot(Tx& tx, TimePoint now, const Candidate& candidate, const ClaimRequest& request) {
    const auto found = request.pacing_factor.find(candidate.package_type);
    const double factor = (found == request.pacing_factor.end() ? 1.0 : found->second) * request.pacing_scale;
    const Duration own = std::chrono::milliseconds(candidate.pacing_ms);
    const auto next_at = format_time(now + host_pause(tx, candidate.host, own, factor));
    const auto at = format_time(now);
    return tx.run(kTakeSlot, {candidate.host, next_at, at, candidate.result_id}).affected > 0;
}

/// Everything a worker needs to know of it.
Result<LeasedAttempt> load(Tx& tx, const Platform& platform, const Candidate& candidate,
                           Submission submission) {
    LeasedAttempt leased;
    leased.submission = std::move(submission);
    leased.number = leased.submission.attempts;
    auto job = find_job(tx, candidate.job_id);
    if (!job) return forward(job);
    leased.job = std::move(*job);
    auto directory = find_directory(tx, candidate.directory_name);
    if (!directory) return forward(directory);
    if (!*directory)
        return fail(ErrorCode::not_found,
                    fmt::format("directory {} does not exist", candidate.directory_name));
    leased.directory = std::move(**directory);
    auto profile = job_profile(tx, candidate.job_id);
    if (!profile) return forward(profile);
    leased.profile = std::move(*profile);
    auto recipe = active_recipe(tx, candidate.directory_name);
    if (!recipe) return forward(recipe);
    leased.recipe = std::move(*recipe);
    if (auto applied = apply_experiment(tx, platform, leased); !applied) return forward(applied);
    return leased;
}

Result<std::optional<LeasedAttempt>> lease(Tx& tx, const Platform& platform, const Candidate& candidate,
                                           const ClaimRequest& request) {
    const auto now = platform.now();
    if (!take_slot(tx, now, candidate, request)) return std::nullopt;
    const auto at = format_time(now);
    const auto rows = tx.run(kLease, {candidate.result_id, at});
    if (rows.empty()) return std::nullopt;
    auto leased = load(tx, platform, candidate, read_submission(rows, 0));
    if (!leased) return forward(leased);
    leased->attempt_id = platform.new_id();
    const auto lease_until = format_time(now + request.lease);
    leased->fence = tx.run(kInsertAttempt, {leased->attempt_id, candidate.result_id, candidate.job_id,
                                            candidate.directory_name, std::int64_t{leased->number},
                                            request.worker_id, lease_until, at})
                        .integer(0, 0);
    if (auto added = add_history(tx, now, candidate.job_id, candidate.directory_name, "submitting",
                                 {{"attempt", leased->number}}, request.worker_id);
        !added)
        return forward(added);
    return std::optional(std::move(*leased));
}

} // namespace

Result<std::vector<LeasedAttempt>> claim_attempts(Tx& tx, const Platform& platform,
                                                  const ClaimRequest& request) {
    std::vector<LeasedAttempt> leased;
    if (request.count_max <= 0) return leased;
    const auto draining = is_draining(tx, request.worker_id);
    if (!draining) return forward(draining);
    if (*draining) return leased;
    Chooser chooser(tx, platform.now(), request.count_max);
    while (static_cast<int>(leased.size()) < request.count_max) {
        const auto candidate = chooser.next();
        if (!candidate) break;
        auto one = lease(tx, platform, *candidate, request);
        if (!one) return forward(one);
        chooser.used(*candidate, one->has_value());
        if (*one) leased.push_back(std::move(**one));
    }
    return leased;
}

} // namespace bolt::store
