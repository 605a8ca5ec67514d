#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

/// Directories that answer nobody: paused by the monitor, tried again later, let go when they answer.
namespace bolt::store {
class Tx;

struct FailingRules {
    Duration window = std::chrono::hours{1}; ///< attempts that ended within it count
    int failures_min = 5;                    ///< so many of them failed: unreachable, blocked or unknown
    int failures_min_on_trial = 2;           ///< and of a directory that is tried again
    int failed_percent = 80;                 ///< and at least this share
    Duration first_pause = std::chrono::minutes{30};
    Duration longest_pause = std::chrono::hours{24}; ///< each pause is twice the one before
};

struct TendedDirectory {
    enum class Action {
        paused,
        on_trial, ///< the pause is over
        recovered ///< an attempt of the trial got an answer
    } action;
    std::string name, reason;
};
/// Pauses, resumes and forgets as the rules say, each with its audit entry; what a person paused or resumed
/// meanwhile is left as it is.
Result<std::vector<TendedDirectory>> tend_failing_directories(Tx& tx, const Platform& platform,
                                                              const FailingRules& rules = {});
struct FailingDirectory {
    std::string name, reason;
};
/// Those that the monitor holds paused now, at most 100.
Result<std::vector<FailingDirectory>> failing_directories(Tx& tx);

/// How submissions ended since `since`.
struct EndCounts {
    std::int64_t failed = 0, all = 0;
};
Result<EndCounts> submission_ends(Tx& tx, TimePoint since);
/// Jobs that stand still and wait for a person: open action items of kind stale_job.
Result<std::int64_t> stale_jobs_open(Tx& tx);

} // namespace bolt::store
