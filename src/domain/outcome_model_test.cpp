#include "domain/outcome_model.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

using Count = OutcomeModel::Count;

DirectoryTraits open_site() { return {false, false, true, "local"}; }

TEST(EvidenceDecay, HalvesEveryHalfLife) {
    const auto now = TimePoint(std::chrono::sys_days{std::chrono::year{2027} / 3 / 1});
    const double then = evidence_weight(now - kHalfLife);
    const auto counted = as_of({then, 2 * then}, now);
    EXPECT_NEAR(counted.successes, 0.5, 1e-9);
    EXPECT_NEAR(counted.trials, 1.0, 1e-9);
    // A century of weights still fits a double.
    EXPECT_TRUE(std::isfinite(evidence_weight(now + std::chrono::hours{24 * 365 * 100})));
}

TEST(OutcomeModel, KnowsNothingAndSaysSo) {
    const OutcomeModel model({{"a", open_site()}}, {});
    const auto estimate = model.estimate("a", {});
    EXPECT_NEAR(estimate.probability, catalog_prior(open_site()), 1e-9);
    EXPECT_EQ(estimate.trials, 0);
    EXPECT_DOUBLE_EQ(estimate.borrowed, 1);
    EXPECT_LT(estimate.low, 0.2);
    EXPECT_GT(estimate.high, 0.9);
    EXPECT_LT(model.estimate("never heard of", {}).probability, 0.5);
}

TEST(OutcomeModel, OwnHistoryOutweighsTheFamily) {
    const OutcomeModel model({{"good", open_site()}, {"bad", open_site()}, {"new", open_site()}},
                             {{"good", "all", "", {48, 50}}, {"bad", "all", "", {1, 50}}});
    const auto good = model.estimate("good", {}), bad = model.estimate("bad", {}),
               fresh = model.estimate("new", {});
    EXPECT_GT(good.probability, 0.85);
    EXPECT_LT(bad.probability, 0.12);
    EXPECT_GT(fresh.probability, 0.4);
    EXPECT_LT(fresh.probability, 0.6);
    EXPECT_LT(good.high - good.low, 0.2);
    EXPECT_GT(fresh.high - fresh.low, 0.4);
    EXPECT_LT(good.borrowed, 0.15);
}

TEST(OutcomeModel, FewTrialsMoveLittle) {
    const OutcomeModel model({{"a", open_site()}}, {{"a", "all", "", {0, 1}}});
    EXPECT_GT(model.estimate("a", {}).probability, 0.3);
}

TEST(OutcomeModel, ALevelMovesItsOwnSubmissionsOnly) {
    const OutcomeModel model(
        {{"a", open_site()}},
        {{"a", "all", "", {50, 100}}, {"a", "country", "DE", {0, 40}}, {"a", "country", "US", {50, 60}}});
    OutcomeQuestion german, american, other;
    german.country = "DE";
    american.country = "US";
    other.country = "FR";
    EXPECT_LT(model.estimate("a", german).probability, 0.2);
    EXPECT_GT(model.estimate("a", american).probability, 0.7);
    EXPECT_NEAR(model.estimate("a", other).probability, 0.5, 0.02);
}

TEST(OutcomeModel, LevelsAreBounded) {
    EXPECT_EQ(category_level("  Bars & Restaurants "), "bars-restaurants");
    EXPECT_LE(category_level(std::string(500, 'x')).size(), 40u);
    EXPECT_EQ(category_level(""), "");
}

TEST(ExpectedOutcome, ColdStartIsWideAndHistoryNarrowsIt) {
    std::map<std::string, DirectoryTraits> directories;
    std::vector<Count> counts;
    for (int i = 0; i < 100; ++i) {
        directories.emplace(std::to_string(i), open_site());
        counts.push_back({std::to_string(i), "all", "", {30, 50}});
    }
    const auto sum = [&](const OutcomeModel& model) {
        std::vector<Estimate> all;
        for (const auto& [name, traits] : directories) all.push_back(model.estimate(name, {}));
        return sum_of(all);
    };
    const auto cold = sum(OutcomeModel(directories, {})), warm = sum(OutcomeModel(directories, counts));
    EXPECT_NEAR(cold.expected, 60, 1e-6);
    EXPECT_NEAR(warm.expected, 60, 1);
    EXPECT_FALSE(cold.from_history);
    EXPECT_TRUE(warm.from_history);
    EXPECT_GT(cold.high - cold.low, 50); // the catalog's figures may be wrong for all of them at once
    EXPECT_LT(warm.high - warm.low, 30);
}

} // namespace
} // namespace bolt
