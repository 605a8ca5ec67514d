#pragma once
// What every implementation of the orchestrator port must do, as tests. An implementation joins with
//     INSTANTIATE_TEST_SUITE_P(Name, FlowConformance, testing::Values(FlowFactory{...}));
#include "base/test_loop.hpp"
#include "flow/orchestrator.hpp"

#include <gtest/gtest.h>
#include <set>

namespace bolt::flow {

/// An orchestrator without runs and what it stands on.
struct FlowWorld {
    virtual ~FlowWorld() = default;
    virtual Orchestrator& flow() = 0;
    /// The same orchestrator as another worker sees it.
    virtual Orchestrator& other() = 0;
    /// The id of a fresh job that runs can be started for.
    virtual std::string new_job() = 0;
};

struct FlowFactory {
    std::string name;
    std::function<std::unique_ptr<FlowWorld>(TestLoop&)> make;
};
inline void PrintTo(const FlowFactory& factory, std::ostream* out) { *out << factory.name; }

class FlowConformance : public testing::TestWithParam<FlowFactory> {
  protected:
    void SetUp() override { world = GetParam().make(loop); }
    void TearDown() override { world.reset(); }

    flow::Run start(const std::string& job_id, const std::string& key, int priority = 4) {
        auto run = loop.run(world->flow().start({job_id, key, priority, {{"package_size", 3}}}));
        if (!run) throw std::runtime_error(run.error().message);
        return *run;
    }
    std::optional<flow::Run> claim(Duration wait = std::chrono::seconds{10}) {
        auto run = loop.run(world->other().claim("worker-1", wait));
        if (!run) throw std::runtime_error(run.error().message);
        return *run;
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
        EXPECT_TRUE(run);
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
    ASSERT_TRUE(loop.run_until([&] { return served.has_value(); }, std::chrono::seconds{5}));
    EXPECT_LT(*served - started, std::chrono::seconds{1});
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
    EXPECT_TRUE(loop.run_until([&] { return ended; }, std::chrono::seconds{3}));
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

} // namespace bolt::flow
