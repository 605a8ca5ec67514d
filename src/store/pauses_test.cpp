#include "store/pauses.hpp"

#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

const Actor kAda{"staff:ada@example.com", "because"};

struct PauseScene : Scene {
    PauseScene() { add_directories(2); }
    std::size_t claimed(const std::string& worker = "w") {
        return write([&](Tx& tx) {
                   ClaimRequest request;
                   request.worker_id = worker;
                   request.count_max = 1;
                   return claim_attempts(tx, platform, request);
               })
            .size();
    }
    bool due() {
        return write([](Tx& tx) { return next_due(tx); }).has_value();
    }
    bool set(std::string_view target, bool paused) {
        return write([&](Tx& tx) { return set_pause(tx, platform, target, paused, kAda); });
    }
};

TEST(Pauses, NothingIsClaimedWhileEverythingOrThePackageIsPaused) {
    PauseScene scene;
    scene.begun_job();
    for (const auto& target : {std::string(kPauseEverything), pause_of_package("starter")}) {
        EXPECT_TRUE(scene.set(target, true));
        EXPECT_FALSE(scene.set(target, true)) << "the second of two clicks changes nothing";
        EXPECT_EQ(scene.claimed(), 0u) << target;
        EXPECT_FALSE(scene.due()) << "nobody is woken for what is paused";
        EXPECT_TRUE(scene.set(target, false));
        EXPECT_TRUE(scene.due());
    }
    EXPECT_TRUE(scene.set(pause_of_package("growth"), true));
    EXPECT_EQ(scene.claimed(), 1u) << "another package goes on";
    EXPECT_EQ(scene.number("SELECT count(*) FROM audit_log WHERE action LIKE 'pause.%' AND details ->> "
                           "'reason' = 'because'"),
              5);
}

TEST(Pauses, ADrainedWorkerTakesNothingAndAnotherGoesOn) {
    PauseScene scene;
    scene.begun_job();
    scene.script("INSERT INTO worker_heartbeats (worker_id, status, last_heartbeat, created_at, updated_at) "
                 "VALUES ('old', 'idle', '2026-01-01', '2026-01-01', '2026-01-01')");
    EXPECT_TRUE(scene.write([&](Tx& tx) { return set_drain(tx, scene.platform, "old", true, kAda); }));
    EXPECT_EQ(scene.claimed("old"), 0u);
    EXPECT_EQ(scene.claimed("new"), 1u);
    EXPECT_TRUE(scene.write([&](Tx& tx) { return set_drain(tx, scene.platform, "old", false, kAda); }));
    EXPECT_EQ(scene.claimed("old"), 1u);
    auto unknown =
        scene->write_blocking([&](Tx& tx) { return set_drain(tx, scene.platform, "none", true, kAda); });
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
}

TEST(Pauses, APausedDirectoryKeepsItsReason) {
    PauseScene scene;
    scene.begun_job();
    for (const auto* name : {"dir-00", "dir-01"})
        EXPECT_TRUE(
            scene.write([&](Tx& tx) { return pause_directory(tx, scene.platform, name, true, kAda); }));
    EXPECT_EQ(scene.claimed(), 0u);
    const auto document = scene.write([](Tx& tx) { return pauses_document(tx); });
    EXPECT_EQ(document.at("directories").as_array().size(), 2u);
    EXPECT_EQ(get_string(document.at("directories").at(0), "reason"), "because");
    EXPECT_TRUE(
        scene.write([&](Tx& tx) { return pause_directory(tx, scene.platform, "dir-00", false, kAda); }));
    EXPECT_EQ(scene.claimed(), 1u);
}

} // namespace
} // namespace bolt::store
