#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

#include <optional>

namespace bolt::store {
class Tx;

/// What a pending or queued job needs next: its enqueue message when the profile is complete, else an open
/// action item "missing_profile" and the missing fields in error_message. `key` names the occasion: the same
/// occasion adds one message only. A job that had a flow run gets a new one. True if it is on its way.
Result<bool> start_job(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view key);

struct StaffJob {
    std::string customer_id; ///< "" = the customer of `profile`
    BusinessProfile profile;
    std::string package_type;
    std::optional<int> package_size;
    int priority = 4;
    std::string client_key; ///< not "": the same key again gives the same job
};
struct MadeJob {
    std::string job_id;
    bool created = false;
};
/// A job that staff ask for, set going by start_job(). not_found: no such customer.
Result<MadeJob> create_staff_job(Tx& tx, const Platform& platform, const StaffJob& job, const Actor& actor);

/// Sets going the customer's pending jobs that waited for the profile, if it is complete now; closes their
/// action items. Gives their ids.
Result<std::vector<std::string>> start_waiting_jobs(Tx& tx, const Platform& platform,
                                                    std::string_view customer_id, const Actor& actor);

} // namespace bolt::store
