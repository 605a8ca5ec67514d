#include "store/failing_directories.hpp"
#include "store/pauses.hpp"
#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using namespace std::chrono_literals;
using Action = TendedDirectory::Action;

struct FailingScene : Scene {
    FailingScene() {
        add_directories(2);
        job = begun_job();
    }
    void attempts(const std::string& directory, Verdict verdict, int count) {
        for (int i = 0; i < count; ++i, ++made)
            script(fmt::format("INSERT INTO attempts (id, result_id, job_id, directory_name, number, status, "
                               "worker_id, lease_until, "
                               "started_at, verdict, ended_at) SELECT '{0}', id, job_id, directory_name, "
                               "{1}, 'failed', 'w', '{2}', "
                               "'{2}', '{3}', '{2}' FROM job_results WHERE directory_name = '{4}'",
                               platform.new_id(), made + 100, format_time(platform.now()), to_string(verdict),
                               directory));
    }
    std::vector<TendedDirectory> tend() {
        return write([&](Tx& tx) { return tend_failing_directories(tx, platform); });
    }
    std::string job;
    int made = 0;
};

TEST(FailingDirectories, ArePausedTriedAgainAndLetGoWhenTheyAnswer) {
    FailingScene scene;
    scene.attempts("dir-00", Verdict::unreachable, 4);
    scene.attempts("dir-01", Verdict::unreachable, 4);
    scene.attempts("dir-01", Verdict::pending_review, 2);
    EXPECT_TRUE(scene.tend().empty()) << "four are not enough, and the other answers now and then";
    scene.attempts("dir-00", Verdict::blocked, 1);
    auto tended = scene.tend();
    ASSERT_EQ(tended.size(), 1U);
    EXPECT_EQ(tended[0].action, Action::paused);
    EXPECT_EQ(tended[0].name, "dir-00");
    EXPECT_NE(tended[0].reason.find("5 of 5 attempts failed"), std::string::npos) << tended[0].reason;
    EXPECT_EQ(scene.text("SELECT paused_reason FROM directories WHERE name = 'dir-00'"), tended[0].reason);
    EXPECT_TRUE(scene.tend().empty());
    EXPECT_EQ(scene.write([](Tx& tx) { return failing_directories(tx); }).size(), 1U);
    EXPECT_EQ(
        scene.number("SELECT count(*) FROM audit_log WHERE actor = 'monitor' AND action = 'directory.pause'"),
        1);

    scene.clock.advance(31min);
    tended = scene.tend();
    ASSERT_EQ(tended.size(), 1U);
    EXPECT_EQ(tended[0].action, Action::on_trial);
    scene.clock.advance(1min);
    EXPECT_TRUE(scene.tend().empty()) << "what failed before the trial does not count";
    scene.attempts("dir-00", Verdict::unreachable, 2);
    tended = scene.tend();
    ASSERT_EQ(tended.size(), 1U);
    EXPECT_EQ(tended[0].action, Action::paused) << "two failures of a trial are enough";
    scene.clock.advance(31min);
    EXPECT_TRUE(scene.tend().empty()) << "the second pause is an hour";
    scene.clock.advance(30min);
    ASSERT_EQ(scene.tend().size(), 1U);
    scene.clock.advance(1min);
    scene.attempts("dir-00", Verdict::accepted, 1);
    tended = scene.tend();
    ASSERT_EQ(tended.size(), 1U);
    EXPECT_EQ(tended[0].action, Action::recovered);
    EXPECT_EQ(scene.number("SELECT count(*) FROM directory_trials"), 0);
}

TEST(FailingDirectories, WhatAPersonPausedOrResumedIsTheirs) {
    FailingScene scene;
    scene.attempts("dir-00", Verdict::unreachable, 5);
    ASSERT_EQ(scene.tend().size(), 1U);
    const Actor ada{"staff:ada@example.com", "they called"};
    scene.write([&](Tx& tx) { return pause_directory(tx, scene.platform, "dir-00", false, ada); });
    scene.write([&](Tx& tx) { return pause_directory(tx, scene.platform, "dir-00", true, ada); });
    scene.clock.advance(2h);
    EXPECT_TRUE(scene.tend().empty());
    EXPECT_EQ(scene.number("SELECT count(*) FROM directories WHERE paused"), 1);
    EXPECT_EQ(scene.text("SELECT paused_reason FROM directories WHERE paused"), "they called");
}

TEST(FailingDirectories, CountsOfEndsAndOfJobsThatStandStill) {
    FailingScene scene;
    scene.script("UPDATE job_results SET status = 'failed' WHERE directory_name = 'dir-00'");
    scene.script("UPDATE job_results SET status = 'submitted' WHERE directory_name = 'dir-01'");
    const auto ends = scene.write([&](Tx& tx) { return submission_ends(tx, scene.platform.now() - 1h); });
    EXPECT_EQ(ends.failed, 1);
    EXPECT_EQ(ends.all, 2);
    EXPECT_EQ(scene.write([](Tx& tx) { return stale_jobs_open(tx); }), 0);
}

} // namespace
} // namespace bolt::store
