#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Finding and reviving work that stopped moving.
namespace bolt::store {
class Tx;

/// Flow runs that a worker claimed before `claimed_before` and whose job has not begun (the worker died in
/// between) wait for a worker again. Gives how many.
Result<int> reschedule_lost_runs(Tx& tx, TimePoint claimed_before);

struct StaleRules {
    Duration quiet = std::chrono::minutes{10}; ///< a job is stale when its row has not moved for so long
    int requeues_max = 3;                      ///< then a person has to look
    int count_max = 50;                        ///< at most so many jobs in one call
};
struct StaleJob {
    enum class Action {
        requeued,  ///< an enqueue message is in the outbox
        finalised, ///< all its submissions had ended: it got its end state
        gave_up    ///< requeued too often: an action item "stale_job" is open
    };
    std::string job_id;
    Action action = Action::requeued;
    int requeues = 0; ///< so far, this one included
};
/// Tends running jobs with nothing under way: queued without a waiting flow run or enqueue message, or in
/// progress with every submission ended. Paused jobs and jobs with pending submissions are not stale: they
/// wait for someone. Each requeue writes history requeued_stale; one transaction, so that two monitors
/// requeue once.
Result<std::vector<StaleJob>> tend_stale_jobs(Tx& tx, const Platform& platform, const StaleRules& rules);

} // namespace bolt::store
