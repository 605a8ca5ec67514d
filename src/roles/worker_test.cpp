#include "roles/worker.hpp"

#include "roles/test_pipeline.hpp"
#include "store/jobs.hpp"

namespace bolt::roles {
namespace {

using Step = ScriptedSubmitter::Step;

TEST_F(WorkerTest, AJobOfTenDirectoriesRunsToItsEnd) {
    add_directories(10);
    const std::map<std::string, Verdict> verdicts{
        {"dir-03", Verdict::pending_review}, {"dir-04", Verdict::confirm_email},
        {"dir-05", Verdict::rejected},       {"dir-06", Verdict::duplicate},
        {"dir-07", Verdict::needs_captcha},  {"dir-08", Verdict::unknown}};
    auto& with = submitter([&](const store::LeasedAttempt& attempt) {
        const auto verdict = verdicts.find(attempt.submission.directory_name);
        return Step{.verdict = verdict == verdicts.end() ? Verdict::accepted : verdict->second};
    });
    subscribe();
    auto& worker = work(with);
    const auto job = new_job();
    enqueue(job);
    ASSERT_TRUE(until_job(job.job_id, "completed"));

    EXPECT_EQ(statuses(job.job_id),
              (std::map<std::string, int>{
                  {"submitted", 5}, {"action_required", 3}, {"failed", 1}, {"skipped", 1}}));
    EXPECT_EQ(result("dir-08", "verdict"), "unknown");
    EXPECT_EQ(number("SELECT progress FROM jobs"), 100);
    EXPECT_EQ(number("SELECT directories_done FROM jobs"), 10);
    EXPECT_EQ(number("SELECT directories_total FROM jobs"), 10);
    EXPECT_EQ(text("SELECT state FROM flow_runs"), "completed");
    EXPECT_EQ(sites.received.size(), 10U);
    EXPECT_EQ(sites.twice(), 0);
    EXPECT_TRUE(until([&] { return worker.counters().attempts_finished == 10; }));
    EXPECT_EQ(with.running_max, 3);

    const auto events = history(job.job_id);
    const std::vector<std::string> beginning(events.begin(), events.begin() + 4);
    EXPECT_EQ(beginning,
              (std::vector<std::string>{"queue_claimed", "flow_triggered", "flow_started", "job_started"}));
    ASSERT_GE(events.size(), 2U);
    EXPECT_EQ(events[events.size() - 2], "job_finalized");
    EXPECT_EQ(events.back(), "flow_completed");
    EXPECT_EQ(count_events(job.job_id, "job_finalized"), 1);
    EXPECT_EQ(count_events(job.job_id, "submitting"), 10);
    for (int i = 0; i < 10; ++i) {
        const auto name = fmt::format("dir-{:02}", i);
        const auto begun = std::ranges::find(events, "submitting " + name);
        const auto status = result(name, "status");
        const auto event = (status == "skipped" ? "skipped_duplicate" : status) + " " + name;
        EXPECT_NE(std::find(begun, events.end(), event), events.end()) << name;
    }
    stop_roles();
}

TEST_F(WorkerTest, TheFirstAttemptStartsWithoutAnyPollDelay) {
    add_directories(1);
    auto& with = submitter();
    subscribe();
    work(with);
    loop().run_until([] { return false; }, 50ms); // all loops wait now
    // A poller without wake-ups would need its whole wait of 20 s or 30 s for any of its steps.
    const auto job = new_job();
    const auto started = loop().clock.monotonic();
    enqueue(job);
    ASSERT_TRUE(until([&] { return with.started.size() == 1; }));
    EXPECT_LT(loop().clock.monotonic() - started, 2s);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    stop_roles();
}

TEST_F(WorkerTest, F25UnreachableSitesAreTriedAgainThenFail) {
    add_directories(2, 3);
    std::map<std::string, int> tries;
    auto& with = submitter([&](const store::LeasedAttempt& attempt) {
        const auto& name = attempt.submission.directory_name;
        const int number = ++tries[name];
        EXPECT_EQ(attempt.number, number);
        const bool works = name == "dir-01" && number == 2;
        return Step{.verdict = works ? Verdict::accepted : Verdict::unreachable, .send = works};
    });
    subscribe();
    work(with);
    const auto job = new_job();
    enqueue(job);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    EXPECT_EQ(tries["dir-00"], 3);
    EXPECT_EQ(tries["dir-01"], 2);
    EXPECT_EQ(result("dir-00", "status"), "failed");
    EXPECT_EQ(result("dir-01", "status"), "submitted");
    EXPECT_EQ(count_events(job.job_id, "retry_scheduled"), 3);
    EXPECT_EQ(number("SELECT count(*) FROM job_results"), 2);
    EXPECT_EQ(sites.received.size(), 1U);
    stop_roles();
}

TEST_F(WorkerTest, AJobFailsOnlyIfEverySubmissionFailed) {
    add_directories(2, 1);
    auto& with = submitter([](const auto&) { return Step{.verdict = Verdict::unreachable, .send = false}; });
    subscribe();
    work(with);
    const auto job = new_job();
    enqueue(job);
    ASSERT_TRUE(until_job(job.job_id, "failed"));
    EXPECT_EQ(number("SELECT progress FROM jobs"), 100);
    EXPECT_NE(text("SELECT error_message FROM jobs"), "");
    stop_roles();
}

TEST_F(WorkerTest, ExceptionsBecomeUnknownOnlyIfTheFormMayBeSent) {
    add_directories(2, 1);
    auto& with = submitter([](const store::LeasedAttempt& attempt) {
        Step step;
        (attempt.submission.directory_name == "dir-00" ? step.exception_before : step.exception_after) =
            "broken";
        return step;
    });
    subscribe();
    auto& worker = work(with);
    const auto job = new_job();
    enqueue(job);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    EXPECT_EQ(result("dir-00", "verdict"), "unreachable");
    EXPECT_EQ(result("dir-00", "status"), "failed");
    EXPECT_EQ(result("dir-01", "verdict"), "unknown");
    EXPECT_EQ(result("dir-01", "status"), "action_required");
    EXPECT_EQ(worker.counters().exceptions, 2U);
    EXPECT_TRUE(until([&] { return worker.running() == 0; }));
    stop_roles();
}

TEST_F(WorkerTest, TwoWorkersShareAJob) {
    add_directories(10);
    const auto job = new_job();
    Process other(place);
    auto& here = submitter();
    auto& there = submitter([](const auto&) { return Step{}; }, other);
    subscribe();
    work(there, worker_settings("worker-2"), other);
    work(here);
    enqueue(job);
    ASSERT_TRUE(until([&] {
        other.loop->run_until([] { return false; }, 1ms);
        return job_status(job.job_id) == "completed";
    }));
    EXPECT_EQ(here.sent + there.sent, 10);
    EXPECT_EQ(sites.received.size(), 10U);
    EXPECT_EQ(sites.twice(), 0);
    EXPECT_EQ(count_events(job.job_id, "job_finalized"), 1);
    stop_roles();
}

TEST_F(WorkerTest, EnqueuedTwiceAJobIsDoneOnce) {
    add_directories(5);
    auto& with = submitter();
    subscribe();
    work(with);
    const auto job = new_job();
    for (int i = 0; i < 4; ++i) enqueue(job);
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    enqueue(job);
    ASSERT_TRUE(until([&] { return number("SELECT count(*) FROM queue_messages") == 0; }));
    EXPECT_EQ(number("SELECT count(*) FROM flow_runs"), 1);
    EXPECT_EQ(sites.received.size(), 5U);
    EXPECT_EQ(sites.twice(), 0);
    EXPECT_EQ(count_events(job.job_id, "job_started"), 1);
    stop_roles();
}

TEST_F(WorkerTest, ThePackageSizeCapsTheDirectories) {
    add_directories(14);
    auto& with = submitter();
    subscribe();
    work(with);
    const auto three = new_job();
    const auto all = new_job();
    const auto too_many = new_job();
    enqueue(three, 3);
    enqueue(all, 0);
    enqueue(too_many, 500);
    for (const auto& job : {three, all, too_many}) ASSERT_TRUE(until_job(job.job_id, "completed"));
    const auto total = [&](const auto& job) {
        return number("SELECT count(*) FROM job_results WHERE job_id = '" + job.job_id + "'");
    };
    EXPECT_EQ(total(three), 3);
    EXPECT_EQ(total(all), 10); // a starter's
    EXPECT_EQ(total(too_many), 10);
    stop_roles();
}

TEST_F(WorkerTest, SoonerPackagesAreServedFirst) {
    add_directories(4);
    const auto starter = new_job("starter", 4);
    const auto enterprise = new_job("enterprise", 1);
    enqueue(starter, 0, 4);
    enqueue(enterprise, 0, 1);
    subscribe();
    ASSERT_TRUE(until([&] { return number("SELECT count(*) FROM flow_runs") == 2; }));
    auto& with = submitter();
    auto settings = worker_settings();
    settings.concurrency = 1;
    work(with, settings, *process);
    ASSERT_TRUE(until_job(starter.job_id, "completed"));
    ASSERT_EQ(with.jobs_started.size(), 8U);
    EXPECT_EQ(with.jobs_started.front(), enterprise.job_id);
    EXPECT_EQ(with.running_max, 1);
    stop_roles();
}

TEST_F(WorkerTest, APackageThatIsNotOnSaleFailsWithAReason) {
    add_directories(1);
    auto& with = submitter();
    subscribe();
    work(with);
    const auto job = new_job("platinum");
    enqueue(job);
    ASSERT_TRUE(until_job(job.job_id, "failed"));
    EXPECT_NE(text("SELECT error_message FROM jobs").find("platinum"), std::string::npos);
    EXPECT_EQ(text("SELECT state FROM flow_runs"), "failed");
    EXPECT_TRUE(with.started.empty());
    stop_roles();
}

TEST_F(WorkerTest, ARunOfAJobThatHasEndedIsEnded) {
    add_directories(1);
    subscribe();
    const auto job = new_job();
    enqueue(job);
    ASSERT_TRUE(until([&] { return number("SELECT count(*) FROM flow_runs") == 1; }));
    write([&](store::Tx& tx) -> Result<void> {
        tx.script("UPDATE jobs SET status = 'cancelled'");
        return {};
    });
    auto& with = submitter();
    work(with);
    ASSERT_TRUE(until([&] { return text("SELECT state FROM flow_runs") == "cancelled"; }));
    EXPECT_TRUE(with.started.empty());
    EXPECT_EQ(job_status(job.job_id), "cancelled");
    stop_roles();
}

} // namespace
} // namespace bolt::roles
