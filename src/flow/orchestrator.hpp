#pragma once
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/signal.hpp"

#include <memory>
#include <optional>
#include <string>

namespace bolt::flow {

struct StartRun {
    std::string job_id;
    std::string idempotency_key; ///< the job id (and the retry's number): the same key starts one run
    int priority = 4;
    json::object parameters{}; ///< customer_id, package_size, traceparent (W3C Trace Context)
};
struct Run {
    std::string id, job_id;
    json::value parameters;
    bool created = true; ///< false: that key had a run already
};

/// The orchestrator port: runs of the flow `process_job`. The subscriber starts runs; a worker serves them:
/// it claims a run and lets the job begin. From then on the job's submissions are leased one by one from the
/// store by any worker, and the store finalises job and run with the last result: no coordinator that could
/// die.
class Orchestrator {
  public:
    virtual ~Orchestrator() = default;
    /// The run outlives a crash of the process when this returns, and power loss no later than after the
    /// store's next full commit: who removes the only other trace of the job (its message) makes one first.
    virtual Async<Result<Run>> start(StartRun request) = 0;
    /// The next run to serve, waiting up to `wait`; nullopt after that.
    virtual Async<Result<std::optional<Run>>> claim(std::string worker_id, Duration wait) = 0;
    /// Ends the waits of claim() that are under way now, with nullopt: a role stops. Later calls wait as
    /// told.
    virtual void wake() {}
    /// What has to go on beside the calls, until the stop: every process runs it once, whatever its roles.
    /// For an orchestrator that people look at elsewhere it tells that place how the runs go and what becomes
    /// of their jobs, and does what people do there (a cancelled run cancels its job). Not needed for any job
    /// to get done.
    virtual Async<void> attend(StopToken& stop) {
        while (co_await stop.sleep(Duration::max())) {
        }
    }
    /// "store" or "prefect".
    virtual std::string provider() const = 0;
};

} // namespace bolt::flow
