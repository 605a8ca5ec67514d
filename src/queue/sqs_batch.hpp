#pragma once
#include "base/signal.hpp"
#include "queue/sqs_client.hpp"

#include <deque>

namespace bolt::queue {

/// Carries entries of one operation: one that comes alone goes at once and alone; what comes while calls are
/// under way goes together, ten a call (SendMessage and SendMessageBatch). So one caller waits for nothing,
/// and many callers need a tenth of the calls. One thread.
class SqsBatch {
  public:
    /// `operation`: the single one; "Batch" appended is the other.
    SqsBatch(const Platform& platform, SqsClient& client, std::string operation)
        : client_(client), operation_(std::move(operation)), landed_(platform.clock) {}

    /// `entry`: the single operation's members without QueueUrl; `bytes`: what it counts against the limit of
    /// a batch. Gives the members of the single operation's answer.
    Async<Result<json::value>> add(const std::string& queue_url, json::object entry, std::size_t bytes);

  private:
    struct Item {
        std::string queue_url;
        json::object entry;
        std::size_t bytes;
        std::optional<Result<json::value>> result;
    };
    using Items = std::vector<std::shared_ptr<Item>>;

    Items take();
    Async<void> fly(const Items& items);
    Async<void> fly_alone(Item& item);

    SqsClient& client_;
    const std::string operation_;
    Signal landed_;
    std::deque<std::shared_ptr<Item>> waiting_;
    int flying_ = 0;
};

} // namespace bolt::queue
