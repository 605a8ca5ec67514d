#pragma once
// What every implementation of the orchestrator port must do, as tests. An implementation joins with
//     INSTANTIATE_TEST_SUITE_P(Name, FlowConformance, testing::Values(FlowFactory{...}));
#include "base/test_loop.hpp"
#include "flow/test_flow_world.hpp"
#include "store/jobs.hpp"

#include <gtest/gtest.h>
#include <set>

namespace bolt::flow {

struct FlowFactory {
    std::string name;
    std::function<std::unique_ptr<FlowWorld>(TestLoop&)> make;
    /// A waiting worker has its run, or the end of its wait, within this; longer where somebody else's server
    /// is asked in between.
    Duration wakes_within = std::chrono::seconds{1};
};
inline void PrintTo(const FlowFactory& factory, std::ostream* out) { *out << factory.name; }

/// Of one call, with another's server on a busy machine.
inline constexpr std::chrono::seconds kCallMax{60};

class FlowConformance : public testing::TestWithParam<FlowFactory> {
  protected:
    void SetUp() override { world = GetParam().make(loop); }
    void TearDown() override { world.reset(); }

    flow::Run start(const std::string& job_id, const std::string& key, int priority = 4) {
        auto run = loop.run(world->flow().start({job_id, key, priority, {{"package_size", 3}}}), kCallMax);
        if (!run) throw std::runtime_error(run.error().message);
        return *run;
    }
    std::optional<flow::Run> claim(Duration wait = std::chrono::seconds{10}) {
        auto run = loop.run(world->other().claim("worker-1", wait), kCallMax);
        if (!run) throw std::runtime_error(run.error().message);
        return *run;
    }

    std::string job_status(const std::string& job_id) {
        auto job =
            world->database().read_blocking([&](store::Tx& tx) { return store::find_job(tx, job_id); });
        return std::string(to_string(job.value().status));
    }
    /// Runs `steps` while the orchestrator attends to its runs.
    void attended(const std::function<void()>& steps) {
        StopToken stop(loop.clock);
        bool ended = false;
        spawn(loop.platform.executor, "attend", [&]() -> Async<void> {
            co_await world->flow().attend(stop);
            ended = true;
        });
        steps();
        stop.request();
        EXPECT_TRUE(loop.run_until([&] { return ended; }));
    }
    bool until_shown(const std::string& run_id, const std::string& state) {
        for (int looks = 0; looks < 200; ++looks) {
            if (world->shown(run_id) == state) return true;
            loop.run_until([] { return false; }, std::chrono::milliseconds{100});
        }
        return false;
    }

    TestLoop loop;
    std::unique_ptr<FlowWorld> world;
};

TEST_P(FlowConformance, AStartedRunIsServedOnceWithItsParameters) {
    const auto job = world->new_job();
    const auto started = start(job, job);
    EXPECT_TRUE(started.created);
    EXPECT_EQ(started.job_id, job);
    const auto served = claim();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->id, started.id);
    EXPECT_EQ(served->job_id, job);
    EXPECT_EQ(get_int(served->parameters, "package_size"), 3);
    EXPECT_FALSE(claim(Duration{0}));
}

TEST_P(FlowConformance, TheSameKeyStartsOneRun) {
    const auto job = world->new_job();
    const auto first = start(job, job);
    const auto second = start(job, job);
    EXPECT_TRUE(first.created);
    EXPECT_FALSE(second.created);
    EXPECT_EQ(second.id, first.id);
    EXPECT_TRUE(claim());
    EXPECT_FALSE(start(job, job).created);
    EXPECT_FALSE(claim(Duration{0}));
}

TEST_P(FlowConformance, AnotherKeyOfTheSameJobStartsAnotherRun) {
    const auto job = world->new_job();
    const auto first = start(job, job);
    const auto retry = start(job, job + ":1");
    EXPECT_TRUE(retry.created);
    EXPECT_NE(retry.id, first.id);
}

TEST_P(FlowConformance, FiftyStartsAtOnceMakeOneRun) {
    const auto job = world->new_job();
    int created = 0, answered = 0;
    const auto one = [&](Orchestrator& flow) -> Async<void> {
        auto run = co_await flow.start({job, job, 4, {}});
        EXPECT_TRUE(run) << run.error().message;
        created += run && run->created ? 1 : 0;
        ++answered;
    };
    for (int i = 0; i < 50; ++i) {
        auto& flow = i % 2 == 0 ? world->flow() : world->other();
        spawn(loop.platform.executor, "start", [&one, &flow] { return one(flow); });
    }
    ASSERT_TRUE(loop.run_until([&] { return answered == 50; }));
    EXPECT_EQ(created, 1);
}

TEST_P(FlowConformance, LowerPriorityNumbersAreServedFirst) {
    std::vector<std::string> jobs;
    for (const int priority : {4, 2, 3, 1}) {
        jobs.push_back(world->new_job());
        start(jobs.back(), jobs.back(), priority);
    }
    std::vector<std::string> served;
    for (int i = 0; i < 4; ++i) served.push_back(claim().value().job_id);
    EXPECT_EQ(served, (std::vector{jobs[3], jobs[1], jobs[2], jobs[0]}));
}

TEST_P(FlowConformance, WakesAWaitingWorkerAtOnce) {
    std::optional<Duration> served;
    spawn(loop.platform.executor, "worker", [&]() -> Async<void> {
        auto run = co_await world->other().claim("worker-1", std::chrono::seconds{20});
        EXPECT_TRUE(run && *run);
        served = loop.clock.monotonic();
    });
    loop.run_until([] { return false; }, std::chrono::milliseconds{50});
    ASSERT_FALSE(served);
    const auto job = world->new_job();
    const auto started = loop.clock.monotonic();
    start(job, job);
    ASSERT_TRUE(loop.run_until([&] { return served.has_value(); }, std::chrono::seconds{19}));
    EXPECT_LT(*served - started, GetParam().wakes_within);
}

TEST_P(FlowConformance, AnEmptyClaimEndsWhenItsWaitIsOverOrWhenWoken) {
    const auto started = loop.clock.monotonic();
    EXPECT_FALSE(claim(std::chrono::milliseconds{50}));
    EXPECT_GE(loop.clock.monotonic() - started, std::chrono::milliseconds{50});
    bool ended = false;
    spawn(loop.platform.executor, "worker", [&]() -> Async<void> {
        auto run = co_await world->flow().claim("worker-1", std::chrono::seconds{20});
        ended = run && !*run;
    });
    loop.run_until([] { return false; }, std::chrono::milliseconds{30});
    world->flow().wake();
    EXPECT_TRUE(loop.run_until([&] { return ended; },
                               std::chrono::ceil<std::chrono::milliseconds>(GetParam().wakes_within) +
                                   std::chrono::seconds{2}));
}

TEST_P(FlowConformance, TwoWorkersNeverServeTheSameRun) {
    for (int i = 0; i < 20; ++i) {
        const auto job = world->new_job();
        start(job, job);
    }
    std::multiset<std::string> served;
    int running = 0;
    const auto work = [&](Orchestrator& flow) -> Async<void> {
        for (;;) {
            auto run = co_await flow.claim("worker", Duration{0});
            if (!run || !*run) break;
            served.insert((*run)->id);
        }
        --running;
    };
    for (auto* flow : {&world->flow(), &world->other()}) {
        ++running;
        spawn(loop.platform.executor, "worker", [&work, flow] { return work(*flow); });
    }
    ASSERT_TRUE(loop.run_until([&] { return running == 0; }));
    EXPECT_EQ(served.size(), 20U);
    EXPECT_EQ(std::set<std::string>(served.begin(), served.end()).size(), 20U);
}

TEST_P(FlowConformance, ARunIsShownUntilItsJobHasEnded) {
    const auto job = world->new_job();
    const auto run = start(job, job);
    EXPECT_EQ(world->shown(run.id), "scheduled");
    attended([&] {
        ASSERT_TRUE(claim());
        EXPECT_TRUE(until_shown(run.id, "running"));
        // There is no directory: the job ends at once.
        ASSERT_TRUE(world->database().write_blocking(
            [&](store::Tx& tx) { return store::begin_job(tx, loop.platform, job, 5, "worker-1"); }));
        EXPECT_TRUE(until_shown(run.id, "failed"));
    });
}

TEST_P(FlowConformance, ARunThatIsCancelledCancelsItsJob) {
    const auto waiting_job = world->new_job(), running_job = world->new_job();
    const auto running = start(running_job, running_job);
    ASSERT_TRUE(claim());
    const auto waiting = start(waiting_job, waiting_job);
    attended([&] {
        world->cancel(waiting.id);
        world->cancel(running.id);
        ASSERT_TRUE(loop.run_until([&] {
            return job_status(waiting_job) == "cancelled" && job_status(running_job) == "cancelled";
        }));
        EXPECT_TRUE(until_shown(waiting.id, "cancelled"));
        EXPECT_TRUE(until_shown(running.id, "cancelled"));
    });
    EXPECT_FALSE(claim(Duration{0}));
}

} // namespace bolt::flow
