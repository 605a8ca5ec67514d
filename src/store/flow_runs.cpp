#include "store/flow_runs.hpp"

#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kCreate{
    "INSERT INTO flow_runs (id, job_id, idempotency_key, state, priority, parameters, created_at) "
    "VALUES ($1, $2, $3, 'scheduled', $4, $5, $6) ON CONFLICT (idempotency_key) DO NOTHING"};
const Statement kFind{"SELECT id, job_id, state, idempotency_key, priority, parameters FROM flow_runs "
                      "WHERE idempotency_key = $1"};
const Statement kClaim{
    "WITH next AS MATERIALIZED (SELECT id FROM flow_runs WHERE state = 'scheduled' "
    "ORDER BY priority, created_at, id LIMIT 1 /*PG*/FOR UPDATE SKIP LOCKED/*END*/) "
    "UPDATE flow_runs SET state = 'running', started_at = $1 FROM next WHERE flow_runs.id = next.id "
    "RETURNING flow_runs.id, job_id, state, idempotency_key, priority, parameters"};
const Statement kEnd{
    "UPDATE flow_runs SET state = $2, ended_at = $3 WHERE id = $1 AND state IN ('scheduled', 'running')"};
const Statement kExists{"SELECT 1 FROM flow_runs WHERE id = $1"};

FlowRun read_run(const Rows& rows, std::size_t row) {
    return {rows.text(row, 0),
            rows.text(row, 1),
            rows.text(row, 2),
            rows.text(row, 3),
            static_cast<int>(rows.integer(row, 4)),
            rows.json(row, 5),
            false};
}

} // namespace

Result<FlowRun> create_flow_run(Tx& tx, const Platform& platform, std::string_view job_id,
                                std::string_view idempotency_key, int priority,
                                const json::object& parameters) {
    const auto id = platform.new_id();
    const auto text = json::serialize(parameters);
    const auto now = format_time(platform.now());
    const bool created =
        tx.run(kCreate, {id, job_id, idempotency_key, std::int64_t{priority}, text, now}).affected > 0;
    const auto rows = tx.run(kFind, {idempotency_key});
    if (rows.empty())
        return fail(ErrorCode::conflict,
                    fmt::format("flow run of job {} is being made elsewhere; try again", job_id));
    auto run = read_run(rows, 0);
    run.created = created;
    return run;
}

Result<std::optional<FlowRun>> claim_flow_run(Tx& tx, TimePoint now) {
    const auto at = format_time(now);
    const auto rows = tx.run(kClaim, {at});
    if (rows.empty()) return std::nullopt;
    return read_run(rows, 0);
}

Result<void> end_flow_run(Tx& tx, TimePoint now, std::string_view flow_run_id, std::string_view state) {
    if (state != "completed" && state != "failed" && state != "cancelled")
        return fail(ErrorCode::invalid_argument, fmt::format("{} is no end state of a flow run", state));
    const auto at = format_time(now);
    if (tx.run(kEnd, {flow_run_id, state, at}).affected > 0) return {};
    // It may have ended already: the job's last result ends it too.
    if (tx.run(kExists, {flow_run_id}).empty())
        return fail(ErrorCode::not_found, fmt::format("flow run {} does not exist", flow_run_id));
    return {};
}

} // namespace bolt::store
