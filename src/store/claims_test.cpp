#include "store/test_scene.hpp"

#include <set>
#include <thread>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

TEST(Claims, EightThreadsLeaseEachSubmissionExactlyOnce) {
    Scene scene;
    scene.add_directories(40);
    for (int i = 0; i < 5; ++i) scene.begun_job(fmt::format("c{}@example.com", i));
    std::vector<std::thread> threads;
    std::vector<std::vector<LeasedAttempt>> got(8);
    for (std::size_t t = 0; t < got.size(); ++t)
        threads.emplace_back([&, t] {
            for (;;) {
                auto some = scene.claim(3, fmt::format("w{}", t));
                if (some.empty()) return;
                std::ranges::move(some, std::back_inserter(got[t]));
            }
        });
    for (auto& thread : threads) thread.join();
    std::set<std::string> results;
    std::set<std::int64_t> fences;
    std::size_t total = 0;
    for (const auto& each : got)
        for (const auto& leased : each) {
            ++total;
            results.insert(leased.submission.id);
            fences.insert(leased.fence);
        }
    EXPECT_EQ(total, 200u);
    EXPECT_EQ(results.size(), 200u);
    EXPECT_EQ(fences.size(), 200u);
    EXPECT_EQ(scene.number("SELECT count(*) FROM job_results WHERE status = 'submitting'"), 200);
}

TEST(Claims, AHostIsVisitedOnceInItsPacingByWhomever) {
    Scene scene;
    scene.add_directories(2, 1000);
    scene.begun_job("a@example.com");
    scene.begun_job("b@example.com");
    EXPECT_EQ(scene.claim(10, "w1").size(), 2u) << "one for each host";
    EXPECT_TRUE(scene.claim(10, "w2").empty());
    EXPECT_EQ(*scene.write([](Tx& tx) { return next_due(tx); }), scene.clock.now() + 1s);
    scene.clock.advance(999ms);
    EXPECT_TRUE(scene.claim(10, "w2").empty());
    scene.clock.advance(1ms);
    EXPECT_EQ(scene.claim(10, "w2").size(), 2u);
    EXPECT_FALSE(scene.write([](Tx& tx) { return next_due(tx); }));
}

TEST(Claims, ThePackageScalesThePacing) {
    Scene scene;
    scene.add_directories(1, 1000);
    scene.begin(scene.add_job("a@example.com", 4, "starter"));
    scene.begin(scene.add_job("b@example.com", 4, "starter"));
    ClaimRequest request;
    request.worker_id = "w1";
    request.pacing_factor = {{"starter", 1.5}};
    const auto claim = [&] {
        return scene.write([&](Tx& tx) { return claim_attempts(tx, scene.platform, request); }).size();
    };
    EXPECT_EQ(claim(), 1u);
    scene.clock.advance(1499ms);
    EXPECT_EQ(claim(), 0u);
    scene.clock.advance(1ms);
    EXPECT_EQ(claim(), 1u);
}

TEST(Claims, TwoDirectoriesOfOneHostShareItsSlot) {
    Scene scene;
    scene.add_directories(2, 1000);
    scene.script("UPDATE directories SET host = 'shared.example'");
    scene.begun_job();
    EXPECT_EQ(scene.claim(10).size(), 1u);
    scene.clock.advance(1s);
    EXPECT_EQ(scene.claim(10).size(), 1u);
}

TEST(Claims, F24PriorityGoesFirst) {
    Scene scene;
    scene.add_directories(3);
    scene.begun_job("starter@example.com", 4);
    const auto enterprise = scene.begun_job("enterprise@example.com", 1);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(scene.claim(1).at(0).job.id, enterprise) << i;
    EXPECT_NE(scene.claim(1).at(0).job.id, enterprise);
}

TEST(Claims, F23ASmallCustomerDoesNotWaitBehindABigOne) {
    Scene scene;
    scene.add_directories(6);
    for (int i = 0; i < 10; ++i) scene.begun_job("agency@example.com");
    scene.clock.advance(1min);
    const auto small = scene.begun_job("small@example.com");
    // The agency's rows are the oldest of every directory; still, one of two goes to the other customer.
    const auto leased = scene.claim(4);
    ASSERT_EQ(leased.size(), 4u);
    EXPECT_EQ(std::ranges::count_if(leased, [&](const auto& each) { return each.job.id == small; }), 2);
    // Across calls as well.
    const auto more = scene.claim(1).at(0).job.id == small ? 1 : 0;
    EXPECT_EQ(more + (scene.claim(1).at(0).job.id == small ? 1 : 0), 1);
}

TEST(Claims, OldestFirstWithinACustomer) {
    Scene scene;
    scene.add_directories(1);
    const auto first = scene.begun_job("a@example.com");
    scene.clock.advance(1s);
    const auto second = scene.begun_job("b@example.com");
    EXPECT_EQ(scene.claim(1).at(0).job.id, first);
    EXPECT_EQ(scene.claim(1).at(0).job.id, second);
}

TEST(Claims, PausedAndEndedJobsAndDirectoriesAreLeftAlone) {
    Scene scene;
    scene.add_directories(2);
    const auto paused = scene.begun_job("a@example.com");
    const auto cancelled = scene.begun_job("b@example.com");
    scene.script("UPDATE jobs SET paused = TRUE WHERE id = '" + paused + "'");
    scene.script("UPDATE jobs SET status = 'cancelled' WHERE id = '" + cancelled + "'");
    EXPECT_TRUE(scene.claim(10).empty());
    EXPECT_FALSE(scene.write([](Tx& tx) { return next_due(tx); }));
    scene.script(
        "UPDATE jobs SET paused = FALSE; UPDATE directories SET paused = TRUE WHERE name = 'dir-00'");
    const auto leased = scene.claim(10);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_EQ(leased[0].directory.name, "dir-01");
    scene.script("UPDATE directories SET paused = FALSE, active = FALSE");
    EXPECT_TRUE(scene.claim(10).empty());
}

TEST(Claims, ALeaseIsExtendedOnlyByItsHolder) {
    Scene scene;
    scene.add_directories(2);
    scene.begun_job();
    const auto leased = scene.claim(2);
    const std::vector<std::int64_t> fences{leased.at(0).fence, leased.at(1).fence, 999};
    const auto extend = [&](const std::string& worker) {
        return scene.write([&](Tx& tx) {
            return extend_leases(tx, scene.clock.now(), worker, fences, std::chrono::seconds{30});
        });
    };
    EXPECT_TRUE(extend("thief").empty());
    EXPECT_EQ(extend("w1"), (std::vector<std::int64_t>{fences[0], fences[1]}));
    ASSERT_TRUE(scene.finish(fences[0], Verdict::accepted));
    EXPECT_EQ(extend("w1"), (std::vector<std::int64_t>{fences[1]}));
    scene.clock.advance(29s);
    EXPECT_EQ(scene.reclaim(), 0);
    EXPECT_EQ(extend("w1").size(), 1u);
    scene.clock.advance(29s);
    EXPECT_EQ(scene.reclaim(), 0) << "the extension did not count";
    scene.clock.advance(1s);
    EXPECT_EQ(scene.reclaim(), 1);
    EXPECT_TRUE(extend("w1").empty());
}

// 100,000 waiting submissions; most hosts are busy.
TEST(Claims, StayFastWithAHundredThousandWaiting) {
    Scene scene;
    scene.add_directories(100, 60'000);
    scene.script("INSERT INTO customers (customer_id) WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + "
                 "1 FROM n WHERE "
                 "i < 999) SELECT 'c' || i FROM n");
    scene.script("INSERT INTO jobs (customer_id, status) SELECT id, 'in_progress' FROM customers");
    scene.script("INSERT INTO job_results (job_id, directory_name, idempotency_key, next_attempt_at) "
                 "SELECT j.id, d.name, j.id || d.name, '2020-01-01T00:00:00.000000+00:00' "
                 "FROM jobs j, directories d");
    ASSERT_EQ(scene.number("SELECT count(*) FROM job_results WHERE status = 'pending'"), 100'000);
    ASSERT_EQ(scene.claim(90).size(), 90u);
    const auto spent = [&](auto function) {
        const auto before = std::clock();
        function();
        return 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    };
    // CPU time, generous for builds without optimisation and with sanitizers; the point is that no claim
    // looks at every row: that takes seconds there.
    EXPECT_LT(spent([&] { EXPECT_EQ(scene.claim(1).size(), 1u); }), 100);
    EXPECT_EQ(scene.claim(100).size(), 9u);
    EXPECT_LT(spent([&] { EXPECT_TRUE(scene.claim(10).empty()); }), 100);
    EXPECT_LT(spent([&] { EXPECT_TRUE(scene.write([](Tx& tx) { return next_due(tx); })); }), 100);
}

} // namespace
} // namespace bolt::store
