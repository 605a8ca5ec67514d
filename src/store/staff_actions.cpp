#include "store/staff_actions.hpp"

#include "store/history.hpp"
#include "store/job_end.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kPause{"UPDATE jobs SET paused = $2, updated_at = $3 WHERE id = $1"};
const Statement kPriority{"UPDATE jobs SET priority = $2, updated_at = $3 WHERE id = $1"};
const Statement kPriorityOfWaiting{
    "UPDATE job_results SET priority = $2, updated_at = $3 WHERE job_id = $1 AND status = 'pending'"};
const Statement kPriorityOfRuns{
    "UPDATE flow_runs SET priority = $2 WHERE job_id = $1 AND state = 'scheduled'"};

} // namespace

Result<JobChange> cancel_by_staff(Tx& tx, const Platform& platform, std::string_view job_id,
                                  const Actor& actor) {
    const auto job = lock_job(tx, job_id);
    if (!job) return forward(job);
    if (job->status == JobStatus::cancelled) return JobChange{};
    if (auto done = cancel_job(tx, platform, job_id, actor.name, actor.reason); !done) return forward(done);
    return JobChange{true};
}

Result<JobChange> pause_job(Tx& tx, const Platform& platform, std::string_view job_id, bool paused,
                            const Actor& actor) {
    const auto job = lock_job(tx, job_id);
    if (!job) return forward(job);
    if (job->paused == paused) return JobChange{};
    if (paused && is_terminal(job->status))
        return fail(ErrorCode::conflict, fmt::format("job {} is {}: nothing of it is left to pause", job_id,
                                                     to_string(job->status)));
    const auto now = platform.now();
    const auto at = format_time(now);
    tx.run(kPause, {job_id, paused, at});
    if (auto noted = add_history(tx, now, job_id, "", paused ? "paused" : "resumed"); !noted)
        return forward(noted);
    auto noted = add_audit(tx, now, actor.name, paused ? "job.pause" : "job.resume",
                           fmt::format("job:{}", job_id), actor.details());
    if (!noted) return forward(noted);
    return JobChange{true};
}

Result<JobChange> set_job_priority(Tx& tx, const Platform& platform, std::string_view job_id, int priority,
                                   const Actor& actor) {
    if (priority < 1 || priority > 4)
        return fail(ErrorCode::invalid_argument, "priority: must be from 1 (soonest) to 4");
    const auto job = lock_job(tx, job_id);
    if (!job) return forward(job);
    if (job->priority == priority) return JobChange{};
    const auto now = platform.now();
    const auto at = format_time(now);
    tx.run(kPriority, {job_id, std::int64_t{priority}, at});
    const auto waiting = tx.run(kPriorityOfWaiting, {job_id, std::int64_t{priority}, at}).affected;
    tx.run(kPriorityOfRuns, {job_id, std::int64_t{priority}});
    auto noted = add_audit(tx, now, actor.name, "job.priority", fmt::format("job:{}", job_id),
                           actor.details({{"from", job->priority}, {"to", priority}}));
    if (!noted) return forward(noted);
    return JobChange{true, static_cast<int>(waiting)};
}

} // namespace bolt::store
