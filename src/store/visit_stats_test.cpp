#include "store/visit_stats.hpp"

#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

struct VisitStats : ::testing::Test, Scene {
    VisitStats() {
        add_directories(3);
        begin(add_job(), 3);
    }
    /// One attempt that a worker begins after `waits` and that ends so after `takes`; gives its directory.
    std::string visit(Verdict verdict, Duration waits, Duration takes, const std::string& worker = "w1") {
        clock.advance(waits);
        const auto leased = claim(1, worker);
        EXPECT_EQ(leased.size(), 1u);
        if (leased.empty()) return "";
        clock.advance(takes);
        EXPECT_TRUE(finish(leased[0].fence, verdict));
        return leased[0].submission.directory_name;
    }
    json::object chart(const VisitScope& scope = {}, std::string_view range = "1h") {
        return write([&](Tx& tx) { return visit_chart(tx, platform.now(), range, scope); });
    }
    static std::int64_t total(const json::object& chart, std::string_view end) {
        std::int64_t sum = 0;
        for (const auto& each : chart.at("series").at(end).as_array()) sum += each.as_int64();
        return sum;
    }
};

TEST_F(VisitStats, AnEndIsCountedForAllForItsDirectoryAndForItsWorker) {
    const auto first = visit(Verdict::accepted, 0s, 2s), second = visit(Verdict::rejected, 0s, 2s, "w2");
    EXPECT_EQ(total(chart(), "submitted"), 1);
    EXPECT_EQ(total(chart(), "failed"), 1);
    EXPECT_EQ(total(chart({first, ""}), "submitted"), 1);
    EXPECT_EQ(total(chart({first, ""}), "failed"), 0);
    EXPECT_EQ(total(chart({"", "w2"}), "failed"), 1);
    EXPECT_EQ(total(chart({"", "w2"}), "submitted"), 0);
    // A worker's name is none of a directory.
    EXPECT_EQ(total(chart({"w2", ""}), "failed"), 0);
    for (const auto* range : {"5m", "1h", "6h", "24h", "7d", "30d"}) {
        EXPECT_EQ(total(chart({}, range), "submitted"), 1) << range;
        EXPECT_EQ(chart({}, range).at("series").at("failed").as_array().back(), 1) << range;
    }
}

TEST_F(VisitStats, TimesAreThoseFromDueToBegunAndFromBegunToEnded) {
    visit(Verdict::accepted, 30s, 4s);
    const auto shown = chart();
    const auto &took = shown.at("took").at("all"), &waited = shown.at("waited").at("all");
    EXPECT_EQ(took.at("count"), 1);
    EXPECT_GE(took.at("p50_ms").as_int64(), 3000);
    EXPECT_LE(took.at("p95_ms").as_int64(), 5000);
    EXPECT_GE(waited.at("p50_ms").as_int64(), 15'000);
    EXPECT_LE(waited.at("p95_ms").as_int64(), 60'000);
    // Nothing ended in the older buckets: no time is not a time of nothing.
    EXPECT_TRUE(shown.at("took").at("p50_ms").as_array().front().is_null());
    EXPECT_FALSE(shown.at("took").at("p50_ms").as_array().back().is_null());
}

TEST_F(VisitStats, PercentilesLieWhereTheCountedTimesLie) {
    std::vector<Visit> visits;
    for (int i = 1; i <= 100; ++i)
        visits.push_back({.directory_name = "dir-00",
                          .worker_id = "w1",
                          .end = VisitEnd::submitted,
                          .due_at = platform.now() - std::chrono::seconds{i},
                          .started_at = platform.now() - std::chrono::seconds{i}});
    write([&](Tx& tx) -> Result<void> {
        count_visits(tx, platform.now(), visits);
        return {};
    });
    const auto shown = chart();
    const auto& took = shown.at("took").at("all");
    EXPECT_EQ(took.at("count"), 100);
    EXPECT_NEAR(took.at("p50_ms").to_number<double>(), 50'000, 3'000);
    EXPECT_NEAR(took.at("p95_ms").to_number<double>(), 95'000, 20'000);
    EXPECT_LE(shown.at("waited").at("all").at("p95_ms").as_int64(), 100);
}

TEST_F(VisitStats, ARetryAndALostWorkerAreEndsOfTheirOwn) {
    visit(Verdict::unreachable, 0s, 1s);
    EXPECT_EQ(total(chart(), "retried"), 1);
    ASSERT_EQ(claim(1, "w2").size(), 1u);
    clock.advance(31s);
    EXPECT_EQ(reclaim(), 1);
    EXPECT_EQ(total(chart(), "lost"), 1);
    EXPECT_EQ(total(chart({"", "w2"}), "lost"), 1);
    EXPECT_EQ(total(chart(), "failed"), 0);
}

TEST_F(VisitStats, WhatNoChartReachesIsRemoved) {
    visit(Verdict::accepted, 0s, 1s);
    const auto prune = [&] { return write([&](Tx& tx) { return prune_visits(tx, platform.now()); }); };
    EXPECT_EQ(prune(), 0);
    clock.advance(std::chrono::hours{24 * 32});
    EXPECT_EQ(prune(), 3);
    EXPECT_FALSE(database->read_blocking([&](Tx& tx) { return visit_chart(tx, platform.now(), "1y", {}); }));
}

} // namespace
} // namespace bolt::store
