#include "submit/form_health.hpp"

#include "forms/recipe.hpp"
#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::submit {
namespace {

using namespace forms::testing;
using ::testing::HasSubstr;
using Kind = store::CanaryLook::Kind;

ProbeReport report_of(std::initializer_list<json::object> more) {
    json::array controls{control("text", "company", "Business name", {{"required", true}}),
                         control("tel", "phone", "Phone"), control("email", "mail", "E-mail"),
                         control("textarea", "about", "Description")};
    for (const auto& each : more) controls.push_back(each);
    json::object send{{"selector", "#send"},
                      {"tag", "button"},
                      {"type", "submit"},
                      {"text", "Submit listing"},
                      {"visible", true}};
    json::object form{{"selector", "#form"}, {"method", "post"},     {"heading", "Add your business"},
                      {"visible", true},     {"controls", controls}, {"buttons", {send}}};
    ProbeReport report;
    report.status = 200;
    report.model = page_of(
        json::value{{"url", "http://list.example/add"}, {"title", "Add your business"}, {"forms", {form}}});
    report.choice = forms::choose_form(report.model);
    return report;
}

forms::Recipe recipe_of(const ProbeReport& report) {
    auto part = forms::make_recipe_part(report.model.forms[0], report.choice);
    part.seen = part.fingerprint;
    return {{std::move(part)}};
}

std::optional<store::RecipeRow> row_of(const forms::Recipe& recipe) {
    store::RecipeRow row;
    row.version = 1;
    row.fingerprint = recipe.fingerprint();
    row.plan = forms::write_recipe(recipe);
    return row;
}

store::CanaryLook judge(const ProbeReport& report, const forms::Recipe& recipe, bool despite = false) {
    return judge_form(report, row_of(recipe), harbor_light(), despite);
}

const auto fax = control("text", "fax", "Fax number");
const auto charter = control("text", "charter_no", "Guild charter number", {{"required", true}});

TEST(FormHealth, TheRecipesFormIsTheSame) {
    const auto recipe = recipe_of(report_of({}));
    const auto look = judge(report_of({}), recipe);
    EXPECT_EQ(look.kind, Kind::same);
    EXPECT_EQ(look.fingerprint, recipe.fingerprint());
}

TEST(FormHealth, AnotherFormThatCanBeFilledBringsItsRecipe) {
    const auto look = judge(report_of({fax}), recipe_of(report_of({})));
    ASSERT_EQ(look.kind, Kind::fillable) << look.reason;
    EXPECT_EQ(look.fingerprint, recipe_of(report_of({fax})).fingerprint());
    const auto kept = forms::read_recipe(look.plan);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->parts.at(0).fields.size(), 5u);
    EXPECT_TRUE(forms::replay(*kept, report_of({fax}).model, report_of({fax}).choice));
}

TEST(FormHealth, WhatCannotBeFilledIsNamed) {
    const auto look = judge(report_of({charter}), recipe_of(report_of({})));
    EXPECT_EQ(look.kind, Kind::puzzling);
    EXPECT_THAT(look.reason, HasSubstr("Guild charter number"));
    EXPECT_TRUE(look.plan.empty());
    EXPECT_EQ(look.fingerprint, recipe_of(report_of({charter})).fingerprint());
}

TEST(FormHealth, LaterPartsOfAFormAreTakenOver) {
    auto recipe = recipe_of(report_of({}));
    recipe.parts.push_back(recipe_of(report_of({charter})).parts[0]);
    const auto look = judge(report_of({fax}), recipe);
    const auto kept = forms::read_recipe(look.plan);
    ASSERT_TRUE(kept);
    ASSERT_EQ(kept->parts.size(), 2u);
    EXPECT_EQ(kept->parts[1].fingerprint, recipe.parts[1].fingerprint);
    EXPECT_EQ(look.fingerprint, kept->fingerprint());
}

TEST(FormHealth, APageWithoutItsFormSaysNothingOfTheRecipe) {
    const auto recipe = recipe_of(report_of({}));
    auto gone = report_of({});
    gone.model.forms.clear();
    gone.choice = forms::choose_form(gone.model);
    EXPECT_EQ(judge(gone, recipe).kind, Kind::unseen);
    auto broken = report_of({charter});
    broken.status = 503;
    EXPECT_EQ(judge(broken, recipe).kind, Kind::failed);
    auto bare = report_of({charter});
    bare.unstyled = true;
    EXPECT_EQ(judge(bare, recipe).kind, Kind::failed);
    auto refused = report_of({charter});
    refused.robots = "robots.txt says no";
    EXPECT_EQ(judge(refused, recipe).kind, Kind::forbidden);
    EXPECT_EQ(judge(refused, recipe, true).kind, Kind::puzzling);
}

TEST(FormHealth, AFormThatGrowsWhileItIsFilledIsComparedWithHowItIsSeenFirst) {
    auto recipe = recipe_of(report_of({fax})); // sent with one more field
    EXPECT_EQ(judge(report_of({}), recipe).kind, Kind::fillable);
    recipe.parts[0].seen = recipe_of(report_of({})).parts[0].fingerprint;
    const auto same = judge(report_of({}), recipe);
    EXPECT_EQ(same.kind, Kind::same);
    EXPECT_EQ(same.fingerprint, recipe.fingerprint());
    recipe.parts[0].seen.clear();
    EXPECT_EQ(judge(report_of({}), recipe).kind, Kind::unseen) << "nobody knows whether it changed";
}

TEST(FormHealth, AFormWithoutARecipeToCompareIsJudgedByItself) {
    EXPECT_EQ(judge_form(report_of({}), std::nullopt, harbor_light(), false).kind, Kind::fillable);
    EXPECT_EQ(judge_form(report_of({charter}), std::nullopt, harbor_light(), false).kind, Kind::puzzling);
}

} // namespace
} // namespace bolt::submit
