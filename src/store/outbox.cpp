#include "store/outbox.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kAdd{"INSERT INTO outbox (topic, dedupe_key, payload, next_attempt_at, created_at) "
                     "VALUES ($1, $2, $3, $4, $4) ON CONFLICT (dedupe_key) DO NOTHING"};
const Statement kTake{
    "WITH due AS MATERIALIZED (SELECT id FROM outbox WHERE delivered_at IS NULL AND next_attempt_at <= $1 "
    "ORDER BY next_attempt_at, id LIMIT $2 /*PG*/FOR UPDATE SKIP LOCKED/*END*/) "
    "UPDATE outbox SET next_attempt_at = $3 FROM due WHERE outbox.id = due.id "
    "RETURNING outbox.id, topic, payload, attempts"};
const Statement kDelivered{
    "UPDATE outbox SET delivered_at = $1, last_error = NULL WHERE id = $2 AND delivered_at IS NULL"};
const Statement kFailed{"UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $1, last_error = $3 "
                        "WHERE id = $2 AND delivered_at IS NULL"};
const Statement kDepth{"SELECT count(*), min(created_at) FROM outbox WHERE delivered_at IS NULL"};

} // namespace

Result<bool> add_outbox(Tx& tx, const Platform& platform, std::string_view topic, std::string_view dedupe_key,
                        const json::object& payload) {
    const auto text = json::serialize(payload);
    const auto now = format_time(platform.now());
    return tx.run(kAdd, {topic, dedupe_key, text, now}).affected > 0;
}

Result<std::vector<OutboxMessage>> take_outbox(Tx& tx, TimePoint now, int count_max, Duration hold) {
    const auto at = format_time(now);
    const auto until = format_time(now + hold);
    const auto rows = tx.run(kTake, {at, std::int64_t{count_max}, until});
    std::vector<OutboxMessage> taken;
    for (std::size_t i = 0; i < rows.size(); ++i)
        taken.push_back(
            {rows.integer(i, 0), rows.text(i, 1), rows.json(i, 2), static_cast<int>(rows.integer(i, 3))});
    std::ranges::sort(taken, {}, &OutboxMessage::id); // RETURNING promises no order
    return taken;
}

Result<void> mark_delivered(Tx& tx, TimePoint now, std::int64_t id) {
    const auto at = format_time(now);
    tx.run(kDelivered, {at, id});
    return {};
}

Result<void> mark_delivery_failed(Tx& tx, TimePoint next_attempt_at, std::int64_t id,
                                  std::string_view error) {
    const auto at = format_time(next_attempt_at);
    tx.run(kFailed, {at, id, error});
    return {};
}

Result<OutboxDepth> outbox_depth(Tx& tx, TimePoint now) {
    const auto rows = tx.run(kDepth);
    OutboxDepth depth{static_cast<int>(rows.integer(0, 0)), Duration{0}};
    if (!rows.null(0, 1)) depth.oldest = std::max(Duration{0}, now - rows.time(0, 1));
    return depth;
}

} // namespace bolt::store
