#include "store/jobs.hpp"

#include "domain/rules.hpp"
#include "store/customer_emails.hpp"
#include "store/history.hpp"
#include "store/job_end.hpp"
#include "store/rows.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kFind{"SELECT " BOLT_JOB_COLUMNS " FROM jobs j WHERE j.id = $1"};
const Statement kLock{"SELECT " BOLT_JOB_COLUMNS " FROM jobs j WHERE j.id = $1 /*PG*/FOR UPDATE/*END*/"};
const Statement kSetStatus{"UPDATE jobs SET status = $2, error_message = $3, updated_at = $4, "
                           "started_at = CASE WHEN $5 = 1 THEN coalesce(started_at, $4) ELSE started_at END, "
                           "completed_at = CASE WHEN $6 = 1 THEN $4 ELSE NULL END WHERE id = $1"};
const Statement kSetSize{
    "UPDATE jobs SET package_size = $2 WHERE id = $1 AND status IN ('pending', 'queued')"};
const Statement kFinalize{
    "UPDATE jobs SET status = $2, error_message = $3, updated_at = $4, completed_at = $4 "
    "WHERE id = $1 AND status = 'in_progress' AND NOT EXISTS "
    "(SELECT 1 FROM job_results WHERE job_id = $1 AND status IN ('pending', 'submitting'))"};
const Statement kCounts{
    "SELECT count(*), count(*) FILTER (WHERE status = 'submitted'), "
    "count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'skipped'), "
    "count(*) FILTER (WHERE status = 'action_required'), "
    "count(*) FILTER (WHERE status IN ('pending', 'submitting')) "
    "FROM job_results WHERE job_id = $1"};
const Statement kEndFlows{"UPDATE flow_runs SET state = $2, ended_at = $3 "
                          "WHERE job_id = $1 AND state IN ('scheduled', 'running')"};

// The second condition is the one of the index of open attempts.
const Statement kLoseUnsent{
    "UPDATE attempts SET status = 'lost', ended_at = $2, error_message = 'the job was cancelled' "
    "WHERE job_id = $1 AND status = 'leased' AND status IN ('leased', 'sent')"};
// A submission whose form went out keeps its attempt: the site's answer is still wanted.
const Statement kSkipUnsent{
    "UPDATE job_results SET status = 'skipped', error_message = 'the job was cancelled', updated_at = $2 "
    "WHERE job_id = $1 AND (status = 'pending' OR (status = 'submitting' AND NOT EXISTS "
    "(SELECT 1 FROM attempts WHERE result_id = job_results.id AND status = 'sent')))"};
const Statement kCloseItems{"UPDATE action_items SET status = 'resolved', resolution = 'job cancelled', "
                            "resolved_by = $2, updated_at = $3 "
                            "WHERE job_id = $1 AND kind = 'missing_profile' AND status <> 'resolved'"};

} // namespace

Result<void> ping(Tx& tx) {
    static const Statement kPing{"SELECT 1"};
    tx.run(kPing);
    return {};
}

Result<Job> find_job(Tx& tx, std::string_view job_id) {
    const auto rows = tx.run(kFind, {job_id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("job {} does not exist", job_id));
    return read_job(rows, 0);
}

Result<Job> lock_job(Tx& tx, std::string_view job_id) {
    const auto rows = tx.run(kLock, {job_id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("job {} does not exist", job_id));
    return read_job(rows, 0);
}

Result<void> set_job_status(Tx& tx, TimePoint now, std::string_view job_id, JobStatus to,
                            std::string_view error_message) {
    const auto job = lock_job(tx, job_id);
    if (!job) return forward(job);
    if (!may_become(job->status, to))
        return fail(ErrorCode::conflict, fmt::format("job {} is {} and cannot become {}", job_id,
                                                     to_string(job->status), to_string(to)));
    const auto at = format_time(now);
    tx.run(kSetStatus, {job_id, to_string(to), or_null(error_message), at,
                        std::int64_t{to == JobStatus::in_progress}, std::int64_t{is_terminal(to)}});
    return {};
}

Result<void> set_package_size(Tx& tx, std::string_view job_id, int package_size) {
    const auto rows = tx.run(kSetSize, {job_id, std::int64_t{package_size}});
    if (rows.affected > 0) return {};
    const auto job = find_job(tx, job_id);
    if (!job) return forward(job);
    return fail(ErrorCode::conflict,
                fmt::format("job {} is {}: its size is fixed", job_id, to_string(job->status)));
}

Result<void> end_flow_runs_of(Tx& tx, TimePoint now, std::string_view job_id, std::string_view state) {
    const auto at = format_time(now);
    tx.run(kEndFlows, {job_id, state, at});
    return {};
}

Result<void> record_job_end(Tx& tx, TimePoint now, std::string_view job_id, JobStatus status,
                            const json::object& counts, std::string_view worker_id) {
    auto details = counts;
    details["final_status"] = to_string(status);
    if (auto added = add_history(tx, now, job_id, "", "job_finalized", details, worker_id); !added)
        return added;
    if (auto added =
            add_history(tx, now, job_id, "", "flow_completed", {{"status", to_string(status)}}, worker_id);
        !added)
        return added;
    return end_flow_runs_of(tx, now, job_id, status == JobStatus::failed ? "failed" : "completed");
}

Result<bool> finalize_job_if_done(Tx& tx, const Platform& platform, std::string_view job_id,
                                  std::string_view worker_id) {
    const auto rows = tx.run(kCounts, {job_id});
    const auto count = [&](std::size_t column) { return static_cast<int>(rows.integer(0, column)); };
    const int total = count(0), failed = count(2), open = count(5);
    if (total == 0 || open > 0) return false;
    const auto status = final_status(total, failed);
    std::string message;
    if (status == JobStatus::failed)
        message = "All submissions failed";
    else if (failed > 0)
        message = fmt::format("{} of {} submissions failed", failed, total);
    const auto at = format_time(platform.now());
    // The condition is asked again where it is decided: only one caller moves the row.
    if (tx.run(kFinalize, {job_id, to_string(status), or_null(message), at}).affected == 0) return false;
    const json::object counts{{"total", total},
                              {"submitted", count(1)},
                              {"failed", failed},
                              {"skipped", count(3)},
                              {"action_required", count(4)}};
    if (auto recorded = record_job_end(tx, platform.now(), job_id, status, counts, worker_id); !recorded)
        return forward(recorded);
    if (auto told = mail_job_complete(tx, platform, job_id, counts); !told) return forward(told);
    return true;
}

Result<void> cancel_job(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view actor,
                        std::string_view reason) {
    const auto now = platform.now();
    if (auto moved = set_job_status(tx, now, job_id, JobStatus::cancelled); !moved) return moved;
    const auto at = format_time(now);
    tx.run(kLoseUnsent, {job_id, at});
    const auto skipped = tx.run(kSkipUnsent, {job_id, at}).affected;
    tx.run(kCloseItems, {job_id, actor, at});
    if (auto ended = end_flow_runs_of(tx, now, job_id, "cancelled"); !ended) return ended;
    if (auto added = add_history(tx, now, job_id, "", "cancelled", {{"skipped", skipped}}); !added)
        return added;
    const auto details = reason.empty() ? json::object{} : json::object{{"reason", reason}};
    return add_audit(tx, now, actor, "job.cancel", fmt::format("job:{}", job_id), details);
}

} // namespace bolt::store
