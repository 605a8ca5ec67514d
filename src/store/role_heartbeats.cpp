#include "store/role_heartbeats.hpp"

#include "store/sql.hpp"
#include "store/view_json.hpp"

namespace bolt::store {
namespace {

const Statement kRecord{
    "INSERT INTO role_heartbeats (id, role, host, process_id, version, status, started_at, seen_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET status = excluded.status, "
    "seen_at = excluded.seen_at"};
const Statement kSilent{"SELECT role FROM role_heartbeats WHERE seen_at >= $2 GROUP BY role "
                        "HAVING count(*) FILTER (WHERE status = 'running') > 0 "
                        "AND count(*) FILTER (WHERE status = 'running' AND seen_at >= $1) = 0 ORDER BY role"};
const Statement kList{"SELECT id, role, host, process_id, version, status, started_at, seen_at "
                      "FROM role_heartbeats WHERE seen_at >= $1 ORDER BY role, started_at DESC LIMIT 500"};
const Statement kPrune{"DELETE FROM role_heartbeats WHERE seen_at < $1"};
constexpr std::chrono::hours kShown{24}, kKept{24 * 7};

} // namespace

Result<void> record_role(Tx& tx, TimePoint now, const RoleBeat& beat, bool stopped) {
    const auto started = format_time(beat.started_at), at = format_time(now);
    tx.run(kRecord, {beat.id, beat.role, beat.host, beat.process_id, beat.version,
                     stopped ? "stopped" : "running", started, at});
    return {};
}

Result<std::vector<std::string>> silent_roles(Tx& tx, TimePoint now, Duration silent_after,
                                              Duration forget_after) {
    const auto alive = format_time(now - silent_after), known = format_time(now - forget_after);
    const auto rows = tx.run(kSilent, {alive, known});
    std::vector<std::string> roles;
    for (std::size_t i = 0; i < rows.size(); ++i) roles.push_back(rows.text(i, 0));
    return roles;
}

Result<json::array> role_list(Tx& tx, TimePoint now, Duration silent_after) {
    const auto since = format_time(now - kShown);
    const auto rows = tx.run(kList, {since});
    json::array roles;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool silent = rows.text(i, 5) == "running" && now - rows.time(i, 7) > silent_after;
        roles.push_back({{"id", rows.text(i, 0)},
                         {"role", rows.text(i, 1)},
                         {"host", rows.text(i, 2)},
                         {"process_id", rows.integer(i, 3)},
                         {"version", rows.text(i, 4)},
                         {"status", silent ? "silent" : rows.text(i, 5)},
                         {"started_at", time_or_null(rows, i, 6)},
                         {"seen_at", time_or_null(rows, i, 7)}});
    }
    return roles;
}

Result<int> prune_roles(Tx& tx, TimePoint now) {
    const auto before = format_time(now - kKept);
    return static_cast<int>(tx.run(kPrune, {before}).affected);
}

} // namespace bolt::store
