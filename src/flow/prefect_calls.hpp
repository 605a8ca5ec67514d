#pragma once
// The calls of Prefect's API that this room makes, typed. Errors as PrefectClient::call.
#include "flow/prefect_client.hpp"

#include <vector>

namespace bolt::flow {

/// A flow run as Prefect shows it.
struct PrefectShown {
    std::string id, name, idempotency_key;
    std::string state_type; ///< SCHEDULED, PENDING, RUNNING, COMPLETED, ... ; "" if the answer names none
    std::string state_name;
    TimePoint state_since; ///< the epoch where not told
    json::value parameters;
};

/// `name` is a path segment.
std::string prefect_path(std::string_view prefix, std::string_view name, std::string_view suffix = "");

struct NewFlowRun {
    std::string name, idempotency_key, work_queue;
    json::object parameters{}, labels{};
    json::array tags{};
};
/// A scheduled run of the deployment, or the one that this key has made before.
/// Reads an array of runs, or of objects whose `member` is a run (none for ""). unavailable, naming `call`: it is none.
Result<std::vector<PrefectShown>> read_prefect_runs(const json::value& body, const std::string& call,
                                                    std::string_view member = "");
Async<Result<PrefectShown>> create_flow_run(PrefectClient& client, std::string deployment_id, NewFlowRun run);

/// Scheduled runs of the pool in the order in which they should be served. Claims nothing.
Async<Result<std::vector<PrefectShown>>> scheduled_flow_runs(PrefectClient& client, std::string work_pool,
                                                             TimePoint now, int count_max);
/// The runs with these ids that Prefect has; at most 200 are asked for in one call, any number here.
Async<Result<std::vector<PrefectShown>>> read_flow_runs(PrefectClient& client, std::vector<std::string> ids);

struct StateAnswer {
    bool accepted = false;
    std::string state_type; ///< what holds now where Prefect tells it, else ""
    std::string reason;     ///< of a refusal
};
/// `state`: {"type": "RUNNING", "message": ...}. A refusal is an answer, not an error. Safe to repeat: a
/// transition whose answer was lost counts as accepted.
Async<Result<StateAnswer>> set_flow_run_state(PrefectClient& client, const Platform& platform, std::string id,
                                              json::object state, bool force = false);

/// Worker `name` of the pool is alive; it says so again within `every`.
Async<Result<void>> prefect_heartbeat(PrefectClient& client, std::string work_pool, std::string name,
                                      Duration every);

} // namespace bolt::flow
