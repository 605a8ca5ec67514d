#pragma once
#include "flow/prefect_client.hpp"

#include <vector>

namespace bolt::flow {

/// Where our runs stand in Prefect.
struct PrefectTarget {
    std::string work_pool = "directory-bolt";
    /// One work queue a package, most urgent first: Prefect serves them in this order.
    struct Queue {
        std::string name;
        int priority = 1; ///< of the package: a run's queue is the one with its job's priority
    };
    std::vector<Queue> queues{};
};
inline constexpr const char* kPrefectFlow = "process_job";
inline constexpr const char* kPrefectDeployment = "production";

/// The queue of a job: its package's if that has the job's priority, else the one whose priority is nearest.
std::string prefect_queue_of(const PrefectTarget& target, std::string_view package, int priority);

struct PrefectSetup {
    std::string deployment_id;
    std::vector<std::string> steps; ///< "made work pool directory-bolt", "found ..."
};
/// Work pool, one work queue a package with its priority, flow `process_job`, deployment `production` in that
/// pool: makes what is not there, mends order and pool, leaves everything else (limits, pauses) as people set
/// it. May be repeated, also by several at once.
Async<Result<PrefectSetup>> set_up_prefect(PrefectClient& client, PrefectTarget target);
/// The deployment's id; "" if it does not exist.
Async<Result<std::string>> find_prefect_deployment(PrefectClient& client);

/// One thing to tell the operator.
struct PrefectFinding {
    enum class Grade { good, warning, bad } grade = Grade::good;
    std::string what, fix;
};
/// Is the API there and ours to use, is everything set up, is something paused? Changes nothing.
Async<std::vector<PrefectFinding>> look_at_prefect(PrefectClient& client, PrefectTarget target);

} // namespace bolt::flow
