#pragma once
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

/// Signs of life of every role of every process. (What a worker is doing stands in store/heartbeats.hpp.)
namespace bolt::store {
class Tx;

struct RoleBeat {
    std::string id; ///< new at each start
    std::string role, host, version;
    std::int64_t process_id = 0;
    TimePoint started_at;
};
/// `stopped`: it ends in good order and is not missed.
Result<void> record_role(Tx& tx, TimePoint now, const RoleBeat& beat, bool stopped = false);
/// Roles that beat within `forget_after`, did not stop, and of which no process has beaten within
/// `silent_after`.
Result<std::vector<std::string>> silent_roles(Tx& tx, TimePoint now, Duration silent_after,
                                              Duration forget_after);
/// "roles" of docs/api.md: those of the last day, by role and start. status: running, silent, stopped.
Result<json::array> role_list(Tx& tx, TimePoint now, Duration silent_after);
/// Forgets what has not been seen for a week; gives how many.
Result<int> prune_roles(Tx& tx, TimePoint now);

} // namespace bolt::store
