#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

/// Tables behind the embedded orchestrator (src/flow/store_flow).
namespace bolt::store {
class Tx;

struct FlowRun {
    std::string id, job_id, state, idempotency_key;
    int priority = 4;
    json::value parameters;
    bool created = false; ///< false: a run with that idempotency key existed and is given
};
Result<FlowRun> create_flow_run(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view idempotency_key,
                                int priority, const json::object& parameters);
/// The next scheduled run by priority, now running; nullopt if none.
Result<std::optional<FlowRun>> claim_flow_run(Tx& tx, TimePoint now);
/// "completed", "failed" or "cancelled".
Result<void> end_flow_run(Tx& tx, TimePoint now, std::string_view flow_run_id, std::string_view state);

} // namespace bolt::store
