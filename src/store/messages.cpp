#include "store/messages.hpp"

#include "store/sql.hpp"

#include <tuple>

namespace bolt::store {
namespace {

const Statement kInsert{"INSERT INTO queue_messages (id, queue, body, attributes, visible_at, sent_at) "
                        "VALUES ($1, $2, $3, $4, $5, $6)"};
const Statement kReceive{
    "WITH due AS MATERIALIZED (SELECT id FROM queue_messages WHERE queue = $1 AND visible_at <= $2 "
    "ORDER BY visible_at, id LIMIT $3 /*PG*/FOR UPDATE SKIP LOCKED/*END*/) "
    "UPDATE queue_messages SET visible_at = $4, receive_count = receive_count + 1, "
    "receipt = $5 || ':' || queue_messages.id, first_received_at = coalesce(first_received_at, $2) "
    "FROM due WHERE queue_messages.id = due.id "
    "RETURNING queue_messages.id, body, receipt, attributes, receive_count, sent_at"};
const Statement kDelete{"DELETE FROM queue_messages WHERE id = $1 AND queue = $2 AND receipt = $3"};
const Statement kVisibility{
    "UPDATE queue_messages SET visible_at = $4 WHERE id = $1 AND queue = $2 AND receipt = $3"};
const Statement kAttributes{
    "SELECT attributes FROM queue_messages WHERE id = $1 AND queue = $2 AND receipt = $3 "
    "/*PG*/FOR UPDATE/*END*/"};
const Statement kMove{
    "UPDATE queue_messages SET queue = $4, attributes = $5, visible_at = $6, receipt = NULL "
    "WHERE id = $1 AND queue = $2 AND receipt = $3"};
const Statement kDepth{"SELECT count(*) FILTER (WHERE visible_at <= $2), "
                       "count(*) FILTER (WHERE visible_at > $2 AND receipt IS NOT NULL), "
                       "min(sent_at) FILTER (WHERE visible_at <= $2) FROM queue_messages WHERE queue = $1"};
const Statement kNextVisible{"SELECT min(visible_at) FROM queue_messages WHERE queue = $1"};

/// A receipt is "<nonce of the receive>:<message id>".
std::string_view id_of(std::string_view receipt) {
    const auto colon = receipt.find(':');
    return colon == std::string_view::npos ? std::string_view{} : receipt.substr(colon + 1);
}

} // namespace

Result<std::string> insert_message(Tx& tx, const Platform& platform, std::string_view queue,
                                   std::string_view body, const json::object& attributes, Duration delay) {
    auto id = platform.new_id();
    const auto now = platform.now();
    const auto text = json::serialize(attributes);
    const auto sent_at = format_time(now);
    const auto visible_at = format_time(now + delay);
    tx.post(kInsert, {id, queue, body, text, visible_at, sent_at});
    return id;
}

Result<std::vector<StoredMessage>> receive_messages(Tx& tx, const Platform& platform, std::string_view queue,
                                                    int count_max, Duration visibility) {
    const auto now = platform.now();
    const auto at = format_time(now);
    const auto hidden_until = format_time(now + visibility);
    const auto nonce = platform.random.token(12);
    const auto rows = tx.run(kReceive, {queue, at, std::int64_t{count_max}, hidden_until, nonce});
    std::vector<StoredMessage> messages;
    for (std::size_t i = 0; i < rows.size(); ++i)
        messages.push_back({rows.text(i, 0), rows.text(i, 1), rows.text(i, 2), rows.json(i, 3),
                            static_cast<int>(rows.integer(i, 4)), rows.time(i, 5)});
    std::ranges::sort(messages, [](const auto& a, const auto& b) {
        return std::tie(a.sent_at, a.id) < std::tie(b.sent_at, b.id);
    });
    return messages;
}

Result<bool> delete_message(Tx& tx, std::string_view queue, std::string_view receipt) {
    return tx.run(kDelete, {id_of(receipt), queue, receipt}).affected > 0;
}

Result<bool> change_visibility(Tx& tx, TimePoint now, std::string_view queue, std::string_view receipt,
                               Duration visibility) {
    const auto visible_at = format_time(now + visibility);
    return tx.run(kVisibility, {id_of(receipt), queue, receipt, visible_at}).affected > 0;
}

Result<bool> move_message(Tx& tx, TimePoint now, std::string_view queue, std::string_view receipt,
                          std::string_view dead_letter_queue, std::string_view reason) {
    const auto rows = tx.run(kAttributes, {id_of(receipt), queue, receipt});
    if (rows.empty()) return false;
    auto attributes = rows.json(0, 0);
    if (!attributes.is_object()) attributes = json::object();
    attributes.get_object()["reason"] = reason;
    const auto text = json::serialize(attributes);
    const auto at = format_time(now);
    return tx.run(kMove, {id_of(receipt), queue, receipt, dead_letter_queue, text, at}).affected > 0;
}

Result<QueueDepth> queue_depth(Tx& tx, TimePoint now, std::string_view queue) {
    const auto at = format_time(now);
    const auto rows = tx.run(kDepth, {queue, at});
    QueueDepth depth{static_cast<int>(rows.integer(0, 0)), static_cast<int>(rows.integer(0, 1)), Duration{0}};
    if (!rows.null(0, 2)) depth.oldest = std::max(Duration{0}, now - rows.time(0, 2));
    return depth;
}

Result<std::optional<TimePoint>> next_visible(Tx& tx, std::string_view queue) {
    const auto rows = tx.run(kNextVisible, {queue});
    if (rows.empty() || rows.null(0, 0)) return std::nullopt;
    return rows.time(0, 0);
}

} // namespace bolt::store
