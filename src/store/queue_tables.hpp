#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <optional>
#include <string_view>

/// What a queue service tells and does beside sending and receiving (src/queue/sqs_server).
namespace bolt::store {
class Tx;

struct QueueNumbers {
    int visible = 0;   ///< can be received
    int in_flight = 0; ///< received, not yet removed
    int delayed = 0;   ///< sent with a delay that is not over
};
Result<QueueNumbers> queue_numbers(Tx& tx, TimePoint now, std::string_view queue);
/// Deletes every message of the queue, those in flight too; gives how many.
Result<int> purge_messages(Tx& tx, std::string_view queue);
/// Moves every message that can be received to another queue, as if newly sent there but for its id and date:
/// what a dead letter's reason was is forgotten. Gives how many.
Result<int> move_all_messages(Tx& tx, TimePoint now, std::string_view from, std::string_view to);
/// When the message was first received.
Result<std::optional<TimePoint>> first_received_at(Tx& tx, std::string_view id);

} // namespace bolt::store
