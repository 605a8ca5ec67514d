#include "roles/subscriber.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"

namespace bolt::roles {

using store::Durability;
using store::Intake;
using store::Tx;

Subscriber::Subscriber(const Platform& platform, store::Database& database, queue::Queue& queue,
                       flow::Orchestrator& orchestrator, SubscriberSettings settings)
    : platform_(platform), database_(database), queue_(queue), orchestrator_(orchestrator),
      settings_(std::move(settings)), queue_breaker_("queue", platform, settings_.backoff),
      work_breaker_("store or orchestrator", platform, settings_.backoff), loops_(platform),
      handlers_(platform), removals_(platform), settling_changed_(platform.clock) {}

Async<void> Subscriber::run(StopToken& stop) {
    loops_.start("subscriber settling", [this, &stop] { return settle_loop(stop); });
    loops_.start("subscriber visibility", [this, &stop] { return extend_held(stop); });
    loops_.start("subscriber polling", [this, &stop] { return poll(stop); });
    while (co_await stop.sleep(Duration::max())) {
    }
    queue_.wake();
    settling_changed_.notify();
    co_await loops_.wait_empty();
    co_await settle();
}

Async<void> Subscriber::poll(StopToken& stop) {
    while (!stop.requested()) {
        auto messages = co_await queue_.receive(settings_.messages_max, settings_.visibility, settings_.wait);
        if (!messages) {
            ++counters_.failures;
            co_await stop.sleep(queue_breaker_.failed(messages.error()));
            continue;
        }
        queue_breaker_.succeeded();
        counters_.received += messages->size();
        if (!messages->empty()) failpoint("subscriber.received");
        for (auto& message : *messages) {
            held_[message.receipt] = message;
            handlers_.start("subscriber message",
                            [this, message, &stop]() mutable { return handle(std::move(message), stop); });
        }
        co_await handlers_.wait_empty();
    }
}

Async<void> Subscriber::extend_held(StopToken& stop) {
    while (co_await stop.sleep(settings_.visibility / 3)) {
        auto held = held_;
        for (const auto& [receipt, message] : held) {
            if (!held_.contains(receipt)) continue;
            auto extended = co_await queue_.extend(message, settings_.visibility);
            if (!extended)
                log::warn("a message could not be kept invisible and may be delivered again",
                          {{"message_id", message.id}, {"error", extended.error().message}});
        }
    }
}

Async<void> Subscriber::settle_loop(StopToken& stop) {
    while (!stop.requested()) {
        const auto seen = settling_changed_.count();
        if (settling_.empty()) {
            co_await settling_changed_.wait_past(seen, Duration::max());
            continue;
        }
        co_await stop.sleep(settings_.settle_delay);
        co_await settle();
    }
}

Async<void> Subscriber::settle() {
    if (settling_.empty()) co_return;
    auto batch = std::exchange(settling_, {});
    // The runs may have been started with relaxed durability: with this commit they survive power loss.
    auto durable = co_await database_.write([](Tx&) -> Result<void> { return {}; }, Durability::full);
    if (!durable) {
        // What stays in the queue is delivered again and recognised.
        log::warn("messages that are done are not removed: the store does not answer",
                  {{"messages", batch.size()}, {"error", durable.error().message}});
        co_return;
    }
    failpoint("subscriber.removing");
    // Side by side: a queue that is a service takes many removals in one call.
    for (auto& message : batch)
        removals_.start("subscriber removal", [this, message = std::move(message)]() -> Async<void> {
            auto removed = co_await queue_.remove(message);
            if (!removed && removed.error().code != ErrorCode::conflict)
                log::warn("a message that is done could not be removed and will be delivered again",
                          {{"message_id", message.id}, {"error", removed.error().message}});
        });
    co_await removals_.wait_empty();
    failpoint("subscriber.removed");
}

Async<void> Subscriber::handle(queue::Message message, StopToken& stop) {
    struct Held {
        std::map<std::string, queue::Message>& held;
        const std::string receipt;
        ~Held() { held.erase(receipt); }
    } held{held_, message.receipt};
    for (int tries = 0;; ++tries) {
        auto done = co_await work_on(message, tries);
        if (done) {
            work_breaker_.succeeded();
            if (*done == Done::settled) {
                settling_.push_back(std::move(message));
                settling_changed_.notify();
            }
            co_return;
        }
        ++counters_.failures;
        if (!is_passing(done.error().code)) {
            log::error("a message failed; it will be delivered again",
                       {{"message_id", message.id},
                        {"receive_count", message.receive_count},
                        {"code", to_string(done.error().code)},
                        {"error", done.error().message}});
            co_return co_await hand_back(message,
                                         settings_.backoff.first * std::max(message.receive_count, 1));
        }
        if (!co_await stop.sleep(work_breaker_.failed(done.error())))
            co_return co_await hand_back(message, Duration{0});
    }
}

Async<Result<Subscriber::Done>> Subscriber::work_on(const queue::Message& message, int tries_before) {
    auto body = read_job_message(message.body);
    store::Delivery delivery;
    delivery.message_id = message.id;
    delivery.receive_count = message.receive_count;
    delivery.repeated = message.receive_count > 1 || tries_before > 0;
    delivery.worker_id = settings_.worker_id;
    if (body) {
        delivery.job_id = body->job_id;
        delivery.customer_id = body->customer_id;
        delivery.package_size = body->package_size;
        delivery.priority = body->priority;
    }
    if (!body) co_return co_await bury(message, std::move(delivery), body.error().message);
    if (message.receive_count > settings_.receives_max)
        co_return co_await bury(message, std::move(delivery), "too many receives");
    auto intake = co_await database_.write(
        [this, delivery](Tx& tx) { return store::take_delivery(tx, platform_, delivery); },
        Durability::relaxed);
    if (!intake) co_return forward(intake);
    failpoint("subscriber.taken");
    if (intake->decision == Intake::Decision::refuse)

        co_return co_await bury(message, std::move(delivery), intake->reason);
    if (intake->decision == Intake::Decision::drop) {
        ++counters_.dropped;
        log::info("dropped a message of a job that has ended",
                  {{"job_id", delivery.job_id}, {"message_id", message.id}, {"reason", intake->reason}});
        co_return Done::settled;
    }
    co_return co_await start_flow(message, *body, std::move(delivery));
}

Async<Result<Subscriber::Done>> Subscriber::start_flow(const queue::Message& message, const JobMessage& body,
                                                       store::Delivery delivery) {
    json::object parameters{{"customer_id", body.customer_id}, {"package_size", body.package_size}};
    const auto trace = message.attributes.find("traceparent");
    const bool traced = trace != message.attributes.end() && is_traceparent(trace->second);
    parameters["traceparent"] = traced ? trace->second : job_traceparent(body.job_id);
    auto run = co_await orchestrator_.start({.job_id = body.job_id,
                                             .idempotency_key = flow_key(body),
                                             .priority = body.priority,
                                             .parameters = parameters});
    if (!run) co_return forward(run);
    failpoint("subscriber.started");
    const auto run_id = run->id;
    const bool created = run->created;
    auto noted = co_await database_.write(
        [this, delivery, run_id, created](Tx& tx) {
            return store::note_flow_triggered(tx, platform_, delivery, run_id, created);
        },
        Durability::relaxed);
    if (!noted) co_return forward(noted);
    failpoint("subscriber.noted");
    ++(created ? counters_.started : counters_.duplicates);
    const log::Fields fields{{"job_id", body.job_id},
                             {"flow_run_id", run_id},
                             {"message_id", message.id},
                             {"traceparent", parameters.at("traceparent")}};
    log::info(created ? "triggered the flow of a job" : "the flow of a job was triggered already", fields);
    co_return Done::settled;
}

Async<Result<Subscriber::Done>> Subscriber::bury(const queue::Message& message, store::Delivery delivery,
                                                 std::string reason) {
    auto moved = co_await queue_.dead_letter(message, reason);
    if (!moved && moved.error().code == ErrorCode::conflict)
        co_return Done::released; // delivered again or gone
    if (!moved) {
        // Not kept in hand: good messages need not wait for the dead-letter queue.
        ++counters_.failures;
        log::error("a bad message could not be moved to the dead letters; it will be delivered again",
                   {{"message_id", message.id}, {"reason", reason}, {"error", moved.error().message}});
        co_await hand_back(message, settings_.backoff.first * std::max(message.receive_count, 1));
        co_return Done::released;
    }
    ++counters_.dead_lettered;
    log::error("moved a message to the dead letters",
               {{"message_id", message.id}, {"job_id", delivery.job_id}, {"reason", reason}});
    if (delivery.job_id.empty()) co_return Done::released;
    auto noted = co_await database_.write(
        [this, delivery, reason = std::move(reason)](Tx& tx) {
            return store::note_dead_letter(tx, platform_, delivery, reason);
        },
        Durability::relaxed);
    if (!noted)
        log::warn(
            "a dead letter is missing in its job's history",
            {{"message_id", message.id}, {"job_id", delivery.job_id}, {"error", noted.error().message}});
    co_return Done::released;
}

Async<void> Subscriber::hand_back(const queue::Message& message, Duration after) {
    auto extended = co_await queue_.extend(message, after);
    if (!extended && extended.error().code != ErrorCode::conflict)
        log::warn("a message could not be handed back; it comes back after its visibility timeout",
                  {{"message_id", message.id}, {"error", extended.error().message}});
}

} // namespace bolt::roles
