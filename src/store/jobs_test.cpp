#include "domain/rules.hpp"
#include "store/flow_runs.hpp"
#include "store/history.hpp"
#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

TEST(Jobs, BeginningMakesOnePendingSubmissionEachWithPythonsKey) {
    Scene scene;
    scene.add_directories(5);
    const auto id = scene.add_job();
    const auto begun = scene.begin(id, 3);
    EXPECT_EQ(begun.directories, 3);
    EXPECT_FALSE(begun.already_begun);
    const auto job = scene.job(id);
    EXPECT_EQ(job.status, JobStatus::in_progress);
    EXPECT_EQ(job.directories_total, 3);
    EXPECT_EQ(job.started_at, scene.clock.now());
    EXPECT_EQ(scene.result(id, "status"), "pending");
    EXPECT_EQ(scene.result(id, "idempotency_key"),
              idempotency_key(id, "dir-00", write_profile(complete_profile())));
    EXPECT_EQ(scene.events(id), "flow_started,job_started");
}

TEST(Jobs, BeginOnce) {
    Scene scene;
    scene.add_directories(3);
    const auto id = scene.begun_job();
    scene.clock.advance(1h);
    scene.add_directories(9);
    const auto again = scene.begin(id, 9);
    EXPECT_TRUE(again.already_begun);
    EXPECT_EQ(again.directories, 3);
    EXPECT_EQ(scene.number("SELECT count(*) FROM job_results"), 3);
    EXPECT_EQ(scene.events(id), "flow_started,job_started");
    EXPECT_EQ(*scene.job(id).started_at, scene.clock.now() - 1h);
}

TEST(Jobs, TheBestAllowedDirectoriesArePicked) {
    Scene scene;
    scene.add_directories(6);
    scene.script("UPDATE directories SET policy = 'ask' WHERE name = 'dir-00';"
                 "UPDATE directories SET active = FALSE WHERE name = 'dir-01';"
                 "UPDATE directories SET paused = TRUE WHERE name = 'dir-02';"
                 "UPDATE directories SET tier_required = 2, domain_authority = 90 WHERE name = 'dir-03';"
                 "UPDATE directories SET tier_required = 1, domain_authority = 10 WHERE name = 'dir-04';"
                 "UPDATE directories SET domain_authority = 99 WHERE name = 'dir-05'");
    const auto id = scene.add_job();
    EXPECT_EQ(scene.begin(id, 2).directories, 2);
    EXPECT_EQ(scene.text("SELECT /*LITE*/group_concat(directory_name)/*END*//*PG*/string_agg(directory_name, "
                         "',')/*END*/ FROM (SELECT directory_name FROM job_results "
                         "ORDER BY next_attempt_at) AS found"),
              "dir-04,dir-03");
    EXPECT_EQ(scene.begin(scene.add_job("b@example.com"), 100).directories, 3);
}

TEST(Jobs, ThePackageSizeCapsAndIsFixedOnceBegun) {
    Scene scene;
    scene.add_directories(5);
    const auto id = scene.add_job();
    scene.write([&](Tx& tx) { return set_package_size(tx, id, 2); });
    EXPECT_EQ(scene.begin(id, 50).directories, 2);
    const auto late = scene->write_blocking([&](Tx& tx) { return set_package_size(tx, id, 4); });
    EXPECT_EQ(late.error().code, ErrorCode::conflict);
}

TEST(Jobs, WithoutDirectoriesFailAndSayWhy) {
    Scene scene;
    const auto id = scene.add_job();
    scene.write([&](Tx& tx) { return create_flow_run(tx, scene.platform, id, id, 4, {}); });
    EXPECT_EQ(scene.begin(id).directories, 0);
    EXPECT_EQ(scene.job(id).status, JobStatus::failed);
    EXPECT_EQ(scene.job(id).error_message, "No directories to submit to");
    EXPECT_EQ(scene.events(id), "flow_started,job_finalized,flow_completed");
    EXPECT_EQ(scene.text("SELECT state FROM flow_runs"), "failed");
    EXPECT_EQ(scene->write_blocking([&](Tx& tx) { return begin_job(tx, scene.platform, id, 5, "w1"); })
                  .error()
                  .code,
              ErrorCode::conflict);
}

TEST(Jobs, MoveOnlyAlongTheStateMachine) {
    Scene scene;
    const auto id = scene.add_job();
    const auto set = [&](JobStatus to, std::string message = "") {
        return scene->write_blocking(
            [&](Tx& tx) { return set_job_status(tx, scene.clock.now(), id, to, message); });
    };
    EXPECT_EQ(set(JobStatus::completed).error().code, ErrorCode::conflict);
    ASSERT_TRUE(set(JobStatus::queued, "waiting"));
    EXPECT_EQ(scene.job(id).error_message, "waiting");
    EXPECT_EQ(set(JobStatus::queued).error().code, ErrorCode::conflict);
    ASSERT_TRUE(set(JobStatus::in_progress));
    EXPECT_EQ(scene.job(id).error_message, "");
    const auto started = scene.clock.now();
    scene.clock.advance(1min);
    ASSERT_TRUE(set(JobStatus::failed, "broken"));
    EXPECT_EQ(scene.job(id).completed_at, scene.clock.now());
    scene.clock.advance(1min);
    ASSERT_TRUE(set(JobStatus::in_progress)); // a person's retry
    EXPECT_FALSE(scene.job(id).completed_at);
    EXPECT_EQ(scene.job(id).started_at, started) << "started_at is the first time";
    EXPECT_EQ(scene
                  ->write_blocking([&](Tx& tx) {
                      return set_job_status(tx, scene.clock.now(), "nope", JobStatus::queued);
                  })
                  .error()
                  .code,
              ErrorCode::not_found);
}

TEST(Jobs, CancellingStopsWhatHasNotBegun) {
    Scene scene;
    scene.add_directories(2);
    const auto id = scene.begun_job();
    scene.write([&](Tx& tx) { return create_flow_run(tx, scene.platform, id, id, 4, {}); });
    scene.write([&](Tx& tx) { return cancel_job(tx, scene.platform, id, "staff:ada@example.com"); });
    EXPECT_EQ(scene.job(id).status, JobStatus::cancelled);
    EXPECT_EQ(scene.number("SELECT count(*) FROM job_results WHERE status = 'skipped'"), 2);
    EXPECT_EQ(scene.text("SELECT state FROM flow_runs"), "cancelled");
    EXPECT_EQ(scene.events(id), "flow_started,job_started,cancelled");
    EXPECT_EQ(
        scene->write_blocking([&](Tx& tx) { return cancel_job(tx, scene.platform, id, "x"); }).error().code,
        ErrorCode::conflict);
}

TEST(Jobs, RowsTypedByHandRunLikeBoughtOnes) {
    Scene scene;
    scene.add_directories(2);
    scene.script(
        "INSERT INTO customers (business_name, email) VALUES ('Hand & Co', 'hand@example.com');"
        "INSERT INTO jobs (customer_id, package_type, package_size) SELECT id, 'starter', 50 FROM customers");
    const auto id = scene.text("SELECT id FROM jobs");
    EXPECT_TRUE(is_uuid(id)) << id;
    EXPECT_EQ(scene.job(id).status, JobStatus::pending);
    EXPECT_EQ(scene.begin(id, 50).directories, 2);
    // The clock of the test is behind the machine's, which wrote the rows' times.
    const auto leased = scene.claim(2);
    ASSERT_EQ(leased.size(), 2u);
    EXPECT_EQ(leased[0].profile.business_name, "Hand & Co");
    EXPECT_EQ(leased[0].profile.country, "US") << "the column's default";
    for (const auto& each : leased) ASSERT_TRUE(scene.finish(each.fence, Verdict::accepted));
    EXPECT_EQ(scene.job(id).status, JobStatus::completed);
}

TEST(Jobs, HandMadeUpdatesMoveTheProgress) {
    Scene scene;
    scene.add_directories(4);
    const auto id = scene.begun_job();
    scene.script(
        "UPDATE job_results SET status = 'submitted' WHERE directory_name IN ('dir-00', 'dir-01', 'dir-02')");
    EXPECT_EQ(scene.job(id).directories_done, 3);
    EXPECT_EQ(scene.job(id).progress, 75);
    scene.script("UPDATE job_results SET status = 'failed' WHERE directory_name = 'dir-00'");
    EXPECT_EQ(scene.job(id).directories_done, 3);
    scene.script("UPDATE job_results SET status = 'pending' WHERE directory_name = 'dir-00'");
    EXPECT_EQ(scene.job(id).progress, 50);
    scene.script("INSERT INTO job_results (job_id, directory_name, status, idempotency_key) "
                 "VALUES ('" +
                 id + "', 'extra', 'skipped', 'k')");
    EXPECT_EQ(scene.job(id).directories_done, 3);
}

TEST(Jobs, ColumnsChangedByHandWinOverTheStoredProfile) {
    Scene scene;
    const auto id = scene.add_job();
    const auto profile = [&] { return scene.write([&](Tx& tx) { return job_profile(tx, id); }); };
    EXPECT_EQ(profile(), complete_profile());
    scene.script("UPDATE customers SET phone = '+1 312 555 0177', category = 'Cafe'");
    EXPECT_EQ(profile().phone, "+1 312 555 0177");
    EXPECT_EQ(profile().categories, (std::vector<std::string>{"Cafe", "Restaurant", "Bistro"}));
    // What no form could take is left out; the rest stays usable.
    scene.script("UPDATE customers SET city = '" + std::string(5000, 'x') + "', business_data = '[1]'");
    EXPECT_EQ(profile().city, "");
    EXPECT_EQ(profile().phone, "+1 312 555 0177");
    EXPECT_EQ(scene->write_blocking([](Tx& tx) { return job_profile(tx, "nope"); }).error().code,
              ErrorCode::not_found);
}

TEST(Jobs, StatusWordsAreEnforcedByTheDatabase) {
    Scene scene;
    const auto id = scene.add_job();
    for (const auto* word : {"complete", "processing", "paused", ""}) {
        const auto refused = scene->write_blocking([&](Tx& tx) -> Result<void> {
            tx.script(fmt::format("UPDATE jobs SET status = '{}' WHERE id = '{}'", word, id));
            return {};
        });
        EXPECT_FALSE(refused) << word;
    }
}

TEST(History, IsAppendOnlyAndKeepsItsOrder) {
    Scene scene;
    const auto id = scene.add_job();
    scene.write([&](Tx& tx) -> Result<void> {
        for (const auto* event : {"queue_claimed", "flow_triggered", "flow_started"})
            if (auto added = add_history(tx, scene.clock.now(), id, "", event, {{"n", 1}}, "w1"); !added)
                return added;
        return add_audit(tx, scene.clock.now(), "system", "test", "job:" + id);
    });
    EXPECT_EQ(scene.events(id), "queue_claimed,flow_triggered,flow_started");
    for (const auto* table : {"queue_history", "audit_log"})
        for (const auto* change : {"DELETE FROM {}", "UPDATE {} SET details = '{{}}'"}) {
            const auto refused = scene->write_blocking([&](Tx& tx) -> Result<void> {
                tx.script(fmt::format(fmt::runtime(change), table));
                return {};
            });
            ASSERT_FALSE(refused) << change << table;
            EXPECT_NE(refused.error().message.find("append-only"), std::string::npos);
        }
    const auto orphan = scene->write_blocking(
        [&](Tx& tx) { return add_history(tx, scene.clock.now(), "no-such-job", "", "queue_claimed"); });
    EXPECT_EQ(orphan.error().code, ErrorCode::conflict);
}

} // namespace
} // namespace bolt::store
