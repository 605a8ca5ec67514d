#pragma once
#include "flow/orchestrator.hpp"
#include "queue/queue.hpp"
#include "roles/backoff.hpp"
#include "roles/job_message.hpp"
#include "roles/work_group.hpp"
#include "store/database.hpp"
#include "store/intake.hpp"

#include <map>
#include <string>
#include <vector>

namespace bolt::roles {

struct SubscriberSettings {
    std::string worker_id = "subscriber";           ///< named in history
    int messages_max = 10;                          ///< taken and worked on at a time (SQS's own limit)
    Duration wait = std::chrono::seconds{20};       ///< of one long poll
    Duration visibility = std::chrono::seconds{60}; ///< renewed at a third of it while a message is worked on
    int receives_max = 3; ///< a message delivered more often goes to the dead letters
    /// A message is removed this much after its flow started: the store's full commit that has to come first
    /// then serves many messages and does not stand in the way of the job's first attempt.
    Duration settle_delay = std::chrono::milliseconds{20};
    BackoffSettings backoff{};
};

struct SubscriberCounters {
    std::uint64_t received = 0, started = 0, duplicates = 0, dropped = 0, dead_lettered = 0, failures = 0;
};

/// Takes jobs from the queue and starts one flow run each. At-least-once in, exactly one run out: the run's
/// idempotency key is the job's id. Bad messages go to the dead letters with their reason. While a dependency
/// is down the messages in hand are kept (and kept invisible) and tried again with back-off, so that an
/// outage uses up no deliveries. One thread; lives until the io_context is gone.
class Subscriber {
  public:
    Subscriber(const Platform& platform, store::Database& database, queue::Queue& queue,
               flow::Orchestrator& orchestrator, SubscriberSettings settings = {});
    /// Ends when stop is requested and every message in hand is settled or handed back.
    Async<void> run(StopToken& stop);

    const SubscriberCounters& counters() const { return counters_; }
    /// False while the queue, the store or the orchestrator has an outage.
    bool healthy() const { return !queue_breaker_.open() && !work_breaker_.open(); }

  private:
    /// What became of a message that needs no further try here.
    enum class Done {
        settled,  ///< done: to be removed from the queue
        released, ///< no longer ours: in the dead letters, handed back, or delivered to another
    };

    Async<void> poll(StopToken& stop);
    Async<void> extend_held(StopToken& stop);
    Async<void> settle_loop(StopToken& stop);
    Async<void> settle();
    Async<void> handle(queue::Message message, StopToken& stop);
    Async<Result<Done>> work_on(const queue::Message& message, int tries_before);
    Async<Result<Done>> start_flow(const queue::Message& message, const JobMessage& body,
                                   store::Delivery delivery);
    Async<Result<Done>> bury(const queue::Message& message, store::Delivery delivery, std::string reason);
    Async<void> hand_back(const queue::Message& message, Duration after);

    const Platform platform_;
    store::Database& database_;
    queue::Queue& queue_;
    flow::Orchestrator& orchestrator_;
    const SubscriberSettings settings_;
    SubscriberCounters counters_;
    Breaker queue_breaker_, work_breaker_;
    WorkGroup loops_, handlers_, removals_;
    std::map<std::string, queue::Message> held_; ///< by receipt: being worked on
    std::vector<queue::Message> settling_;       ///< done, to be removed from the queue
    Signal settling_changed_;
};

} // namespace bolt::roles
