#include "store/worker_views.hpp"

#include "store/view_json.hpp"

#include <map>

namespace bolt::store {
namespace {

const Statement kWorkers{"SELECT h.worker_id, h.status, h.current_job_id, h.processing_count, "
                         "h.last_heartbeat, h.metadata, d.actor "
                         "FROM worker_heartbeats h LEFT JOIN worker_drains d ON d.worker_id = h.worker_id "
                         "WHERE h.last_heartbeat >= $1 "
                         "ORDER BY h.last_heartbeat DESC, h.worker_id LIMIT 500"};
const Statement kWork{"SELECT worker_id, job_id, directory_name, status, started_at FROM attempts "
                      "WHERE status IN ('leased', 'sent') ORDER BY fence LIMIT 2000"};

constexpr std::chrono::hours kShown{24};
constexpr std::chrono::minutes kAlive{1};

} // namespace

Result<json::object> worker_list(Tx& tx, TimePoint now) {
    std::map<std::string, json::array> work;
    const auto open = tx.run(kWork);
    for (std::size_t i = 0; i < open.size(); ++i)
        work[open.text(i, 0)].push_back({{"job_id", open.text(i, 1)},
                                         {"directory_name", open.text(i, 2)},
                                         {"status", open.text(i, 3)},
                                         {"started_at", time_or_null(open, i, 4)}});
    const auto since = format_time(now - kShown);
    const auto rows = tx.run(kWorkers, {since});
    json::array workers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto age = now - rows.time(i, 4);
        workers.push_back({{"worker_id", rows.text(i, 0)},
                           {"status", rows.text(i, 1)},
                           {"current_job_id", text_or_null(rows.text(i, 2))},
                           {"processing_count", rows.integer(i, 3)},
                           {"last_heartbeat", time_or_null(rows, i, 4)},
                           {"age_seconds", std::chrono::duration_cast<std::chrono::seconds>(age).count()},
                           {"alive", age < kAlive && rows.text(i, 1) != "stopped"},
                           {"metadata", rows.json(i, 5)},
                           {"draining", !rows.null(i, 6)},
                           {"drained_by", text_or_null(rows.text(i, 6))},
                           {"work", std::move(work[rows.text(i, 0)])}});
    }
    return json::object{{"workers", std::move(workers)}};
}

} // namespace bolt::store
