#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

TEST(LostLeases, UnsentWorkGoesOnWithAnotherWorkerAndTheLateOneWritesNothing) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    const auto lost = scene.claim(1, "dead").at(0).fence;
    EXPECT_EQ(scene.reclaim(), 0);
    scene.clock.advance(30s);
    EXPECT_EQ(scene.reclaim(), 1);
    EXPECT_EQ(scene.reclaim(), 0) << "reclaimed twice";
    EXPECT_EQ(scene.result(id, "status"), "pending");

    // The dead one wakes up before and after the next lease: every write is refused.
    EXPECT_EQ(scene.mark(lost).error().code, ErrorCode::conflict);
    const auto next = scene.claim(1, "alive").at(0).fence;
    EXPECT_GT(next, lost);
    EXPECT_EQ(scene.mark(lost).error().code, ErrorCode::conflict);
    EXPECT_EQ(scene.finish(lost, Verdict::rejected).error().code, ErrorCode::conflict);
    EXPECT_FALSE(scene->write_blocking([&](Tx& tx) { return mark_unsent(tx, lost); }));
    EXPECT_EQ(scene.result(id, "status"), "submitting");

    ASSERT_TRUE(scene.mark(next));
    ASSERT_TRUE(scene.finish(next, Verdict::accepted));
    EXPECT_EQ(scene.events(id, "dir-00"), "submitting,requeued_stale,submitting,submitted");
    EXPECT_EQ(scene.job(id).status, JobStatus::completed);
}

TEST(LostLeases, SentWorkBecomesUnknownAndIsNeverPendingAgain) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    const auto fence = scene.claim(1).at(0).fence;
    ASSERT_TRUE(scene.mark(fence));
    scene.clock.advance(30s);
    EXPECT_EQ(scene.reclaim(), 1);
    EXPECT_EQ(scene.result(id, "status"), "action_required");
    EXPECT_EQ(scene.result(id, "verdict"), "unknown");
    EXPECT_EQ(scene.text("SELECT kind || ' ' || status FROM action_items"), "unknown open");
    EXPECT_EQ(scene.events(id, "dir-00"), "submitting,action_required");
    EXPECT_EQ(scene.job(id).status, JobStatus::completed);
    EXPECT_EQ(scene.finish(fence, Verdict::accepted).error().code, ErrorCode::conflict);
    scene.clock.advance(24h);
    EXPECT_EQ(scene.reclaim(), 0);
    EXPECT_TRUE(scene.claim(1).empty());
}

TEST(LostLeases, ASubmissionThatTakesFiveWorkersDownFails) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    for (int i = 1; i <= 5; ++i) {
        ASSERT_EQ(scene.claim(1, fmt::format("w{}", i)).size(), 1u) << i;
        scene.clock.advance(30s);
        ASSERT_EQ(scene.reclaim(), 1);
        EXPECT_EQ(scene.result(id, "status"), i < 5 ? "pending" : "failed") << i;
    }
    EXPECT_NE(scene.result(id, "error_message").find("worker lost 5 times"), std::string::npos);
    EXPECT_EQ(scene.number("SELECT count(*) FROM action_items WHERE status = 'open'"), 1);
    EXPECT_EQ(scene.job(id).status, JobStatus::failed);
}

TEST(LostLeases, LossesAreNoTries) {
    Scene scene;
    scene.add_directories(1);
    scene.begun_job();
    for (int i = 0; i < 3; ++i) {
        scene.claim(1);
        scene.clock.advance(30s);
        scene.reclaim();
    }
    RetryPolicy policy;
    policy.attempts_max = 2;
    EXPECT_EQ(*scene.finish(scene.claim(1).at(0).fence, Verdict::unreachable, policy),
              SubmissionStatus::pending);
    scene.clock.advance(1h);
    EXPECT_EQ(*scene.finish(scene.claim(1).at(0).fence, Verdict::unreachable, policy),
              SubmissionStatus::failed);
}

TEST(LostLeases, AWorkerThatStopsHandsBackOnlyWhatItHasNotSent) {
    Scene scene;
    scene.add_directories(3);
    const auto id = scene.begun_job();
    const auto mine = scene.claim(2, "stopping");
    const auto other = scene.claim(1, "other");
    ASSERT_TRUE(scene.mark(mine.at(0).fence));
    EXPECT_EQ(scene.write([&](Tx& tx) { return release_leases(tx, scene.platform, "stopping"); }), 1);
    EXPECT_EQ(scene.result(id, "status", mine[0].directory.name), "submitting");
    EXPECT_EQ(scene.result(id, "status", mine[1].directory.name), "pending");
    EXPECT_EQ(scene.result(id, "status", other.at(0).directory.name), "submitting");
    EXPECT_EQ(scene.mark(mine[1].fence).error().code, ErrorCode::conflict);
    ASSERT_EQ(scene.claim(5, "next").size(), 1u);
    ASSERT_TRUE(scene.finish(mine[0].fence, Verdict::accepted));
}

TEST(LostLeases, OfACancelledJobAreNotTakenUpAgain) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    scene.claim(1);
    scene.script("UPDATE jobs SET status = 'cancelled' WHERE id = '" + id + "'");
    scene.clock.advance(30s);
    EXPECT_EQ(scene.reclaim(), 1);
    EXPECT_EQ(scene.result(id, "status"), "skipped");
}

} // namespace
} // namespace bolt::store
