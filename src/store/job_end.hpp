#pragma once
// Only for this room: what the beginning, the end and the cancelling of a job share.
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// find_job(), held against other writers until the transaction ends.
Result<Job> lock_job(Tx& tx, std::string_view job_id);
/// Ends the job's open flow runs.
Result<void> end_flow_runs_of(Tx& tx, TimePoint now, std::string_view job_id, std::string_view state);
/// History job_finalized and flow_completed, and the end of its flow run.
Result<void> record_job_end(Tx& tx, TimePoint now, std::string_view job_id, JobStatus status,
                            const json::object& counts, std::string_view worker_id);

} // namespace bolt::store
