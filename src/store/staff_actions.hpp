#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

#include <vector>

/// What staff do to jobs. Each is one transaction and idempotent: of two people who click at once, one
/// changes and the other is told so (changed = false). Each change leaves an audit entry; none changes an end
/// state by itself.
namespace bolt::store {
class Tx;

struct JobChange {
    bool changed = false;
    int affected = 0; ///< submissions
};

struct RetryChoice {
    enum class Scope {
        failed, ///< those that failed
        listed, ///< `submission_ids`, whatever they ended with but success
        all ///< that ended without success; not duplicates, and not those whose outcome is unknown: what may
            ///< have been sent is never sent again blindly (promise 2)
    };
    Scope scope = Scope::failed;
    std::vector<std::string> submission_ids;
    std::string failure_messages; ///< JSON array; not "": only those that failed with one of these
};
/// Makes submissions pending again; a job that had ended runs again, one that never began is enqueued again.
Result<JobChange> retry_job(Tx& tx, const Platform& platform, std::string_view job_id,
                            const RetryChoice& choice, const Actor& actor);
/// The same for one submission; not_found, or conflict when it was submitted or runs.
Result<JobChange> retry_submission(Tx& tx, const Platform& platform, std::string_view submission_id,
                                   const Actor& actor);
/// The job a submission belongs to; not_found.
Result<std::string> job_of_submission(Tx& tx, std::string_view submission_id);

/// cancel_job() of store/jobs.hpp; a cancelled one stays as it is. conflict: it ended otherwise.
Result<JobChange> cancel_by_staff(Tx& tx, const Platform& platform, std::string_view job_id,
                                  const Actor& actor);
/// Stops or lets go on the claims of an active job; conflict if it has ended.
Result<JobChange> pause_job(Tx& tx, const Platform& platform, std::string_view job_id, bool paused,
                            const Actor& actor);
/// 1 (soonest) to 4, for the job and what waits of it.
Result<JobChange> set_job_priority(Tx& tx, const Platform& platform, std::string_view job_id, int priority,
                                   const Actor& actor);
/// A job that had ended runs again (submissions of it wait). Nothing if it is active.
Result<void> reopen_job(Tx& tx, TimePoint now, std::string_view job_id);

} // namespace bolt::store
