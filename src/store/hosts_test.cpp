#include "store/hosts.hpp"

#include "store/test_scene.hpp"

#include <gtest/gtest.h>

/// Pacing belongs to the host, not to the directory or the worker.
namespace bolt::store {
namespace {

/// Two directories on one host, paced 1 s and 3 s.
struct SharedHost : Scene {
    SharedHost() {
        add_directories(2);
        script("UPDATE directories SET host = 'shared.example'");
        script("UPDATE directories SET pacing_ms = 1000 WHERE name = 'dir-00'");
        script("UPDATE directories SET pacing_ms = 3000 WHERE name = 'dir-01'");
        begun_job("a@example.com");
        begun_job("b@example.com");
    }
};

TEST(HostPacing, TheSlowestDirectoryOfAHostSetsThePaceForAllWorkers) {
    SharedHost scene;
    std::vector<TimePoint> visits;
    for (int tick = 0; tick < 200; ++tick) {
        for (const auto* worker : {"w1", "w2"})
            for (const auto& leased : scene.claim(2, worker)) {
                visits.push_back(scene.clock.now());
                EXPECT_TRUE(scene.finish(leased.fence, Verdict::accepted).has_value());
            }
        scene.clock.advance(100ms);
    }
    ASSERT_EQ(visits.size(), 4U);
    for (std::size_t i = 1; i < visits.size(); ++i) EXPECT_EQ(visits[i] - visits[i - 1], Duration(3s)) << i;
}

TEST(HostPacing, APausedDirectoryOfAHostStillCountsButAnInactiveOneDoesNot) {
    SharedHost scene;
    scene.script("UPDATE directories SET paused = TRUE WHERE name = 'dir-01'");
    EXPECT_EQ(scene.claim(2).size(), 1U);
    scene.clock.advance(2s);
    EXPECT_TRUE(scene.claim(2).empty());
    scene.script("UPDATE directories SET active = FALSE WHERE name = 'dir-01'");
    scene.clock.advance(1s);
    EXPECT_EQ(scene.claim(2).size(), 1U);
    scene.clock.advance(1s);
    EXPECT_TRUE(scene.claim(2).empty()) << "nothing is left of dir-00";
}

TEST(HostPacing, F25ARetryAfterStopsEveryWorkerAtTheHost) {
    SharedHost scene;
    const auto leased = scene.claim(1);
    ASSERT_EQ(leased.size(), 1U);
    auto outcome = SharedHost::outcome(Verdict::unreachable);
    outcome.retry_after = 60s;
    EXPECT_TRUE(scene.finish(leased[0].fence, outcome).has_value());
    scene.clock.advance(59s);
    EXPECT_TRUE(scene.claim(4, "w2").empty());
    scene.clock.advance(1s);
    EXPECT_EQ(scene.claim(4, "w2").size(), 1U);
}

TEST(HostPacing, AShorterPauseDoesNotShortenALongerOne) {
    Scene scene;
    scene.write([&](Tx& tx) -> Result<void> {
        pause_host(tx, "h.example", scene.clock.now() + 60s);
        pause_host(tx, "h.example", scene.clock.now() + 5s);
        return {};
    });
    EXPECT_EQ(scene.text("SELECT next_at FROM host_slots WHERE host = 'h.example'"),
              format_time(scene.clock.now() + 60s));
}

TEST(HostPacing, ACrawlDelayIsTheLeastPauseUntilItIsTakenBack) {
    SharedHost scene;
    auto outcome = SharedHost::outcome(Verdict::accepted);
    outcome.crawl_delay = 10s;
    EXPECT_TRUE(scene.finish(scene.claim(1).at(0).fence, outcome).has_value());
    scene.clock.advance(3s);
    const auto second = scene.claim(1); // the first visit did not know of it yet
    ASSERT_EQ(second.size(), 1U);
    scene.clock.advance(9999ms);
    EXPECT_TRUE(scene.claim(1).empty());
    scene.clock.advance(1ms);
    const auto third = scene.claim(1);
    ASSERT_EQ(third.size(), 1U);
    outcome.crawl_delay = Duration{0};
    EXPECT_TRUE(scene.finish(third[0].fence, outcome).has_value());
    const auto pause = scene.write(
        [](Tx& tx) -> Result<Duration> { return host_pause(tx, "shared.example", Duration{0}, 1); });
    EXPECT_EQ(pause, Duration(3s));
}

TEST(FinishAttempt, KeepsAFoundSubmissionPageAndSaysSo) {
    Scene scene;
    scene.add_directories(1);
    const auto job = scene.begun_job();
    auto outcome = Scene::outcome(Verdict::accepted);
    outcome.found_url = "https://www.dir-00.example/add";
    EXPECT_TRUE(scene.finish(scene.claim().at(0).fence, outcome).has_value());
    EXPECT_EQ(scene.text("SELECT submission_url || ' ' || host FROM directories"),
              "https://www.dir-00.example/add dir-00.example");
    EXPECT_EQ(scene.events(job, "dir-00"), "submitting,form_found,submitted");
    EXPECT_EQ(scene.text("SELECT action FROM audit_log"), "directory.submission_url");
}

TEST(FinishAttempt, AQuestionToAPersonIsNoSilentFailure) {
    Scene scene;
    scene.add_directories(1);
    const auto job = scene.begun_job();
    auto outcome = Scene::outcome(Verdict::blocked);
    outcome.ask_person = "dir-00 forbids programs: submit by hand";
    EXPECT_EQ(scene.finish(scene.claim().at(0).fence, outcome).value(), SubmissionStatus::action_required);
    EXPECT_EQ(scene.result(job, "verdict"), "blocked");
    EXPECT_EQ(scene.text("SELECT kind || ': ' || summary FROM action_items"),
              "blocked: dir-00 forbids programs: submit by hand");
}

} // namespace
} // namespace bolt::store
