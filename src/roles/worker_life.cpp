#include "base/log.hpp"
#include "roles/worker.hpp"
#include "store/heartbeats.hpp"

#include <set>

namespace bolt::roles {

using store::Durability;
using store::Tx;

namespace {

/// Busy workers flip between idle and running faster than anyone reads.
constexpr Duration kHeartbeatGap = std::chrono::milliseconds{250};

} // namespace

Async<void> Worker::extend_leases() {
    Breaker breaker("store (leases)", platform_, settings_.backoff);
    auto pause = settings_.extend_every;
    while (co_await ended_.sleep(pause)) {
        pause = settings_.extend_every;
        const auto now = platform_.clock.monotonic();
        std::vector<std::int64_t> fences;
        for (const auto& [fence, held] : held_) {
            if (held->lost || held->hangs) continue;
            held->hangs = now - held->started > settings_.attempt_max;
            if (held->hangs)
                log::error("an attempt hangs; its lease is left to run out",
                           {{"job_id", held->attempt.job.id},
                            {"directory", held->attempt.submission.directory_name}});
            else
                fences.push_back(fence);
        }
        if (fences.empty()) continue;
        auto kept = co_await database_.write(
            [this, fences](Tx& tx) {
                return store::extend_leases(tx, platform_.now(), settings_.worker_id, fences,
                                            settings_.lease);
            },
            Durability::relaxed);
        if (!kept) {
            pause = std::min(breaker.failed(kept.error()), settings_.extend_every);
            continue;
        }
        breaker.succeeded();
        const std::set<std::int64_t> still(kept->begin(), kept->end());
        for (const auto fence : fences)
            if (const auto held = held_.find(fence); held != held_.end() && !still.contains(fence))
                lost(*held->second, "while it ran");
    }
}

Async<void> Worker::heartbeats() {
    while (!ended_.requested()) {
        const auto seen = changed_.count();
        co_await heartbeat(held_.empty() ? "idle" : "running");
        co_await ended_.sleep(std::min(kHeartbeatGap, settings_.heartbeat_every));
        co_await changed_.wait_past(seen, settings_.heartbeat_every);
    }
}

Async<void> Worker::heartbeat(std::string status) {
    store::Heartbeat beat;
    beat.worker_id = settings_.worker_id;
    beat.status = std::move(status);
    beat.processing_count = running();
    if (!held_.empty()) beat.current_job_id = held_.begin()->second->attempt.job.id;
    beat.metadata = {{"host", settings_.host},
                     {"pid", settings_.process_id},
                     {"version", settings_.version},
                     {"role", "worker"},
                     {"concurrency", settings_.concurrency}};
    auto recorded = co_await database_.write(
        [this, beat = std::move(beat)](Tx& tx) { return store::record_heartbeat(tx, platform_.now(), beat); },
        Durability::relaxed);
    if (!recorded) log::debug("a heartbeat was not stored", {{"error", recorded.error().message}});
}

Async<void> Worker::drain() {
    co_await pollers_.wait_empty();
    if (co_await attempts_.wait_empty(settings_.drain_timeout)) co_return;
    auto released = co_await database_.write(
        [this](Tx& tx) { return store::release_leases(tx, platform_, settings_.worker_id); });
    log::warn("stopped in the middle of attempts: those that sent nothing were handed back",
              {{"worker_id", settings_.worker_id},
               {"running", running()},
               {"handed_back", released ? *released : 0},
               {"error", released ? std::string() : released.error().message}});
    for (auto& [fence, held] : held_)
        if (!held->sent) held->lost = true;
}

} // namespace bolt::roles
