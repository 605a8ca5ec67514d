#include "tests/submit/hostile.hpp"

/// What an attempt learns about a directory's form, and what the next one makes of it.
namespace bolt::submit::testing {
namespace {

class Recipes : public HostilePages {
  protected:
    store::AttemptOutcome submit_with(const store::RecipeReport& learnt) {
        auto attempt = attempt_at("hostile", url());
        store::RecipeRow recipe;
        recipe.version = 3;
        recipe.fingerprint = learnt.fingerprint;
        recipe.plan = learnt.plan;
        attempt.recipe = recipe;
        return lane_.submit(attempt, marks_);
    }
};

TEST_F(Recipes, AnUnchangedFormIsFilledByItsRecipe) {
    const auto first = submit();
    EXPECT_EQ(first.recipe.version_used, 0);
    ASSERT_FALSE(first.recipe.fingerprint.empty()) << log_of(first);
    EXPECT_EQ(json::serialize(first.recipe.plan).find("Joe"), std::string::npos)
        << "a recipe holds no values";
    const auto second = submit_with(first.recipe);
    EXPECT_EQ(second.verdict, Verdict::pending_review) << log_of(second);
    EXPECT_EQ(second.recipe.version_used, 3);
    EXPECT_EQ(second.recipe.version_drifted, 0);
    EXPECT_EQ(second.recipe.fingerprint, first.recipe.fingerprint);
    EXPECT_EQ(second.payload, first.payload);
}

TEST_F(Recipes, AChangedFormIsAnalysedAnew) {
    const auto first = submit();
    form_.replace(form_.find("name=\"city\""), 11, "name=\"town\"");
    const auto second = submit_with(first.recipe);
    EXPECT_EQ(second.verdict, Verdict::pending_review) << log_of(second);
    EXPECT_EQ(second.recipe.version_used, 0);
    EXPECT_EQ(second.recipe.version_drifted, 3);
    EXPECT_NE(second.recipe.fingerprint, first.recipe.fingerprint);
    EXPECT_THAT(log_of(second), ::testing::HasSubstr("has changed since recipe 3"));
}

TEST_F(Recipes, EveryPartOfAWizardIsReplayed) {
    form_ = kWizard;
    const auto first = submit();
    const auto second = submit_with(first.recipe);
    EXPECT_EQ(second.verdict, Verdict::pending_review) << log_of(second);
    EXPECT_EQ(second.recipe.version_used, 3);
    EXPECT_EQ(second.recipe.version_drifted, 0) << log_of(second);
}

TEST_F(Recipes, ABrokenRecipeDoesNoHarm) {
    store::RecipeReport broken;
    broken.plan = {{"parts", 7}};
    const auto outcome = submit_with(broken);
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
}

} // namespace
} // namespace bolt::submit::testing
