#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// Success if the database answers a query: for health checks.
Result<void> ping(Tx& tx);

/// not_found names the id.
Result<Job> find_job(Tx& tx, std::string_view job_id);
/// Moves a job along the state machine; conflict if it may not become that. Sets updated_at, started_at (in_progress,
/// only the first time), completed_at (end states). `error_message` replaces the old one ("" clears it).
Result<void> set_job_status(Tx& tx, TimePoint now, std::string_view job_id, JobStatus to, std::string_view error_message = "");
/// Caps or replaces the number of directories before the flow begins.
Result<void> set_package_size(Tx& tx, std::string_view job_id, int package_size);

/// The flow's first step, once per job: picks the directories of the package (active, not paused, policy allowed, fewest
/// first by tier_required then highest authority; at most min(package directories, package_size)), makes one pending
/// submission each with its idempotency key, sets directories_total and in_progress, writes flow_started and job_started.
/// A job with no directory fails with "No directories to submit to". A job that has begun is left as it is (resumed).
struct BegunJob {
    int directories = 0;
    bool already_begun = false;
};
Result<BegunJob> begin_job(Tx& tx, const Platform& platform, std::string_view job_id, int package_directories,
                           std::string_view worker_id);

/// If no submission of the job is pending or submitting: sets the end state, writes job_finalized and flow_completed and
/// ends its flow run. True if this call did it.
Result<bool> finalize_job_if_done(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view worker_id);

/// Stops the job: pending submissions become skipped, open attempts that were not sent lose their lease.
Result<void> cancel_job(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view actor,
                        std::string_view reason = "");

} // namespace bolt::store
