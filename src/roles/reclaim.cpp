#include "roles/reclaim.hpp"

#include "base/log.hpp"
#include "store/attempts.hpp"
#include "store/peek.hpp"
#include "store/stale.hpp"

namespace bolt::roles {
namespace {

using store::Tx;

struct Reclaimed {
    int attempts = 0, runs = 0;
};

Async<Result<Reclaimed>> reclaim(const Platform& platform, store::Database& database,
                                 ReclaimSettings settings) {
    const auto now = platform.now();
    const auto claimed_before = now - settings.begin_within;
    auto waiting = co_await database.read(
        [now, claimed_before](Tx& tx) { return store::lost_work_waiting(tx, now, claimed_before); });
    if (!waiting) co_return forward(waiting);
    if (!*waiting) co_return Reclaimed{};
    co_return co_await database.write(
        [&platform, claimed_before, count_max = settings.count_max](Tx& tx) -> Result<Reclaimed> {
            auto attempts = store::reclaim_lost_leases(tx, platform, count_max);
            if (!attempts) return forward(attempts);
            auto runs = store::reschedule_lost_runs(tx, claimed_before);
            if (!runs) return forward(runs);
            return Reclaimed{*attempts, *runs};
        });
}

} // namespace

Async<void> reclaim_lost_work(const Platform& platform, store::Database& database, ReclaimSettings settings,
                              StopToken& stop) {
    Breaker breaker("store (lost work)", platform, settings.backoff);
    auto pause = settings.every;
    while (co_await stop.sleep(pause)) {
        auto reclaimed = co_await reclaim(platform, database, settings);
        if (!reclaimed) {
            pause = breaker.failed(reclaimed.error());
            continue;
        }
        breaker.succeeded();
        pause = settings.every;
        if (reclaimed->attempts > 0 || reclaimed->runs > 0)
            log::warn("took back the work of a worker that went away",
                      {{"attempts", reclaimed->attempts}, {"flow_runs", reclaimed->runs}});
    }
}

} // namespace bolt::roles
