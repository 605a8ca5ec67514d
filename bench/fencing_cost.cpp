// What leases and fences cost: the same pipeline with and without them, turn by turn in one program. The lane
// only marks the form sent, so that nothing but the pipeline's own work is measured: a real site would hide
// the difference.
#include "base/log.hpp"
#include "bench/unfenced.hpp"
#include "bench/world.hpp"
#include "roles/worker.hpp"

#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr int kDirectories = 100;
constexpr int kJobs = 8; ///< of one run
constexpr int kRuns = 15;
constexpr int kConcurrency = 32; ///< commits are shared by many, so that the CPU decides and not the disk

/// Submissions a second.
Async<void> run_jobs(World& world, double& rate) {
    const auto packages = bench_packages(kDirectories);
    IdleSubmitter submitter(world.platform());
    roles::WorkerSettings settings;
    settings.worker_id = "bench";
    settings.concurrency = kConcurrency;
    roles::Worker worker(world.platform(), world.database(), world.flow(), submitter, packages, settings);
    StopToken stop(world.platform().clock);
    roles::WorkGroup running(world.platform());
    const auto jobs = world.add_jobs(kJobs);
    for (const auto& job : jobs) {
        auto started = co_await world.flow().start({.job_id = job.job_id, .idempotency_key = job.job_id});
        if (!started) give_up(started.error().message);
    }
    const Stopwatch watch;
    running.start("worker", [&] { return worker.run(stop); });
    while (worker.counters().attempts_finished < kDirectories * kJobs)
        co_await world.platform().clock.sleep(1ms);
    rate = kDirectories * kJobs / watch.seconds();
    stop.request();
    co_await running.wait_empty();
}

double run_once(bool without) {
    unfenced = without;
    World world;
    world.add_directories(kDirectories);
    double rate = 0;
    world.run(run_jobs(world, rate));
    return rate;
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt::bench;
    bolt::log::configure(bolt::log::Level::warn, bolt::log::Format::json);
    Samples with, without;
    for (int i = 0; i < kRuns; ++i) {
        // Now the one first, now the other: what heats up or slows down meets both.
        const bool first = i % 2 == 0;
        const double one = run_once(first), other = run_once(!first);
        without.add(first ? one : other);
        with.add(first ? other : one);
    }
    report({"pipeline with leases and fences", with.median(), "1/s", "the same without them",
            without.median(), Target::ratio_at_least, 0.95,
            fmt::format("{} jobs of {} directories, {} at a time, median of {} runs each", kJobs,
                        kDirectories, kConcurrency, kRuns)});
    return 0;
}
