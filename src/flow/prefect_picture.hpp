#pragma once
#include "base/json.hpp"
#include "store/prefect_runs.hpp"

#include <string>
#include <vector>

/// What Prefect is to show of a flow run, as bodies of its API: pure functions of what the store says.
namespace bolt::flow {

/// A UUID that is the same for the same text: what is told twice is told about the same thing.
std::string stable_uuid(std::string_view text);

/// The task run that stands for a directory in a flow run.
std::string task_run_id(const store::PrefectRun& run, std::string_view directory_name);

/// States of task runs as events (Prefect's client-side orchestration: they carry their own time and may be
/// sent again): all directories pending when the job begins, then one for each event of history that moves a
/// directory.
json::array task_run_events(const store::PrefectRun& run, const store::PrefectNews& news);
/// The state that a task run must have at the end, from the submission's row, later than `after`.
json::object last_task_run_event(const store::PrefectRun& run, const store::PrefectNews& news,
                                 const store::Submission& submission, TimePoint after);
/// "COMPLETED", "FAILED", ...: the type of that state.
std::string task_run_state_type(const store::PrefectNews& news, const store::Submission& submission);

/// One log line for each event of history.
json::array log_lines(const store::PrefectRun& run, const store::PrefectNews& news);

/// True if the run is over: its job has ended or a newer run goes on with it.
bool is_over(const store::PrefectRun& run);
/// The state that Prefect must show at the end: type and message.
json::object end_state(const store::PrefectRun& run, const store::PrefectNews& news);

/// Artifacts: how far the job is; what became of each directory; both keys name the flow run.
std::string progress_key(const store::PrefectRun& run);
std::string results_key(const store::PrefectRun& run);
json::object results_artifact(const store::PrefectRun& run, const store::PrefectNews& news);

} // namespace bolt::flow
