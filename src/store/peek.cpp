#include "store/peek.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

constexpr Statement kRunWaiting{R"(SELECT 1 FROM flow_runs WHERE state = 'scheduled' LIMIT 1)"};
constexpr Statement kNextOutbox{R"(SELECT min(next_attempt_at) FROM outbox WHERE delivered_at IS NULL)"};
constexpr Statement kLostWork{R"(
    SELECT 1 WHERE EXISTS (SELECT 1 FROM attempts WHERE status IN ('leased', 'sent') AND lease_until < $1)
        OR EXISTS (SELECT 1 FROM flow_runs f JOIN jobs j ON j.id = f.job_id
                   WHERE f.state = 'running' AND f.started_at < $2 AND j.status IN ('pending', 'queued')))"};

} // namespace

Result<bool> flow_run_waiting(Tx& tx) { return !tx.run(kRunWaiting).empty(); }

Result<std::optional<TimePoint>> next_outbox_at(Tx& tx) {
    const auto rows = tx.run(kNextOutbox);
    if (rows.empty() || rows.null(0, 0)) return std::nullopt;
    return rows.time(0, 0);
}

Result<bool> lost_work_waiting(Tx& tx, TimePoint now, TimePoint runs_claimed_before) {
    const auto at = format_time(now);
    const auto before = format_time(runs_claimed_before);
    return !tx.run(kLostWork, {std::string_view(at), std::string_view(before)}).empty();
}

} // namespace bolt::store
