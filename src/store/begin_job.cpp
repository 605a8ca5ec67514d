#include "domain/rules.hpp"
#include "store/customers.hpp"
#include "store/history.hpp"
#include "store/job_end.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kPick{"SELECT name FROM directories WHERE active AND NOT paused AND policy = 'allowed' "
                      "ORDER BY tier_required NULLS LAST, domain_authority DESC NULLS LAST, name LIMIT $1"};
const Statement kInsertResult{
    "INSERT INTO job_results (id, job_id, directory_name, status, idempotency_key, priority, "
    "next_attempt_at, "
    "created_at, updated_at) VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING"};
const Statement kCount{"SELECT count(*), count(*) FILTER (WHERE status NOT IN ('pending', 'submitting')) "
                       "FROM job_results WHERE job_id = $1"};
const Statement kBegin{
    "UPDATE jobs SET status = 'in_progress', started_at = coalesce(started_at, $2), error_message = NULL, "
    "directories_total = $3, directories_done = $4, progress = $5, completed_at = NULL, updated_at = $2 "
    "WHERE id = $1"};
const Statement kFailEmpty{"UPDATE jobs SET status = 'failed', started_at = coalesce(started_at, $2), "
                           "completed_at = $2, updated_at = $2, "
                           "directories_total = 0, error_message = $3 WHERE id = $1"};

/// One pending submission for each picked directory.
Result<void> insert_submissions(Tx& tx, const Platform& platform, const Job& job, const Rows& picked) {
    const auto profile = job_profile(tx, job.id);
    if (!profile) return forward(profile);
    const auto business = write_profile(*profile);
    const auto now = platform.now();
    const auto at = format_time(now);
    for (std::size_t i = 0; i < picked.size(); ++i) {
        const auto name = picked.text(i, 0);
        const auto id = platform.new_id();
        const auto key = idempotency_key(job.id, name, business);
        // All are due; the microseconds keep the order in which they were picked.
        const auto due = format_time(now - Duration{static_cast<std::int64_t>(picked.size() - i)});
        tx.run(kInsertResult, {id, job.id, name, key, std::int64_t{job.priority}, due, at});
    }
    return {};
}

Result<BegunJob> fail_without_directories(Tx& tx, TimePoint now, std::string_view job_id,
                                          std::string_view worker_id) {
    const auto at = format_time(now);
    tx.run(kFailEmpty, {job_id, at, "No directories to submit to"});
    if (auto ended = record_job_end(tx, now, job_id, JobStatus::failed, {{"total", 0}}, worker_id); !ended)
        return forward(ended);
    return BegunJob{};
}

} // namespace

Result<BegunJob> begin_job(Tx& tx, const Platform& platform, std::string_view job_id, int package_directories,
                           std::string_view worker_id) {
    const auto job = lock_job(tx, job_id);
    if (!job) return forward(job);
    if (job->status == JobStatus::in_progress) return BegunJob{job->directories_total, true};
    if (is_terminal(job->status))
        return fail(ErrorCode::conflict, fmt::format("job {} is {} already", job_id, to_string(job->status)));

    const auto now = platform.now();
    if (auto added = add_history(tx, now, job_id, "", "flow_started", {}, worker_id); !added)
        return forward(added);
    const int wanted =
        std::max(0, std::min(package_directories, job->package_size.value_or(package_directories)));
    const auto picked = tx.run(kPick, {std::int64_t{wanted}});
    if (auto inserted = insert_submissions(tx, platform, *job, picked); !inserted) return forward(inserted);

    // Counted, not assumed: rows typed by hand belong to the job as well.
    const auto counts = tx.run(kCount, {job_id});
    const auto total = counts.integer(0, 0), done = counts.integer(0, 1);
    if (total == 0) return fail_without_directories(tx, now, job_id, worker_id);
    const auto at = format_time(now);
    const auto progress = progress_percent(static_cast<int>(done), static_cast<int>(total));
    tx.run(kBegin, {job_id, at, total, done, std::int64_t{progress}});
    if (auto added = add_history(tx, now, job_id, "", "job_started",
                                 {{"directories", total}, {"package_type", job->package_type}}, worker_id);
        !added)
        return forward(added);
    if (total == done) {
        if (auto ended = finalize_job_if_done(tx, platform, job_id, worker_id); !ended) return forward(ended);
    }
    return BegunJob{static_cast<int>(total), false};
}

} // namespace bolt::store
