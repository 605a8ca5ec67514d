#include "store/stale.hpp"

#include "store/action_items.hpp"
#include "store/history.hpp"
#include "store/jobs.hpp"
#include "store/outbox.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

constexpr Statement kRescheduleRuns{R"(
    UPDATE flow_runs SET state = 'scheduled', started_at = NULL
    WHERE state = 'running' AND started_at < $1
        AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = flow_runs.job_id AND j.status IN ('pending', 'queued')))"};

constexpr Statement kStaleJobs{R"(
    SELECT j.id, j.status, j.customer_id, j.package_size, j.priority,
        (SELECT count(*) FROM queue_history h
         WHERE h.job_id = j.id AND h.event = 'requeued_stale' AND h.directory_name IS NULL),
        (SELECT count(*) FROM flow_runs f WHERE f.job_id = j.id)
    FROM jobs j
    WHERE j.status IN ('queued', 'in_progress') AND NOT j.paused AND j.updated_at < $1
        AND NOT EXISTS (SELECT 1 FROM job_results r WHERE r.job_id = j.id AND r.status IN ('pending', 'submitting'))
        AND NOT EXISTS (SELECT 1 FROM flow_runs f WHERE f.job_id = j.id AND f.state = 'scheduled')
        AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.delivered_at IS NULL AND o.payload ->> 'job_id' = CAST(j.id AS TEXT))
        AND NOT EXISTS (SELECT 1 FROM action_items a
                        WHERE a.job_id = j.id AND a.kind = 'stale_job' AND a.status <> 'resolved')
    ORDER BY j.updated_at LIMIT $2 /*PG*/ FOR UPDATE OF j SKIP LOCKED /*END*/)"};

constexpr Statement kTouch{R"(UPDATE jobs SET updated_at = $2 WHERE id = $1)"};

struct Candidate {
    std::string id, status, customer_id;
    std::int64_t package_size = 0; // 0: the package's own number
    std::int64_t priority = 4;
    int requeues = 0, runs = 0;
};

Result<StaleJob> requeue(Tx& tx, const Platform& platform, const Candidate& job) {
    const int number = job.requeues + 1;
    json::object metadata{{"requeued_by", "monitor"}, {"requeue", number}};
    // A job that had a run needs a new run; one that had none keeps its key, so that a message that was only
    // late and this one start the same run.
    if (job.runs > 0) metadata["new_run"] = true;
    const json::object payload{{"job_id", job.id},
                               {"customer_id", job.customer_id},
                               {"package_size", job.package_size},
                               {"priority", job.priority},
                               {"metadata", metadata}};
    auto added =
        add_outbox(tx, platform, "enqueue_job", fmt::format("requeue:{}:{}", job.id, number), payload);
    if (!added) return forward(added);
    auto noted = add_history(tx, platform.now(), job.id, "", "requeued_stale",
                             {{"requeue", number}, {"status", job.status}});
    if (!noted) return forward(noted);
    const auto now = format_time(platform.now());
    tx.run(kTouch, {std::string_view(job.id), std::string_view(now)});
    return StaleJob{job.id, StaleJob::Action::requeued, number};
}

Result<StaleJob> give_up(Tx& tx, const Platform& platform, const Candidate& job) {
    auto opened = open_action_item(
        tx, platform, job.id, "", "", "stale_job",
        fmt::format("The job does not move although it was put back into the queue {} times.", job.requeues),
        {{"status", job.status}, {"requeues", job.requeues}});
    if (!opened) return forward(opened);
    return StaleJob{job.id, StaleJob::Action::gave_up, job.requeues};
}

} // namespace

Result<int> reschedule_lost_runs(Tx& tx, TimePoint claimed_before) {
    const auto before = format_time(claimed_before);
    return static_cast<int>(tx.run(kRescheduleRuns, {std::string_view(before)}).affected);
}

Result<std::vector<StaleJob>> tend_stale_jobs(Tx& tx, const Platform& platform, const StaleRules& rules) {
    const auto before = format_time(platform.now() - rules.quiet);
    const auto rows = tx.run(kStaleJobs, {std::string_view(before), std::int64_t{rules.count_max}});
    std::vector<StaleJob> tended;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const Candidate job{rows.text(row, 0),
                            rows.text(row, 1),
                            rows.text(row, 2),
                            rows.integer(row, 3),
                            rows.integer(row, 4),
                            static_cast<int>(rows.integer(row, 5)),
                            static_cast<int>(rows.integer(row, 6))};
        if (job.status == "in_progress") {
            auto ended = finalize_job_if_done(tx, platform, job.id, "");
            if (!ended) return forward(ended);
            if (*ended) {
                tended.push_back({job.id, StaleJob::Action::finalised, job.requeues});
                continue;
            }
        }
        auto outcome =
            job.requeues < rules.requeues_max ? requeue(tx, platform, job) : give_up(tx, platform, job);
        if (!outcome) return forward(outcome);
        tended.push_back(std::move(*outcome));
    }
    return tended;
}

} // namespace bolt::store
