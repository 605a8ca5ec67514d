#include "store/history.hpp"
#include "store/job_end.hpp"
#include "store/job_start.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"
#include "store/staff_actions.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

// $4: "failed", "listed" or "all"; $5 the listed ids, $6 the messages, both JSON arrays. A submission with an
// open attempt is being worked on.
const Statement kRetry{
    "UPDATE job_results SET status = 'pending', verdict = NULL, confidence = NULL, error_message = NULL, "
    "next_attempt_at = $2, priority = $3, updated_at = $2 WHERE job_id = $1 AND "
    "(($4 = 'failed' AND status = 'failed' AND ($6 = '' OR error_message IN "
    "(/*LITE*/SELECT value FROM json_each(CASE WHEN $6 = '' THEN '[]' ELSE $6 END)/*END*/"
    "/*PG*/SELECT jsonb_array_elements_text(CAST(CASE WHEN $6 = '' THEN '[]' ELSE $6 END AS "
    "jsonb))/*END*/))) OR "
    "($4 = 'all' AND status IN ('failed', 'skipped', 'action_required') AND coalesce(verdict, '') NOT IN "
    "('unknown', 'duplicate')) OR "
    "($4 = 'listed' AND status IN ('failed', 'skipped', 'action_required') AND CAST(id AS TEXT) IN "
    "(/*LITE*/SELECT value FROM json_each($5)/*END*//*PG*/SELECT jsonb_array_elements_text(CAST($5 AS "
    "jsonb))/*END*/))) "
    "AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.result_id = job_results.id AND a.status IN ('leased', "
    "'sent')) "
    "RETURNING directory_name"};
const Statement kCloseItems{
    "UPDATE action_items SET status = 'resolved', resolution = 'retry', resolved_by = $2, updated_at = $3 "
    "WHERE "
    "job_id = $1 AND status <> 'resolved' AND result_id IN (SELECT id FROM job_results WHERE job_id = $1 AND "
    "status = 'pending')"};
const Statement kReopen{"UPDATE jobs SET status = 'in_progress', completed_at = NULL, error_message = NULL, "
                        "updated_at = $2 WHERE id = $1 AND status IN ('completed', 'failed', 'cancelled')"};
const Statement kEmpty{"SELECT 1 FROM job_results WHERE job_id = $1 LIMIT 1"};
const Statement kFind{"SELECT job_id, status FROM job_results WHERE id = $1"};

const char* word(RetryChoice::Scope scope) {
    switch (scope) {
    case RetryChoice::Scope::failed:
        return "failed";
    case RetryChoice::Scope::listed:
        return "listed";
    case RetryChoice::Scope::all:
        return "all";
    }
    return "failed";
}

/// A job that failed before it had any submission goes through the queue again.
Result<JobChange> enqueue_again(Tx& tx, const Platform& platform, const Job& job, const Actor& actor) {
    const auto now = platform.now();
    if (auto moved = set_job_status(tx, now, job.id, JobStatus::queued); !moved) return forward(moved);
    // The moment is part of the key: each retry after an end is an occasion of its own.
    if (auto going = start_job(tx, platform, job.id, "retry:" + format_time(now)); !going)
        return forward(going);
    if (auto noted = add_history(tx, now, job.id, "", "retry_requested", {{"submissions", 0}}); !noted)
        return forward(noted);
    if (auto noted = add_audit(tx, now, actor.name, "job.retry", "job:" + job.id, actor.details()); !noted)
        return forward(noted);
    return JobChange{true};
}

} // namespace

Result<void> reopen_job(Tx& tx, TimePoint now, std::string_view job_id) {
    const auto at = format_time(now);
    tx.run(kReopen, {job_id, at});
    return {};
}

Result<JobChange> retry_job(Tx& tx, const Platform& platform, std::string_view job_id, const RetryChoice& choice,
                         const Actor& actor) {
    const auto job = lock_job(tx, job_id);
    if (!job) return forward(job);
    if (is_terminal(job->status) && tx.run(kEmpty, {job_id}).empty())
        return enqueue_again(tx, platform, *job, actor);
    const auto ids = json::serialize(json::array(choice.submission_ids.begin(), choice.submission_ids.end()));
    const auto now = platform.now();
    const auto at = format_time(now);
    const auto rows = tx.run(kRetry, {job_id, at, std::int64_t{job->priority},
                                      std::string_view(word(choice.scope)), ids, choice.failure_messages});
    if (rows.empty()) return JobChange{};
    tx.run(kCloseItems, {job_id, actor.name, at});
    if (auto open = reopen_job(tx, now, job_id); !open) return forward(open);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (auto noted = add_history(tx, now, job_id, rows.text(i, 0), "retry_requested"); !noted)
            return forward(noted);
    const auto count = static_cast<int>(rows.size());
    auto noted = add_audit(tx, now, actor.name, "job.retry", fmt::format("job:{}", job_id),
                           actor.details({{"scope", word(choice.scope)}, {"submissions", count}}));
    if (!noted) return forward(noted);
    return JobChange{true, count};
}

Result<std::string> job_of_submission(Tx& tx, std::string_view submission_id) {
    const auto rows = tx.run(kFind, {submission_id});
    if (rows.empty())
        return fail(ErrorCode::not_found, fmt::format("submission {} does not exist", submission_id));
    return rows.text(0, 0);
}

Result<JobChange> retry_submission(Tx& tx, const Platform& platform, std::string_view submission_id,
                                const Actor& actor) {
    const auto rows = tx.run(kFind, {submission_id});
    if (rows.empty())
        return fail(ErrorCode::not_found, fmt::format("submission {} does not exist", submission_id));
    const auto job_id = rows.text(0, 0), status = rows.text(0, 1);
    if (status == "submitted")
        return fail(ErrorCode::conflict, "it was submitted: sending it again would list the business twice");
    return retry_job(tx, platform, job_id, {RetryChoice::Scope::listed, {std::string(submission_id)}, ""},
                     actor);
}

} // namespace bolt::store
