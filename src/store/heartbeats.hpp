#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

struct Heartbeat {
    std::string worker_id, status; ///< starting, idle, running, paused, error, stopped
    std::string current_job_id;    ///< "" = none
    int processing_count = 0;
    json::object metadata;         ///< host, version, pid, role
};
Result<void> record_heartbeat(Tx& tx, TimePoint now, const Heartbeat& heartbeat);
struct WorkerRow : Heartbeat {
    TimePoint last_heartbeat;
};
/// Newest first; those seen within `within`.
Result<std::vector<WorkerRow>> list_workers(Tx& tx, TimePoint now, Duration within);

} // namespace bolt::store
