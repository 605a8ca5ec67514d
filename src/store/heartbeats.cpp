#include "store/heartbeats.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kRecord{"INSERT INTO worker_heartbeats (worker_id, status, current_job_id, processing_count, "
                        "metadata, last_heartbeat, "
                        "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $6) "
                        "ON CONFLICT (worker_id) DO UPDATE SET status = excluded.status, current_job_id = "
                        "excluded.current_job_id, "
                        "processing_count = excluded.processing_count, metadata = excluded.metadata, "
                        "last_heartbeat = excluded.last_heartbeat, updated_at = excluded.updated_at"};
const Statement kList{
    "SELECT worker_id, status, current_job_id, processing_count, metadata, last_heartbeat "
    "FROM worker_heartbeats WHERE last_heartbeat >= $1 ORDER BY last_heartbeat DESC, worker_id"};

} // namespace

Result<void> record_heartbeat(Tx& tx, TimePoint now, const Heartbeat& heartbeat) {
    const auto metadata = json::serialize(heartbeat.metadata);
    const auto at = format_time(now);
    tx.run(kRecord, {heartbeat.worker_id, heartbeat.status, or_null(heartbeat.current_job_id),
                     std::int64_t{heartbeat.processing_count}, metadata, at});
    return {};
}

Result<std::vector<WorkerRow>> list_workers(Tx& tx, TimePoint now, Duration within) {
    const auto since = format_time(now - within);
    const auto rows = tx.run(kList, {since});
    std::vector<WorkerRow> workers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        WorkerRow worker;
        worker.worker_id = rows.text(i, 0);
        worker.status = rows.text(i, 1);
        worker.current_job_id = rows.text(i, 2);
        worker.processing_count = static_cast<int>(rows.integer(i, 3));
        const auto metadata = rows.json(i, 4);
        if (metadata.is_object()) worker.metadata = metadata.get_object();
        worker.last_heartbeat = rows.time(i, 5);
        workers.push_back(std::move(worker));
    }
    return workers;
}

} // namespace bolt::store
