#include "roles/monitor.hpp"

#include "base/log.hpp"
#include "store/attempts.hpp"
#include "store/feed.hpp"

namespace bolt::roles {
namespace {

using store::StaleJob;
using store::Tx;

struct StoreLook {
    store::OutboxDepth outbox;
    std::optional<TimePoint> next_due;
};

std::int64_t seconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

} // namespace

Monitor::Monitor(const Platform& platform, store::Database& database, queue::Queue& queue,
                 MonitorSettings settings)
    : platform_(platform), database_(database), queue_(queue), settings_(std::move(settings)),
      alerts_(platform, settings_.alert_again_every),
      breaker_("store (monitor)", platform, settings_.backoff), loops_(platform) {}

Async<void> Monitor::run(StopToken& stop) {
    loops_.start("monitor looks", [this, &stop] { return look_loop(stop); });
    loops_.start("monitor stale jobs", [this, &stop] { return stale_loop(stop); });
    loops_.start("monitor feed", [this, &stop] { return prune_loop(stop); });
    loops_.start("monitor lost work",
                 [this, &stop] { return reclaim_lost_work(platform_, database_, settings_.reclaim, stop); });
    co_await loops_.wait_empty();
}

Async<void> Monitor::look_loop(StopToken& stop) {
    do {
        co_await look();
    } while (co_await stop.sleep(settings_.look_every));
}

Async<void> Monitor::look() {
    std::string error;
    auto depth = co_await queue_.depth();
    if (depth)
        view_.queue = *depth;
    else
        error = depth.error().message;
    auto seen = co_await database_.read([now = platform_.now()](Tx& tx) -> Result<StoreLook> {
        auto outbox = store::outbox_depth(tx, now);
        if (!outbox) return forward(outbox);
        auto due = store::next_due(tx);
        if (!due) return forward(due);
        return StoreLook{*outbox, *due};
    });
    if (seen) {
        view_.outbox = seen->outbox;
        const Duration overdue = seen->next_due ? platform_.now() - *seen->next_due : Duration{0};
        view_.overdue = std::max(overdue, Duration{0});
    } else {
        error = seen.error().message;
    }
    judge(depth.has_value(), seen.has_value(), error);
    view_.alerts = alerts_.count();
    ++view_.looks;
}

/// A look that failed says nothing about the condition: it is an alert of its own, never an all-clear.
void Monitor::judge(bool queue_seen, bool store_seen, const std::string& error) {
    alerts_.set("queue_unreadable", !queue_seen, "the queue cannot be looked at", {{"error", error}});
    alerts_.set("store_unreadable", !store_seen, "the store cannot be looked at", {{"error", error}});
    if (queue_seen) {
        const auto& queue = view_.queue;
        alerts_.set("dead_letters", queue.dead >= settings_.dead_letters_alert,
                    "messages lie in the dead-letter queue: look at their reasons",
                    {{"messages", queue.dead}});
        alerts_.set("queue_age", queue.oldest > settings_.queue_age_alert,
                    "messages wait in the queue: is a subscriber running?",
                    {{"visible", queue.visible}, {"oldest_seconds", seconds(queue.oldest)}});
    }
    if (store_seen) {
        alerts_.set("outbox_age", view_.outbox.oldest > settings_.outbox_age_alert,
                    "jobs wait in the outbox: does the brain answer?",
                    {{"waiting", view_.outbox.waiting}, {"oldest_seconds", seconds(view_.outbox.oldest)}});
        alerts_.set("overdue", view_.overdue > settings_.overdue_alert,
                    "submissions are due and no worker takes them: is a worker running?",
                    {{"overdue_seconds", seconds(view_.overdue)}});
    }
}

Async<void> Monitor::stale_loop(StopToken& stop) {
    auto pause = settings_.stale_every;
    while (co_await stop.sleep(pause)) {
        auto tended = co_await database_.write(
            [this](Tx& tx) { return store::tend_stale_jobs(tx, platform_, settings_.stale); });
        if (!tended) {
            pause = breaker_.failed(tended.error());
            continue;
        }
        breaker_.succeeded();
        pause = settings_.stale_every;
        for (const auto& job : *tended) {
            const log::Fields fields{{"job_id", job.job_id}, {"requeues", job.requeues}};
            switch (job.action) {
            case StaleJob::Action::requeued:
                ++view_.requeued;
                log::warn("a job did not move: put back into the queue", fields);
                break;
            case StaleJob::Action::finalised:
                ++view_.finalised;
                log::warn("a job had ended without its end state: finalised", fields);
                break;
            case StaleJob::Action::gave_up:
                ++view_.given_up;
                log::error("action needed: a job does not move although it was requeued", fields);
                break;
            }
        }
    }
}

Async<void> Monitor::prune_loop(StopToken& stop) {
    while (co_await stop.sleep(settings_.prune_every)) {
        auto pruned = co_await database_.write(
            [this](Tx& tx) {
                return store::prune_feed(tx, platform_.now(), settings_.feed_keep, settings_.feed_rows_min);
            },
            store::Durability::relaxed);
        if (pruned)
            view_.feed_pruned += static_cast<std::uint64_t>(*pruned);
        else
            log::warn("old feed rows could not be removed", {{"error", pruned.error().message}});
    }
}

} // namespace bolt::roles
