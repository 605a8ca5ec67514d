#include "store/queue_tables.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kNumbers{"SELECT count(*) FILTER (WHERE visible_at <= $2), "
                         "count(*) FILTER (WHERE visible_at > $2 AND receipt IS NOT NULL), "
                         "count(*) FILTER (WHERE visible_at > $2 AND receipt IS NULL) "
                         "FROM queue_messages WHERE queue = $1"};
const Statement kPurge{"DELETE FROM queue_messages WHERE queue = $1"};
const Statement kMoveAll{
    "UPDATE queue_messages SET queue = $3, visible_at = $2, receipt = NULL, receive_count = 0, "
    "first_received_at = NULL, attributes = "
    "/*PG*/attributes - 'reason' - 'original_message_id'/*END*/"
    "/*LITE*/json_remove(attributes, '$.reason', '$.original_message_id')/*END*/ "
    "WHERE queue = $1 AND visible_at <= $2"};
const Statement kFirst{"SELECT first_received_at FROM queue_messages WHERE id = $1"};

} // namespace

Result<QueueNumbers> queue_numbers(Tx& tx, TimePoint now, std::string_view queue) {
    const auto at = format_time(now);
    const auto rows = tx.run(kNumbers, {queue, at});
    return QueueNumbers{static_cast<int>(rows.integer(0, 0)), static_cast<int>(rows.integer(0, 1)),
                        static_cast<int>(rows.integer(0, 2))};
}

Result<int> purge_messages(Tx& tx, std::string_view queue) {
    return static_cast<int>(tx.run(kPurge, {queue}).affected);
}

Result<int> move_all_messages(Tx& tx, TimePoint now, std::string_view from, std::string_view to) {
    const auto at = format_time(now);
    return static_cast<int>(tx.run(kMoveAll, {from, at, to}).affected);
}

Result<std::optional<TimePoint>> first_received_at(Tx& tx, std::string_view id) {
    const auto rows = tx.run(kFirst, {id});
    if (rows.empty() || rows.null(0, 0)) return std::nullopt;
    return rows.time(0, 0);
}

} // namespace bolt::store
