#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

struct OutboxMessage {
    std::int64_t id = 0;
    std::string topic; ///< "enqueue_job"
    json::value payload;
    int attempts = 0;
};
/// Adds a message unless one with that key exists. True if added.
Result<bool> add_outbox(Tx& tx, const Platform& platform, std::string_view topic, std::string_view dedupe_key,
                        const json::object& payload);
/// Up to count_max undelivered messages that are due; each is put off by `hold` so that another relay does not take it.
Result<std::vector<OutboxMessage>> take_outbox(Tx& tx, TimePoint now, int count_max, Duration hold);
Result<void> mark_delivered(Tx& tx, TimePoint now, std::int64_t id);
Result<void> mark_delivery_failed(Tx& tx, TimePoint next_attempt_at, std::int64_t id, std::string_view error);
/// Undelivered messages and the age of the oldest.
struct OutboxDepth {
    int waiting = 0;
    Duration oldest{0};
};
Result<OutboxDepth> outbox_depth(Tx& tx, TimePoint now);

} // namespace bolt::store
