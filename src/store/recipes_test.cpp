#include "store/recipes.hpp"

#include "store/peek.hpp"
#include "store/test_scene.hpp"

#include <gtest/gtest.h>

namespace bolt::store {
namespace {

struct Recipes : ::testing::Test, Scene {
    Recipes() { add_directories(1); }
    /// One attempt of a new job at dir-00 that ends like this.
    void attempt(Verdict verdict, RecipeReport report) {
        begun_job(fmt::format("n{}@example.com", ++count_));
        const auto leased = claim();
        ASSERT_EQ(leased.size(), 1u);
        auto ended = outcome(verdict);
        ended.recipe = std::move(report);
        write([&](Tx& tx) { return finish_attempt(tx, platform, leased[0].fence, ended, {}); });
    }
    std::optional<RecipeRow> active() {
        return write([&](Tx& tx) { return active_recipe(tx, "dir-00"); });
    }
    static RecipeReport learnt(std::string fingerprint, int used = 0, int drifted = 0) {
        RecipeReport report;
        report.fingerprint = std::move(fingerprint);
        report.version_used = used;
        report.version_drifted = drifted;
        report.plan = {{"parts", json::array{}}};
        return report;
    }
    int count_ = 0;
};

TEST_F(Recipes, ASuccessIsKeptAndHandedToTheNextAttempt) {
    EXPECT_FALSE(active().has_value());
    attempt(Verdict::accepted, learnt("f1"));
    ASSERT_TRUE(active().has_value());
    EXPECT_EQ(active()->version, 1);
    begun_job("next@example.com");
    const auto leased = claim();
    ASSERT_EQ(leased.size(), 1u);
    ASSERT_TRUE(leased[0].recipe.has_value());
    EXPECT_EQ(leased[0].recipe->fingerprint, "f1");
    EXPECT_TRUE(leased[0].recipe->plan.is_object());
}

TEST_F(Recipes, TheSameFormCountsAndADriftedOneIsANewVersion) {
    attempt(Verdict::accepted, learnt("f1"));
    attempt(Verdict::pending_review, learnt("f1", 1));
    EXPECT_EQ(active()->successes, 2);
    attempt(Verdict::accepted, learnt("f2", 0, 1));
    EXPECT_EQ(active()->version, 2);
    EXPECT_EQ(active()->fingerprint, "f2");
    const auto views = write([&](Tx& tx) { return recipe_views(tx); });
    ASSERT_EQ(views.size(), 1u);
    EXPECT_EQ(views.at("dir-00").at("version").to_number<int>(), 2);
}

TEST_F(Recipes, OnlySuccessTeaches) {
    attempt(Verdict::rejected, learnt("f1"));
    attempt(Verdict::unknown, learnt("f1"));
    attempt(Verdict::needs_captcha, learnt("f1"));
    EXPECT_FALSE(active().has_value());
}

TEST_F(Recipes, ARefusedRecipeGoesOutOfForce) {
    attempt(Verdict::accepted, learnt("f1"));
    for (int i = 0; i < 3; ++i) attempt(Verdict::rejected, learnt("f1", 1));
    ASSERT_TRUE(active().has_value());
    EXPECT_EQ(active()->failures, 3);
    attempt(Verdict::rejected, learnt("f1", 1));
    EXPECT_FALSE(active().has_value());
    attempt(Verdict::accepted, learnt("f1"));
    EXPECT_EQ(active()->version, 2);
}

} // namespace
} // namespace bolt::store
