#include "roles/monitor.hpp"

#include "roles/test_pipeline.hpp"
#include "store/jobs.hpp"

namespace bolt::roles {
namespace {

class MonitorTest : public PipelineTest {
  protected:
    static MonitorSettings fast() {
        MonitorSettings settings;
        settings.look_every = 10ms;
        settings.stale_every = 10ms;
        settings.stale.quiet = 50ms;
        settings.prune_every = 10ms;
        settings.reclaim.every = 10ms;
        settings.backoff = {.first = 5ms, .longest = 20ms};
        return settings;
    }
    Monitor& watch(MonitorSettings settings, Process& in) {
        auto& role = in.make<Monitor>(in.loop->platform, *in.database, *in.queue, settings);
        running = &run(role, in);
        return role;
    }
    Monitor& watch(MonitorSettings settings = fast()) { return watch(settings, *process); }
    store::ManualJobIds queued_job() {
        const auto job = new_job("enterprise", 1);
        write([&](store::Tx& tx) {
            return store::set_job_status(tx, loop().platform.now(), job.job_id, JobStatus::queued);
        });
        return job;
    }
    int outbox() { return static_cast<int>(number("SELECT count(*) FROM outbox")); }
    void deliver_outbox() { // as a relay whose messages then get lost
        write([&](store::Tx& tx) -> Result<void> {
            tx.script("UPDATE outbox SET delivered_at = created_at WHERE delivered_at IS NULL");
            return {};
        });
    }
    bool looked(Monitor& monitor, std::uint64_t more) {
        const auto before = monitor.view().looks;
        return until([&] { return monitor.view().looks >= before + more; });
    }
    Running* running = nullptr;
};

TEST_F(MonitorTest, AJobWhoseMessageWasLostIsEnqueuedAgainOnce) {
    const auto job = queued_job();
    auto& monitor = watch();
    ASSERT_TRUE(until([&] { return outbox() == 1; }));
    ASSERT_TRUE(looked(monitor, 20)); // its message waits: nothing more happens
    EXPECT_EQ(outbox(), 1);
    const auto payload = parse_json(text("SELECT payload FROM outbox")).value();
    EXPECT_EQ(get_string(payload, "job_id"), job.job_id);
    EXPECT_EQ(get_string(payload, "customer_id"), job.customer_id);
    EXPECT_EQ(get_int(payload, "priority"), 1);
    EXPECT_EQ(count_events(job.job_id, "requeued_stale"), 1);
    // What the relay passes on is what the subscriber reads; without a run before, the key stays the job's.
    const auto message = read_job_message(json::serialize(payload));
    ASSERT_TRUE(message) << message.error().message;
    EXPECT_EQ(flow_key(*message), job.job_id);
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, TellsOfFormsThatChangedOrAreNotSeen) {
    write([&](store::Tx& tx) -> Result<void> {
        tx.script("INSERT INTO directories (name, paused, paused_reason) VALUES ('changed', TRUE, 'its form "
                  "changed'), ('gone', FALSE, NULL)");
        tx.script("INSERT INTO form_canaries (directory_name, next_at, outcome, reason, held_reason) SELECT "
                  "name, '2100-01-01T00:00:00+00:00', 'drifted', 'a charter number', 'its form changed' FROM "
                  "directories WHERE paused");
        tx.script("INSERT INTO recipes (id, directory_name, version, fingerprint, plan, created_at) SELECT "
                  "'00000000-0000-4000-8000-000000000001', name, 1, 'f', '{}', "
                  "'2026-01-01T00:00:00+00:00' FROM directories WHERE NOT paused");
        tx.script("INSERT INTO form_canaries (directory_name, next_at, outcome, reason, failures) SELECT "
                  "directory_name, '2100-01-01T00:00:00+00:00', 'unseen', 'no form', 3 FROM recipes");
        return {};
    });
    auto& monitor = watch();
    ASSERT_TRUE(looked(monitor, 2));
    const auto open = [this](const std::string& kind) {
        return number("SELECT count(*) FROM alerts WHERE resolved_at IS NULL AND name LIKE '" + kind + ":%'");
    };
    EXPECT_TRUE(until([&] { return open("form_drifted") == 1 && open("form_unseen") == 1; }));
    write([&](store::Tx& tx) -> Result<void> {
        tx.script("UPDATE directories SET paused = FALSE, paused_reason = NULL");
        tx.script("UPDATE form_canaries SET failures = 0");
        return {};
    });
    EXPECT_TRUE(until([&] { return open("form_drifted") == 0 && open("form_unseen") == 0; }));
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, GivesUpAfterAFewRequeuesAndAsksAPerson) {
    const auto job = queued_job();
    auto& monitor = watch();
    for (int i = 1; i <= 3; ++i) {
        ASSERT_TRUE(until([&] { return outbox() == i; })) << i;
        deliver_outbox();
    }
    ASSERT_TRUE(until([&] { return monitor.view().given_up == 1; }));
    ASSERT_TRUE(looked(monitor, 20));
    EXPECT_EQ(outbox(), 3);
    EXPECT_EQ(count_events(job.job_id, "requeued_stale"), 3);
    EXPECT_EQ(number("SELECT count(*) FROM action_items WHERE kind = 'stale_job' AND status = 'open'"), 1);
    EXPECT_EQ(monitor.view().given_up, 1U);
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, TwoMonitorsRequeueOnce) {
    Process other(place);
    std::vector<std::string> jobs;
    for (int i = 0; i < 10; ++i) jobs.push_back(queued_job().job_id);
    auto& there = watch(fast(), other);
    auto& here = watch();
    ASSERT_TRUE(until([&] {
        other.loop->run_until([] { return false; }, 1ms);
        return outbox() >= 10 && here.view().looks > 20 && there.view().looks > 20;
    }));
    EXPECT_EQ(outbox(), 10);
    for (const auto& job : jobs) EXPECT_EQ(count_events(job, "requeued_stale"), 1);
    EXPECT_EQ(here.view().requeued + there.view().requeued, 10U);
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, LeavesLivingPausedAndNewJobsAlone) {
    add_directories(2);
    const auto working = new_job();
    auto& with = submitter([](const auto&) { return ScriptedSubmitter::Step{.hang_before = true}; });
    subscribe();
    work(with);
    send(body(working));
    ASSERT_TRUE(until([&] { return with.running == 2; }));
    const auto paused = queued_job();
    write([&](store::Tx& tx) -> Result<void> {
        tx.script("UPDATE jobs SET paused = 1 WHERE id = '" + paused.job_id + "'");
        return {};
    });
    const auto pending = new_job(); // nobody has asked for it yet
    auto& monitor = watch();
    ASSERT_TRUE(looked(monitor, 30));
    EXPECT_EQ(outbox(), 0);
    EXPECT_EQ(monitor.view().requeued, 0U);
    EXPECT_EQ(job_status(working.job_id), "in_progress");
    with.release();
    ASSERT_TRUE(until_job(working.job_id, "completed"));
    stop_roles();
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, FinalisesAJobWhoseSubmissionsHaveAllEnded) {
    add_directories(1);
    const auto job = queued_job();
    write([&](store::Tx& tx) { return store::begin_job(tx, loop().platform, job.job_id, 10, "worker"); });
    write([&](store::Tx& tx) -> Result<void> {
        tx.script("UPDATE job_results SET status = 'submitted'");
        return {};
    });
    auto& monitor = watch();
    ASSERT_TRUE(until_job(job.job_id, "completed"));
    ASSERT_TRUE(until([&] { return monitor.view().finalised == 1; }));
    EXPECT_EQ(count_events(job.job_id, "job_finalized"), 1);
    EXPECT_EQ(outbox(), 0);
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, TakesBackTheWorkOfADeadWorker) {
    add_directories(1);
    const auto job = queued_job();
    write([&](store::Tx& tx) { return store::begin_job(tx, loop().platform, job.job_id, 10, "dead"); });
    write([&](store::Tx& tx) {
        return store::claim_attempts(tx, loop().platform,
                                     {.worker_id = "dead", .lease = 50ms, .pacing_factor = {}});
    });
    EXPECT_EQ(text("SELECT status FROM job_results"), "submitting");
    watch();
    ASSERT_TRUE(until([&] { return text("SELECT status FROM job_results") == "pending"; }));
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, ASteadyConditionIsToldOnceThenAtIntervals) {
    send("poison");
    auto taken = loop().run(queue().receive(1, 1min, 5s));
    EXPECT_TRUE(loop().run(queue().dead_letter(taken->front(), "the body is no JSON")));
    auto settings = fast();
    settings.alert_again_every = 200ms;
    auto& monitor = watch(settings);
    ASSERT_TRUE(until([&] { return monitor.alerts().active("dead_letters"); }));
    ASSERT_TRUE(looked(monitor, 3));
    EXPECT_EQ(monitor.alerts().told(), 1U);
    EXPECT_EQ(monitor.view().queue.dead, 1);
    ASSERT_TRUE(until([&] { return monitor.alerts().told() == 2; }));
    write([&](store::Tx& tx) -> Result<void> {
        tx.script("DELETE FROM queue_messages");
        return {};
    });
    ASSERT_TRUE(until([&] { return !monitor.alerts().active("dead_letters"); }));
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, AStoreThatCannotBeReadIsAnAlertNotAnAllClear) {
    auto& monitor = watch();
    ASSERT_TRUE(looked(monitor, 1));
    EXPECT_EQ(monitor.alerts().count(), 0);
    database().close();
    ASSERT_TRUE(until([&] { return monitor.alerts().active("store_unreadable"); }));
    EXPECT_TRUE(monitor.alerts().active("queue_unreadable"));
    EXPECT_TRUE(until([&] { return !monitor.healthy(); }));
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, TellsOfMessagesAndJobsThatNobodyTakes) {
    auto settings = fast();
    settings.queue_age_alert = 20ms;
    settings.outbox_age_alert = 20ms;
    settings.overdue_alert = 20ms;
    settings.stale.quiet = 1h;
    add_directories(1);
    const auto job = queued_job();
    write([&](store::Tx& tx) { return store::begin_job(tx, loop().platform, job.job_id, 10, "worker"); });
    write([&](store::Tx& tx) { return store::add_outbox(tx, loop().platform, "enqueue_job", "k", {}); });
    send("waiting");
    auto& monitor = watch(settings);
    for (const char* alert : {"queue_age", "outbox_age", "overdue"})
        EXPECT_TRUE(until([&] { return monitor.alerts().active(alert); })) << alert;
    EXPECT_FALSE(monitor.alerts().active("dead_letters"));
    EXPECT_TRUE(stop(*running));
}

TEST_F(MonitorTest, ForgetsOldFeedRows) {
    for (int i = 0; i < 20; ++i) new_job();
    auto settings = fast();
    settings.feed_keep = 0s;
    settings.feed_rows_min = 5;
    watch(settings);
    ASSERT_TRUE(until([&] { return number("SELECT count(*) FROM changes") == 5; }));
    EXPECT_TRUE(stop(*running));
}

} // namespace
} // namespace bolt::roles
