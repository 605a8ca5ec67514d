#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

/// Tables behind the embedded queue (src/queue/store_queue).
namespace bolt::store {
class Tx;

struct StoredMessage {
    std::string id, body, receipt;
    json::value attributes;
    int receive_count = 0;
    TimePoint sent_at;
};
Result<std::string> insert_message(Tx& tx, const Platform& platform, std::string_view queue, std::string_view body,
                                   const json::object& attributes, Duration delay = Duration{0});
/// Takes up to count_max visible messages, oldest first: hides each for `visibility`, counts the receive, gives a receipt.
Result<std::vector<StoredMessage>> receive_messages(Tx& tx, const Platform& platform, std::string_view queue, int count_max,
                                                    Duration visibility);
/// Deletes by receipt; false if the receipt is old (the message was received again or is gone).
Result<bool> delete_message(Tx& tx, std::string_view queue, std::string_view receipt);
/// Hides for `visibility` from now on (0 = visible at once); false if the receipt is old.
Result<bool> change_visibility(Tx& tx, TimePoint now, std::string_view queue, std::string_view receipt, Duration visibility);
/// Moves a received message to `dead_letter_queue` with a reason among its attributes; false if the receipt is old.
Result<bool> move_message(Tx& tx, TimePoint now, std::string_view queue, std::string_view receipt,
                          std::string_view dead_letter_queue, std::string_view reason);
struct QueueDepth {
    int visible = 0, in_flight = 0;
    Duration oldest{0}; ///< age of the oldest visible message
};
Result<QueueDepth> queue_depth(Tx& tx, TimePoint now, std::string_view queue);
/// When the next hidden message becomes visible.
Result<std::optional<TimePoint>> next_visible(Tx& tx, std::string_view queue);

} // namespace bolt::store
