#include "roles/worker.hpp"

#include "roles/test_pipeline.hpp"
#include "store/jobs.hpp"

namespace bolt::roles {
namespace {

using Step = ScriptedSubmitter::Step;

class WorkerLifeTest : public WorkerTest {};

TEST_F(WorkerLifeTest, ADeadWorkersWorkGoesOnAndNothingIsSentTwice) {
    add_directories(4);
    const auto job = new_job();
    enqueue(job);
    subscribe();
    {
        Process dying(place);
        // dir-00 hangs before it is sent, dir-01 after; the third goes through.
        auto& with = submitter(
            [](const store::LeasedAttempt& attempt) {
                const auto& name = attempt.submission.directory_name;
                return Step{.hang_before = name == "dir-00" || name == "dir-03",
                            .hang_after = name == "dir-01"};
            },
            dying);
        work(with, worker_settings("worker-dying"), dying);
        ASSERT_TRUE(until([&] {
            dying.loop->run_until([] { return false; }, 1ms);
            return sites.received.size() == 2 && with.running == 3 &&
                   result("dir-02", "status") == "submitted";
        }));
    }
    worker_running = nullptr;
    const auto died = loop().clock.monotonic();
    auto& with = submitter();
    work(with);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    EXPECT_LT(loop().clock.monotonic() - died, 5s);
    EXPECT_EQ(result("dir-00", "status"), "submitted");
    EXPECT_EQ(result("dir-01", "status"), "action_required");
    EXPECT_EQ(result("dir-01", "verdict"), "unknown");
    EXPECT_EQ(result("dir-03", "status"), "submitted");
    EXPECT_EQ(sites.received.size(), 4U);
    EXPECT_EQ(sites.twice(), 0);
    EXPECT_EQ(count_events(job.job_id, "requeued_stale"), 2);
    EXPECT_EQ(count_events(job.job_id, "job_finalized"), 1);
    stop_roles();
}

TEST_F(WorkerLifeTest, ARunWhoseWorkerDiedBeforeTheJobBeganIsServedAgain) {
    add_directories(1);
    const auto job = new_job();
    enqueue(job);
    subscribe();
    // Claimed by a worker that does nothing with it.
    ASSERT_TRUE(loop().run(process->flow->claim("worker-dead", 10s)).value());
    auto& with = submitter();
    work(with);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    EXPECT_EQ(sites.received.size(), 1U);
    stop_roles();
}

TEST_F(WorkerLifeTest, F7AWorkerThatWakesUpLateWritesNothing) {
    add_directories(1);
    const auto job = new_job();
    enqueue(job);
    subscribe();
    Process late(place);
    auto settings = worker_settings("worker-late");
    settings.extend_every = 1h; // as if it were stopped in its tracks
    auto& late_submitter = submitter([](const auto&) { return Step{.hang_before = true}; }, late);
    auto& late_worker = work(late_submitter, settings, late);
    ASSERT_TRUE(until([&] {
        late.loop->run_until([] { return false; }, 1ms);
        return late_submitter.running == 1;
    }));
    auto& with = submitter();
    work(with);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    const auto updated = text("SELECT updated_at FROM job_results");
    late_submitter.release();
    ASSERT_TRUE(late.loop->run_until([&] { return late_worker.running() == 0; }));
    EXPECT_EQ(late_submitter.refused, 1);
    EXPECT_EQ(late_worker.counters().attempts_finished, 0U);
    EXPECT_EQ(late_worker.counters().leases_lost, 1U);
    EXPECT_EQ(sites.received.size(), 1U);
    EXPECT_EQ(text("SELECT updated_at FROM job_results"), updated);
    stop_roles();
}

TEST_F(WorkerLifeTest, LeasesOfRunningAttemptsAreExtended) {
    add_directories(1);
    const auto job = new_job();
    enqueue(job);
    subscribe();
    auto& with = submitter([](const auto&) { return Step{.hang_before = true}; });
    auto& worker = work(with);
    ASSERT_TRUE(until([&] { return with.running == 1; }));
    const auto started = loop().clock.monotonic();
    ASSERT_TRUE(until([&] { return loop().clock.monotonic() - started > 3 * worker_settings().lease; }));
    EXPECT_EQ(worker.counters().leases_lost, 0U);
    EXPECT_EQ(with.started.size(), 1U);
    with.release();
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    stop_roles();
}

TEST_F(WorkerLifeTest, AHangingAttemptLosesItsLease) {
    add_directories(1);
    const auto job = new_job();
    enqueue(job);
    subscribe();
    bool first = true;
    auto& with = submitter([&](const auto&) { return Step{.hang_before = std::exchange(first, false)}; });
    auto settings = worker_settings();
    settings.attempt_max = 200ms;
    work(with, settings, *process);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    EXPECT_EQ(with.started.size(), 2U);
    EXPECT_EQ(sites.received.size(), 1U);
    with.release();
    ASSERT_TRUE(until([&] { return with.running == 0; }));
    EXPECT_EQ(with.refused, 1);
    stop_roles();
}

TEST_F(WorkerLifeTest, F21StopLetsRunningAttemptsEndAndStartsNoMore) {
    add_directories(10);
    const auto job = new_job();
    auto& with = submitter([](const auto&) { return Step{.hang_before = true}; });
    subscribe();
    work(with);
    enqueue(job);
    ASSERT_TRUE(until([&] { return with.running == 3; }));
    worker_running->stop.request();
    EXPECT_FALSE(until([&] { return worker_running->ended; }, 100ms));
    with.release();
    ASSERT_TRUE(until([&] { return worker_running->ended; }));
    EXPECT_EQ(with.started.size(), 3U);
    EXPECT_EQ(statuses(job.job_id), (std::map<std::string, int>{{"submitted", 3}, {"pending", 7}}));
    EXPECT_EQ(text("SELECT status FROM worker_heartbeats"), "stopped");
    // Another worker finishes.
    auto& again = submitter();
    work(again, worker_settings("worker-2"), *process);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    EXPECT_EQ(sites.twice(), 0);
    stop_roles();
}

TEST_F(WorkerLifeTest, F21AtTheDrainDeadlineOnlyUnsentAttemptsAreHandedBack) {
    add_directories(2);
    const auto job = new_job();
    auto settings = worker_settings();
    settings.drain_timeout = 100ms;
    settings.lease = 1h;
    auto& with = submitter([](const store::LeasedAttempt& attempt) {
        const bool sends = attempt.submission.directory_name == "dir-01";
        return Step{.hang_before = !sends, .hang_after = sends};
    });
    subscribe();
    work(with, settings, *process);
    enqueue(job);
    ASSERT_TRUE(until([&] { return with.running == 2 && with.sent == 1; }));
    ASSERT_TRUE(stop(*worker_running));
    EXPECT_EQ(result("dir-00", "status"), "pending");
    EXPECT_EQ(result("dir-01", "status"), "submitting");
    // The late ending of both: what was handed back may send nothing any more, the verdict of the sent one
    // counts.
    with.release();
    ASSERT_TRUE(until([&] { return with.running == 0 && result("dir-01", "status") == "submitted"; }));
    EXPECT_EQ(with.refused, 1);
    EXPECT_EQ(sites.received.size(), 1U);
}

TEST_F(WorkerLifeTest, HeartbeatsTellWhatItDoes) {
    add_directories(1);
    auto& with = submitter([](const auto&) { return Step{.hang_before = true}; });
    auto settings = worker_settings();
    settings.host = "host-a";
    settings.version = "1.2.3";
    settings.process_id = 42;
    subscribe();
    work(with, settings, *process);
    ASSERT_TRUE(until([&] { return text("SELECT status FROM worker_heartbeats") == "idle"; }));
    const auto job = new_job();
    enqueue(job);
    ASSERT_TRUE(until([&] { return text("SELECT status FROM worker_heartbeats") == "running"; }));
    EXPECT_EQ(text("SELECT current_job_id FROM worker_heartbeats"), job.job_id);
    EXPECT_EQ(number("SELECT processing_count FROM worker_heartbeats"), 1);
    EXPECT_EQ(text("SELECT metadata ->> 'host' FROM worker_heartbeats"), "host-a");
    EXPECT_EQ(text("SELECT metadata ->> 'role' FROM worker_heartbeats"), "worker");
    EXPECT_EQ(number("SELECT metadata ->> 'pid' FROM worker_heartbeats"), 42);
    EXPECT_EQ(number("SELECT metadata ->> 'concurrency' FROM worker_heartbeats"), 3);
    with.release();
    ASSERT_TRUE(until([&] { return text("SELECT status FROM worker_heartbeats") == "idle"; }));
    stop_roles();
    EXPECT_EQ(text("SELECT status FROM worker_heartbeats"), "stopped");
}

TEST_F(WorkerLifeTest, AJobCancelledInTheMiddleSendsNothingMore) {
    add_directories(3);
    const auto job = new_job();
    auto& with = submitter([](const auto&) { return Step{.hang_before = true}; });
    subscribe();
    auto settings = worker_settings();
    settings.concurrency = 2;
    work(with, settings, *process);
    enqueue(job);
    ASSERT_TRUE(until([&] { return with.running == 2; }));
    write([&](store::Tx& tx) { return store::cancel_job(tx, loop().platform, job.job_id, "staff:test"); });
    with.release();
    ASSERT_TRUE(until([&] { return with.running == 0; }));
    EXPECT_EQ(with.refused, 2);
    EXPECT_TRUE(sites.received.empty());
    EXPECT_EQ(job_status(job.job_id), "cancelled");
    stop_roles();
    EXPECT_EQ(with.started.size(), 2U);
}

} // namespace
} // namespace bolt::roles
