#include "store/attempts.hpp"

#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kExtend{"UPDATE attempts SET lease_until = $1 WHERE fence = $2 AND worker_id = $3 "
                        "AND status IN ('leased', 'sent')"};
const Statement kState{"SELECT a.status, j.status FROM attempts a JOIN jobs j ON j.id = a.job_id "
                       "WHERE a.fence = $1"};
const Statement kMarkSent{
    "UPDATE attempts SET status = 'sent', sent_at = $2 FROM jobs j WHERE attempts.fence = $1 "
    "AND attempts.status = 'leased' AND j.id = attempts.job_id AND j.status = 'in_progress' "
    "RETURNING attempts.result_id"};
const Statement kMarkUnsent{
    "UPDATE attempts SET status = 'leased', sent_at = NULL WHERE fence = $1 AND status = 'sent'"};
const Statement kSetPayload{"UPDATE job_results SET payload = $2, updated_at = $3 WHERE id = $1"};

tl::unexpected<Error> lost(std::int64_t fence) {
    return fail(ErrorCode::conflict,
                fmt::format("the lease of attempt {} was lost: nothing of it may be sent or "
                            "written any more",
                            fence));
}

Result<void> why_not_sent(Tx& tx, std::int64_t fence) {
    const auto rows = tx.run(kState, {fence});
    if (rows.empty()) return lost(fence);
    const auto state = rows.text(0, 0), job_status = rows.text(0, 1);
    if (state == "sent")
        return fail(ErrorCode::conflict,
                    fmt::format("attempt {} was marked sent before: it is not sent twice", fence));
    if (state == "leased" && job_status != "in_progress")
        return fail(ErrorCode::conflict, fmt::format("the job is {}: nothing may be sent", job_status));
    return lost(fence);
}

} // namespace

Result<std::vector<std::int64_t>> extend_leases(Tx& tx, TimePoint now, std::string_view worker_id,
                                                const std::vector<std::int64_t>& fences, Duration lease) {
    const auto until = format_time(now + lease);
    std::vector<std::int64_t> held;
    for (const auto fence : fences)
        if (tx.run(kExtend, {until, fence, worker_id}).affected > 0) held.push_back(fence);
    return held;
}

Result<void> mark_sent(Tx& tx, TimePoint now, std::int64_t fence, const json::value& payload) {
    const auto at = format_time(now);
    const auto marked = tx.run(kMarkSent, {fence, at});
    if (marked.empty()) return why_not_sent(tx, fence);
    const auto result_id = marked.text(0, 0), text = json::serialize(payload);
    tx.post(kSetPayload, {result_id, text, at});
    return {};
}

Result<void> mark_unsent(Tx& tx, std::int64_t fence) {
    if (tx.run(kMarkUnsent, {fence}).affected == 0) return lost(fence);
    return {};
}

} // namespace bolt::store
