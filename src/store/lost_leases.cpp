#include "store/action_items.hpp"
#include "store/attempts.hpp"
#include "store/history.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"
#include "store/visit_stats.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_LEASE                                                                                           \
    "SELECT a.fence, a.status, a.result_id, a.job_id, a.directory_name, a.number, a.worker_id, j.status, "   \
    "r.next_attempt_at, a.started_at "                                                                       \
    "FROM attempts a JOIN jobs j ON j.id = a.job_id JOIN job_results r ON r.id = a.result_id "
const Statement kExpired{BOLT_LEASE
                         "WHERE a.status IN ('leased', 'sent') AND a.lease_until <= $1 "
                         "ORDER BY a.lease_until LIMIT $2 /*PG*/FOR UPDATE OF a SKIP LOCKED/*END*/"};
// The second condition is the one of the index of open attempts.
const Statement kUnsentOf{BOLT_LEASE
                          "WHERE a.status = 'leased' AND a.status IN ('leased', 'sent') AND a.worker_id = $1 "
                          "/*PG*/FOR UPDATE OF a/*END*/"};
const Statement kEndAttempt{
    "UPDATE attempts SET status = $2, verdict = $3, error_message = $4, ended_at = $5 "
    "WHERE fence = $1"};
const Statement kTimesLost{"SELECT count(*) FROM attempts WHERE result_id = $1 AND status = 'lost'"};
const Statement kWaitAgain{
    "UPDATE job_results SET status = 'pending', next_attempt_at = $2, updated_at = $2 WHERE id = $1"};
const Statement kEndResult{
    "UPDATE job_results SET status = $2, verdict = coalesce($3, verdict), error_message = $4, "
    "updated_at = $5 WHERE id = $1"};
/// A submission that takes its workers down with it is not given to a sixth one.
constexpr int kLossesMax = 5;

struct Lease {
    std::int64_t fence = 0;
    bool sent = false, job_running = false;
    std::string result_id, job_id, directory_name, worker_id;
    int number = 0;
    TimePoint due_at, started_at;
};

Lease read_lease(const Rows& rows, std::size_t row) {
    Lease lease;
    lease.fence = rows.integer(row, 0);
    lease.sent = rows.text(row, 1) == "sent";
    lease.result_id = rows.text(row, 2);
    lease.job_id = rows.text(row, 3);
    lease.directory_name = rows.text(row, 4);
    lease.number = static_cast<int>(rows.integer(row, 5));
    lease.worker_id = rows.text(row, 6);
    lease.job_running = rows.text(row, 7) == "in_progress";
    lease.due_at = rows.time(row, 8);
    lease.started_at = rows.time(row, 9);
    return lease;
}

/// The submission ends here; a person gets an action item of kind "unknown" unless it is skipped.
Result<void> end_submission(Tx& tx, const Platform& platform, const Lease& lease, SubmissionStatus status,
                            std::string_view verdict, const std::string& reason) {
    const auto at = format_time(platform.now());
    tx.run(kEndResult, {lease.result_id, to_string(status), or_null(verdict), reason, at});
    if (auto added = add_history(tx, platform.now(), lease.job_id, lease.directory_name, to_string(status),
                                 {{"reason", reason}, {"attempt", lease.number}}, lease.worker_id);
        !added)
        return added;
    if (status != SubmissionStatus::skipped)
        if (auto opened =
                open_action_item(tx, platform, lease.job_id, lease.result_id, lease.directory_name, "unknown",
                                 reason, {{"attempt", lease.number}, {"worker_id", lease.worker_id}});
            !opened)
            return opened;
    if (auto done = finalize_job_if_done(tx, platform, lease.job_id, lease.worker_id); !done)
        return forward(done);
    return {};
}

Result<void> wait_again(Tx& tx, const Platform& platform, const Lease& lease, std::string_view event,
                        std::string_view reason) {
    const auto at = format_time(platform.now());
    tx.run(kWaitAgain, {lease.result_id, at});
    return add_history(tx, platform.now(), lease.job_id, lease.directory_name, event,
                       {{"reason", reason}, {"attempt", lease.number}}, lease.worker_id);
}

Result<void> reclaim(Tx& tx, const Platform& platform, const Lease& lease) {
    const auto at = format_time(platform.now());
    tx.run(kEndAttempt,
           {lease.fence, "lost", lease.sent ? Param(to_string(Verdict::unknown)) : Param(std::monostate{}),
            "the lease ran out", at});
    if (lease.sent)
        return end_submission(
            tx, platform, lease, SubmissionStatus::action_required, to_string(Verdict::unknown),
            fmt::format("The worker was lost after the form of {} was sent: look there before "
                        "anything is sent again",
                        lease.directory_name));
    if (!lease.job_running)
        return end_submission(tx, platform, lease, SubmissionStatus::skipped, "", "the job was cancelled");
    const auto losses = tx.run(kTimesLost, {lease.result_id}).integer(0, 0);
    if (losses >= kLossesMax)
        return end_submission(
            tx, platform, lease, SubmissionStatus::failed, "",
            fmt::format("worker lost {} times at {}; nothing was sent", losses, lease.directory_name));
    return wait_again(tx, platform, lease, "requeued_stale", "the lease ran out");
}

} // namespace

Result<int> reclaim_lost_leases(Tx& tx, const Platform& platform, int count_max) {
    const auto at = format_time(platform.now());
    const auto rows = tx.run(kExpired, {at, std::int64_t{count_max}});
    std::vector<Visit> lost;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto lease = read_lease(rows, i);
        if (auto done = reclaim(tx, platform, lease); !done) return forward(done);
        lost.push_back(
            {lease.directory_name, lease.worker_id, VisitEnd::lost, lease.due_at, lease.started_at});
    }
    count_visits(tx, platform.now(), lost);
    return static_cast<int>(rows.size());
}

Result<int> release_leases(Tx& tx, const Platform& platform, std::string_view worker_id) {
    const auto rows = tx.run(kUnsentOf, {worker_id});
    const auto at = format_time(platform.now());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto lease = read_lease(rows, i);
        tx.run(kEndAttempt, {lease.fence, "failed", std::monostate{}, "the worker stopped", at});
        if (!lease.job_running) {
            if (auto ended = end_submission(tx, platform, lease, SubmissionStatus::skipped, "",
                                            "the job was cancelled");
                !ended)
                return forward(ended);
        } else if (auto waits = wait_again(tx, platform, lease, "retry_scheduled", "the worker stopped");
                   !waits) {
            return forward(waits);
        }
    }
    return static_cast<int>(rows.size());
}

} // namespace bolt::store
