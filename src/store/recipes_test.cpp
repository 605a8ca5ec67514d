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

TEST_F(Recipes, AFormThatComesBackBringsItsVersionBack) {
    attempt(Verdict::accepted, learnt("f1"));
    attempt(Verdict::accepted, learnt("f2", 0, 1));
    attempt(Verdict::accepted, learnt("f1", 0, 2));
    EXPECT_EQ(active()->version, 1);
    EXPECT_EQ(active()->successes, 2);
    EXPECT_EQ(number("SELECT count(*) FROM queue_history WHERE event = 'recipe_restored'"), 1);
}

TEST_F(Recipes, AWorseVersionOfTheSameFormIsRolledBack) {
    attempt(Verdict::accepted, learnt("f1"));
    for (int i = 0; i < 4; ++i) attempt(Verdict::accepted, learnt("f1", 1));
    // Understood anew, and worse.
    write([&](Tx& tx) { return retire_recipe(tx, platform, "", "dir-00", 1, "put aside", ""); });
    auto other = learnt("f1");
    other.by_model = true;
    attempt(Verdict::accepted, other);
    EXPECT_EQ(active()->version, 2);
    for (int i = 0; i < 4; ++i) attempt(Verdict::rejected, learnt("f1", 2));
    EXPECT_EQ(active()->version, 1);
    const auto versions = write([&](Tx& tx) { return recipe_versions(tx, "dir-00"); });
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].at("source"), "model");
    EXPECT_FALSE(versions[0].at("active").as_bool());
    EXPECT_FALSE(versions[0].at("retired_reason").is_null());
    EXPECT_GT(versions[1].at("low").as_double(), 0.6);
}

TEST_F(Recipes, OneThatFillsTheFormWronglyIsPutAsideAndTheSubmissionTriedAgain) {
    attempt(Verdict::accepted, learnt("f1"));
    const auto job = begun_job("again@example.com");
    const auto leased = claim();
    ASSERT_EQ(leased.size(), 1u);
    auto ended = outcome(Verdict::rejected);
    ended.error_message = "a required field did not take its value: State";
    ended.recipe.version_used = 1;
    ASSERT_EQ(finish(leased[0].fence, ended), SubmissionStatus::pending);
    EXPECT_FALSE(active().has_value());
    EXPECT_EQ(events(job, "dir-00"), "submitting,recipe_retired,retry_scheduled");
    // Sent, it is a refusal and stays one.
    clock.advance(std::chrono::minutes{1});
    const auto second = claim();
    ASSERT_EQ(second.size(), 1u);
    ended.recipe.version_used = 0;
    ASSERT_TRUE(mark(second[0].fence));
    EXPECT_EQ(finish(second[0].fence, ended), SubmissionStatus::failed);
}

} // namespace
} // namespace bolt::store
