#pragma once
#include "queue/queue.hpp"
#include "sim/process.hpp"

#include <deque>
#include <memory>

namespace bolt::sim {

/// A queue service like SQS standard: at least once, in no order, each receive with a receipt of its own, a
/// message sometimes delivered again although it was removed, receives that are counted and never arrive.
class QueueService {
  public:
    explicit QueueService(World& world) : world(world) {}
    struct Entry {
        queue::Message message;
        Duration visible_at{0};
        std::string receipt;
    };
    World& world;
    bool outage = false;
    std::deque<Entry> messages;
    std::vector<queue::Message> dead;
    std::uint64_t ids = 0, delivered_again = 0;

    /// What a person does who has looked at the dead letters.
    void redrive();
};

/// Its client in one process.
std::unique_ptr<queue::Queue> make_queue_client(Process& process, QueueService& service);
/// Another queue (the store's) whose calls fail now and then, before or after they were done.
std::unique_ptr<queue::Queue> make_faulty_queue(Process& process, std::unique_ptr<queue::Queue> real,
                                                const bool& outage);

} // namespace bolt::sim
