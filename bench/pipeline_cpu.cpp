// CPU time of one submission without the browser: everything between the queue's message and the job's end,
// with a lane that only marks the form sent.
#include "base/log.hpp"
#include "bench/bare_sqlite.hpp"
#include "bench/world.hpp"
#include "roles/subscriber.hpp"
#include "roles/work_group.hpp"
#include "roles/worker.hpp"

#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr int kDirectories = 100;
constexpr int kJobs = 4; ///< of one run
constexpr int kRuns = 5;

Async<void> run_jobs(World& world, std::uint64_t& finished, double& seconds) {
    const auto packages = bench_packages(kDirectories);
    IdleSubmitter submitter(world.platform());
    roles::Subscriber subscriber(world.platform(), world.database(), world.queue(), world.flow());
    roles::WorkerSettings settings;
    settings.worker_id = "bench";
    roles::Worker worker(world.platform(), world.database(), world.flow(), submitter, packages, settings);
    StopToken stop(world.platform().clock);
    roles::WorkGroup running(world.platform());
    const auto jobs = world.add_jobs(kJobs);
    const double before = own_cpu_seconds();
    running.start("subscriber", [&] { return subscriber.run(stop); });
    running.start("worker", [&] { return worker.run(stop); });
    for (const auto& job : jobs) {
        auto sent = co_await world.queue().send(message_body(job), {});
        if (!sent) give_up(sent.error().message);
    }
    while (worker.counters().attempts_finished < kDirectories * kJobs)
        co_await world.platform().clock.sleep(2ms);
    stop.request();
    co_await running.wait_empty();
    seconds = own_cpu_seconds() - before;
    finished = worker.counters().attempts_finished;
}

/// The rows of a submission's life, written straight into the same tables (triggers included): three
/// submissions share each of the three commits that a worker with three lanes needs.
class BareSubmissions {
  public:
    BareSubmissions(const std::string& file, std::string job) : database_(file), job_(std::move(job)) {
        database_.script(
            ("UPDATE jobs SET status = 'in_progress', directories_total = 1000000 WHERE id = '" + job_ + "'")
                .c_str());
    }
    /// CPU seconds of one submission.
    double run(int groups) {
        const double before = own_cpu_seconds();
        for (int group = 0; group < groups; ++group) {
            in_transaction([&](const std::string& id) { claim(id); }, group);
            in_transaction([&](const std::string& id) { send(id); }, group);
            in_transaction([&](const std::string& id) { finish(id); }, group);
        }
        return (own_cpu_seconds() - before) / (3.0 * groups);
    }

  private:
    template <class F>
    void in_transaction(F each, int group) {
        database_.script("BEGIN IMMEDIATE");
        for (int i = 0; i < 3; ++i) each(fmt::format("bare-{:06}", group * 3 + i));
        database_.script("COMMIT");
    }
    void claim(const std::string& id) {
        insert_.run({id, job_, id});
        lease_.run({id});
        attempt_.run({id, job_});
        history_.run({job_, id, std::string("submitting")});
    }
    void send(const std::string& id) {
        attempt_sent_.run({id});
        payload_.run({id});
    }
    void finish(const std::string& id) {
        attempt_end_.run({id});
        end_.run({id});
        history_.run({job_, id, std::string("submitted")});
    }

    BareSqlite database_;
    std::string job_;
    BareStatement insert_{database_.handle(), "INSERT INTO job_results (id, job_id, directory_name, "
                                              "idempotency_key) VALUES (?1, ?2, ?3, ?1)"};
    BareStatement lease_{
        database_.handle(),
        "UPDATE job_results SET status = 'submitting', attempts = attempts + 1 WHERE id = ?1"};
    BareStatement attempt_{
        database_.handle(),
        "INSERT INTO attempts (id, result_id, job_id, directory_name, number, status, "
        "worker_id, lease_until, started_at) VALUES (?1, ?1, ?2, ?1, 1, 'leased', 'bench', "
        "'2026-11-23T11:00:00.000000+00:00', '2026-11-23T11:00:00.000000+00:00')"};
    BareStatement history_{database_.handle(),
                           "INSERT INTO queue_history (job_id, directory_name, event, worker_id) "
                           "VALUES (?1, ?2, ?3, 'bench')"};
    BareStatement attempt_sent_{database_.handle(), "UPDATE attempts SET status = 'sent' WHERE id = ?1"};
    BareStatement payload_{database_.handle(),
                           "UPDATE job_results SET payload = '{\"fields\":[]}' WHERE id = ?1"};
    BareStatement attempt_end_{
        database_.handle(), "UPDATE attempts SET status = 'succeeded', verdict = 'accepted' WHERE id = ?1"};
    BareStatement end_{database_.handle(),
                       "UPDATE job_results SET status = 'submitted', verdict = 'accepted' WHERE id = ?1"};
};

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt::bench;
    bolt::log::configure(bolt::log::Level::info, bolt::log::Format::json);
    Samples ours, bare;
    std::uint64_t submissions = 0;
    for (int i = 0; i < kRuns; ++i) {
        World world;
        world.add_directories(kDirectories);
        std::uint64_t finished = 0;
        double seconds = 0;
        world.run(run_jobs(world, finished, seconds));
        ours.add(seconds * 1e3 / static_cast<double>(finished));
        submissions += finished;
        const auto job = world.add_jobs(1).front();
        world.database().close();
        bare.add(BareSubmissions(world.file(), job.job_id).run(kDirectories) * 1e3);
    }
    report(
        {"CPU of a submission without the browser", ours.median(), "ms", "the same rows by bare sqlite3",
         bare.median(), Target::ours_at_most, 1,
         fmt::format("{} submissions in jobs of {}, median of {} runs", submissions, kDirectories, kRuns)});
    return 0;
}
