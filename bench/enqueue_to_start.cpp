// From a durable enqueue to the moment the job's first attempt starts: queue, subscriber, orchestrator,
// worker and store in one process, one job at a time, at moments that no timer of theirs knows.
#include "base/log.hpp"
#include "bench/bare_sqlite.hpp"
#include "bench/world.hpp"
#include "roles/subscriber.hpp"
#include "roles/work_group.hpp"
#include "roles/worker.hpp"

#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr int kJobs = 600;
constexpr int kWarmUp = 20;

struct Latencies {
    Samples from_return; ///< send() returned: the message is durable
    Samples from_call;   ///< send() was called: its commit counts too
};

Async<void> run_jobs(World& world, const std::vector<store::ManualJobIds>& jobs, IdleSubmitter& submitter,
                     const roles::Worker& worker, Latencies& latencies) {
    const auto& platform = world.platform();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        co_await platform.clock.sleep(Duration{static_cast<std::int64_t>(platform.random.below(30'000))});
        const auto seen = submitter.count();
        const auto called = monotonic_ns();
        auto sent = co_await world.queue().send(message_body(jobs[i]), {});
        const auto returned = monotonic_ns();
        if (!sent) give_up(sent.error().message);
        if (!co_await submitter.started().wait_past(seen, 10s)) give_up("no attempt starts");
        const auto started = submitter.newest_ns();
        while (worker.counters().attempts_finished <= i) co_await platform.clock.sleep(1ms);
        if (i < kWarmUp) continue;
        latencies.from_return.add(static_cast<double>(started - returned) * 1e-6);
        latencies.from_call.add(static_cast<double>(started - called) * 1e-6);
    }
}

Async<void> measure(World& world, IdleSubmitter& submitter, Latencies& latencies) {
    world.add_directories(1);
    const auto jobs = world.add_jobs(kJobs);
    const auto packages = bench_packages(1);
    roles::Subscriber subscriber(world.platform(), world.database(), world.queue(), world.flow());
    roles::WorkerSettings settings;
    settings.worker_id = "bench";
    roles::Worker worker(world.platform(), world.database(), world.flow(), submitter, packages, settings);
    StopToken stop(world.platform().clock);
    roles::WorkGroup running(world.platform());
    running.start("subscriber", [&] { return subscriber.run(stop); });
    running.start("worker", [&] { return worker.run(stop); });
    co_await run_jobs(world, jobs, submitter, worker, latencies);
    stop.request();
    co_await running.wait_empty();
}

/// One row, one commit, one fsync: what durability alone costs on this disk.
Samples bare_commits(const std::filesystem::path& folder) {
    BareSqlite database((folder / "floor.db").string());
    database.script("CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    BareStatement insert(database.handle(), "INSERT INTO message (body) VALUES (?1)");
    Samples samples;
    for (int i = 0; i < 300; ++i) {
        const Stopwatch watch;
        insert.run({std::string(300, 'x')});
        samples.add(watch.milliseconds());
    }
    return samples;
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt::bench;
    bolt::log::configure(bolt::log::Level::info, bolt::log::Format::json);
    World world;
    IdleSubmitter submitter(world.platform());
    auto floor = bare_commits(world.folder());
    Latencies latencies;
    world.run(measure(world, submitter, latencies));
    floor.add_all(bare_commits(world.folder()));
    const auto note = fmt::format(
        "{} jobs, one at a time; with the enqueue's own commit p50 {:.2f}, p99 {:.2f} ms",
        latencies.from_return.size(), latencies.from_call.median(), latencies.from_call.percentile(99));
    report({"enqueue to attempt started, p50", latencies.from_return.median(), "ms",
            "one bare durable commit", floor.median(), Target::ours_at_most, 1, note});
    report({"enqueue to attempt started, p99", latencies.from_return.percentile(99), "ms",
            "one bare durable commit", floor.percentile(99), Target::ours_at_most, 5, ""});
    return 0;
}
