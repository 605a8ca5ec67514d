#pragma once
#include "base/platform.hpp"
#include "store/flow_runs.hpp"
#include "store/records.hpp"

#include <map>

/// Table behind the Prefect orchestrator (src/flow/prefect_flow): which of our flow runs Prefect shows, and how much of
/// each it has been told. The flow run's own row (flow_runs) and its job stay what counts.
namespace bolt::store {
class Tx;

struct PrefectRun {
    std::string flow_run_id, prefect_id;
    std::string name; ///< as Prefect shows it
    std::string job_id;
    std::string state; ///< of flow_runs: scheduled, running, completed, failed, cancelled
    std::int64_t position = 0;     ///< newest history id of the job that Prefect has
    std::string progress_artifact; ///< "" = none yet
    std::string owner;             ///< who tells Prefect about it now
    TimePoint created_at, started_at, ended_at; ///< of the flow run; the epoch where not yet
    bool superseded = false; ///< a newer run of the same job has been started
    bool taken_over = false; ///< its last owner died: Prefect may have more than `position` says
};

/// What a person calls the run's job: for its name in Prefect.
struct JobTitle {
    std::string business_name, package_type;
};
Result<JobTitle> job_title(Tx& tx, std::string_view job_id);

/// False if the flow run was known already.
Result<bool> add_prefect_run(Tx& tx, TimePoint now, std::string_view flow_run_id, std::string_view prefect_id,
                             std::string_view name);
/// By the flow run's idempotency key, or by Prefect's id.
Result<std::optional<PrefectRun>> find_prefect_run_by_key(Tx& tx, std::string_view idempotency_key);
Result<std::optional<PrefectRun>> find_prefect_run(Tx& tx, std::string_view prefect_id);
/// The run that was added last among those that wait for a worker; "" if none waits.
Result<std::string> newest_waiting_prefect_run(Tx& tx);
/// Scheduled runs older than `before` that Prefect has never been told about.
Result<std::vector<FlowRun>> flow_runs_without_prefect(Tx& tx, TimePoint before, int count_max);
/// Runs that Prefect does not show as ended yet, longest untouched first.
Result<std::vector<PrefectRun>> open_prefect_runs(Tx& tx, int count_max);

/// From scheduled to running; false if it is not scheduled (any more).
Result<bool> begin_flow_run(Tx& tx, TimePoint now, std::string_view flow_run_id);

/// When the next run is due to be told about, if any has news; nullopt if none has.
Result<std::optional<TimePoint>> next_prefect_news(Tx& tx);
/// Takes up to `count_max` due runs with news for `owner` until now + lease.
Result<std::vector<PrefectRun>> claim_prefect_news(Tx& tx, TimePoint now, std::string_view owner, Duration lease,
                                                   int count_max);
struct PrefectProgress {
    std::int64_t position = 0;
    std::string progress_artifact;
    bool settled = false;
    Duration again_after{0}; ///< not looked at before that
};
/// Notes what Prefect has now and gives the run back. False if `owner` has lost it.
Result<bool> keep_prefect_progress(Tx& tx, TimePoint now, std::string_view owner, std::string_view flow_run_id,
                                   const PrefectProgress& progress);
/// Prefect shows something else than we told it: tell it again.
Result<void> reopen_prefect_run(Tx& tx, TimePoint now, std::string_view flow_run_id);
/// Prefect does not have the run any more: it is told nothing more.
Result<void> drop_prefect_run(Tx& tx, TimePoint now, std::string_view flow_run_id);

/// What is to be told about a run.
struct PrefectNews {
    Job job;
    std::vector<HistoryEvent> events;     ///< after `position`, oldest first, at most `count_max`
    std::vector<Submission> submissions;  ///< all of the job, by name; without payload and response log
    std::map<std::string, std::string> titles; ///< of the job's directories, by name
};
Result<PrefectNews> read_prefect_news(Tx& tx, const PrefectRun& run, int count_max);

} // namespace bolt::store
