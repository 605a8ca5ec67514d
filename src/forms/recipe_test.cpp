#include "forms/recipe.hpp"

#include "forms/plan.hpp"
#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;

Page form_page() {
    return page_with({control("text", "t_18327", "Listing title *"), control("tel", "phone", "Phone"),
                      control("hidden", "token", "", {{"value", "a81"}}),
                      control("select-one", "cat", "Category", {{"options", options({"", "Food", "Shops"})}}),
                      control("textarea", "about", "Description")});
}

Recipe recipe_of(const Page& page) { return {{make_recipe_part(page.forms[0], choose_form(page))}}; }

TEST(Recipe, KnowsTheFormOfAnotherVisit) {
    auto page = form_page();
    const auto recipe = recipe_of(page);
    auto& controls = page.forms[0].controls;
    controls[0].name = "t_99041"; // another number, another token, one more category, values from before
    controls[2].value = "b92";
    controls[3].options.push_back({"Hotels", "Hotels", "", false, false});
    controls[1].value = "555";
    const auto choice = replay(recipe, page, choose_form(page));
    ASSERT_TRUE(choice.has_value());
    EXPECT_EQ(choice->meaning[0].meaning, Meaning::business_name);
    EXPECT_EQ(choice->meaning[1].meaning, Meaning::phone);
    EXPECT_EQ(choice->meaning[3].meaning, Meaning::category);
    EXPECT_EQ(choice->meaning[4].meaning, Meaning::description);
}

TEST(Recipe, KnowsAFormThatGrowsWhileItIsFilled) {
    const auto page = form_page();
    auto grown = form_page();
    grown.forms[0].controls.push_back(grown.forms[0].controls[1]);
    auto recipe = recipe_of(grown);
    EXPECT_FALSE(stands(recipe, page, choose_form(page)));
    recipe.parts[0].seen = form_fingerprint(page.forms[0]);
    EXPECT_TRUE(stands(recipe, page, choose_form(page)));
    EXPECT_FALSE(replay(recipe, page, choose_form(page)).has_value());
    const auto kept = read_recipe(write_recipe(recipe));
    ASSERT_TRUE(kept.has_value());
    EXPECT_EQ(kept->parts[0].seen, recipe.parts[0].seen);
    auto wall = choose_form(page);
    wall.kind = PageKind::login;
    EXPECT_FALSE(stands(recipe, page, wall));
}

TEST(Recipe, SeesEveryDrift) {
    const auto recipe = recipe_of(form_page());
    const std::vector<std::function<void(Form&)>> drifts = {
        [](Form& form) { form.controls.erase(form.controls.begin() + 1); },
        [](Form& form) { form.controls[1].name = "fax"; },
        [](Form& form) { form.controls[1].labels.for_ = "Fax"; },
        [](Form& form) { form.controls[4].kind = ControlKind::text; },
        [](Form& form) { form.controls[1].required = true; },
        [](Form& form) { std::swap(form.controls[1], form.controls[4]); },
        [](Form& form) { form.controls[3].options.resize(1); },
    };
    for (std::size_t i = 0; i < drifts.size(); ++i) {
        auto page = form_page();
        drifts[i](page.forms[0]);
        EXPECT_FALSE(replay(recipe, page, choose_form(page)).has_value()) << i;
    }
}

TEST(Recipe, ItsMeaningsDecideInsteadOfTheClassifier) {
    const auto page = form_page();
    auto recipe = recipe_of(page);
    recipe.parts[0].fields[3].meaning = Meaning::short_description; // the fourth that is not hidden: about
    recipe.parts[0].fields[3].confidence = 1;
    const auto choice = replay(recipe, page, choose_form(page));
    ASSERT_TRUE(choice.has_value());
    EXPECT_EQ(choice->meaning[4].meaning, Meaning::short_description);
}

TEST(Recipe, AWallStaysAWall) {
    const auto page = form_page();
    Choice wall;
    wall.kind = PageKind::login;
    EXPECT_FALSE(replay(recipe_of(page), page, wall).has_value());
}

TEST(Recipe, ATrapOfTodayIsNotFilled) {
    auto page = form_page();
    const auto recipe = recipe_of(page);
    page.forms[0].controls[1].honeypot_score = Control::kTrap;
    BusinessProfile profile;
    profile.business_name = "Ada";
    profile.phone = "+1 512 555 0142";
    profile.country = "US";
    const auto plan =
        make_plan(page, *replay(recipe, page, choose_form(page)), profile, {.directory = "x", .url = ""});
    for (const auto& step : plan->steps) EXPECT_NE(step.selector, "#phone");
}

TEST(Recipe, IsWrittenAndReadBackWithoutValues) {
    auto page = form_page();
    page.forms[0].controls[1].value = "secret value";
    auto recipe = recipe_of(page);
    recipe.parts.push_back(recipe.parts[0]);
    const auto text = json::serialize(write_recipe(recipe));
    EXPECT_EQ(text.find("secret"), std::string::npos);
    const auto back = read_recipe(parse_json(text).value());
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->fingerprint(), recipe.fingerprint());
    EXPECT_EQ(back->parts[1].fields[0].meaning, recipe.parts[1].fields[0].meaning);
    EXPECT_NE(recipe.fingerprint(), recipe.parts[0].fingerprint);
    for (const char* bad : {"[]", R"({"parts":[{"fields":[{"meaning":"nonsense"}]}]})", R"({"parts":7})"})
        EXPECT_FALSE(read_recipe(parse_json(bad).value()).has_value()) << bad;
}

} // namespace
} // namespace bolt::forms
