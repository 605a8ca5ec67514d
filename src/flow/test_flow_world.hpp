#pragma once
// For tests: what the conformance suite needs of each implementation.
#include "flow/orchestrator.hpp"
#include "store/database.hpp"

#include <string>

namespace bolt::flow {

/// An orchestrator without runs and what it stands on.
struct FlowWorld {
    virtual ~FlowWorld() = default;
    virtual Orchestrator& flow() = 0;
    /// The same orchestrator as another worker sees it.
    virtual Orchestrator& other() = 0;
    /// The id of a fresh job that runs can be started for.
    virtual std::string new_job() = 0;
    /// Where the jobs are.
    virtual store::Database& database() = 0;
    /// The run's state as people see it where this orchestrator is looked at: scheduled, running, completed,
    /// failed or cancelled.
    virtual std::string shown(const std::string& run_id) = 0;
    /// What a person does there to stop a run.
    virtual void cancel(const std::string& run_id) = 0;
};

} // namespace bolt::flow
