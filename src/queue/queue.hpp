#pragma once
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bolt::queue {

struct Message {
    std::string id;
    std::string receipt; ///< names this receive; old receipts are refused
    std::string body;
    std::map<std::string, std::string> attributes;
    int receive_count = 1; ///< 1 on the first delivery
    TimePoint sent_at;
};

struct Depth {
    int visible = 0, in_flight = 0, dead = 0;
    Duration oldest{0}; ///< age of the oldest visible message, where the provider tells it
};

/// The queue port: at-least-once delivery, visibility timeout, dead letters. Errors: unavailable (retry with
/// back-off), permission_denied (credentials), too_large (body), conflict (old receipt: the message was
/// delivered again or is gone).
class Queue {
  public:
    virtual ~Queue() = default;
    /// Durable when it returns. Gives the message id.
    virtual Async<Result<std::string>> send(std::string body,
                                            std::map<std::string, std::string> attributes) = 0;
    /// Waits up to `wait` for messages, waking at once when one comes; an empty list after that.
    virtual Async<Result<std::vector<Message>>> receive(int count_max, Duration visibility,
                                                        Duration wait) = 0;
    virtual Async<Result<void>> remove(const Message& message) = 0;
    virtual Async<Result<void>> extend(const Message& message, Duration visibility) = 0;
    /// Puts the message into the dead-letter queue with a reason, then removes it here: never lost in
    /// between.
    virtual Async<Result<void>> dead_letter(const Message& message, std::string reason) = 0;
    virtual Async<Result<Depth>> depth() = 0;
    /// Ends the waits of receive() that are under way now, with what there is: a role stops. Later calls wait
    /// as told.
    virtual void wake() {}
    /// "store" or "sqs".
    virtual std::string provider() const = 0;
    /// As shown in enqueue answers, e.g. "store:jobs".
    virtual std::string url() const = 0;
};

} // namespace bolt::queue
