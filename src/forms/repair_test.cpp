#include "forms/repair.hpp"

#include "forms/rewrite.hpp"
#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Rewrite, PhonesFollowTheMessage) {
    const std::string_view us = "+1 512-555-0142";
    EXPECT_EQ(rewrite_phone(us, "Use the format 555-555-5555", "US"), "512-555-0142");
    EXPECT_EQ(rewrite_phone(us, "Format: (###) ###-####", "US"), "(512) 555-0142");
    EXPECT_EQ(rewrite_phone(us, "Please enter digits only", "US"), "5125550142");
    EXPECT_EQ(rewrite_phone(us, "The phone must be 10 digits.", "US"), "5125550142");
    EXPECT_EQ(rewrite_phone(us, "The phone must be 11 digits.", "US"), "15125550142");
    EXPECT_EQ(rewrite_phone("512 555 0142", "Include the country code", "US"), "+15125550142");
    EXPECT_EQ(rewrite_phone("030 1234567", "Bitte nur Ziffern eingeben", "DE"), "301234567");
    EXPECT_NE(rewrite_phone(us, "Invalid phone", "US"), std::nullopt);
    EXPECT_EQ(rewrite_phone("", "Invalid phone", "US"), std::nullopt);
}

TEST(Rewrite, WebsitesGetOrLoseTheirScheme) {
    EXPECT_EQ(rewrite_url("https://joes.example", "Do not include http://"), "joes.example");
    EXPECT_EQ(rewrite_url("https://joes.example/", "Website ohne http:// angeben"), "joes.example");
    EXPECT_EQ(rewrite_url("joes.example", "Enter a valid URL"), "https://joes.example");
    EXPECT_EQ(rewrite_url("https://joes.example/menu", "Website must start with http://"),
              "http://joes.example/menu");
    EXPECT_EQ(rewrite_url("joes.example", "must not contain http"), std::nullopt);
}

TEST(Rewrite, TextsAreCutAndCleaned) {
    const std::string text =
        "First sentence here. Second one is longer than that. See https://joes.example now";
    EXPECT_EQ(rewrite_text(text, "Description may not be longer than 30 characters."),
              "First sentence here.");
    EXPECT_EQ(rewrite_text(text, "Between 10 and 60 characters, please"),
              "First sentence here. Second one is longer than that.");
    EXPECT_EQ(rewrite_text(text, "Maximum 4 words"), "First sentence here. Second");
    EXPECT_EQ(rewrite_text(text, "Links are not allowed"),
              "First sentence here. Second one is longer than that. See now");
    EXPECT_EQ(rewrite_text("Joe's Diner & Grill", "Special characters are not allowed"), "Joe's Diner Grill");
    EXPECT_EQ(rewrite_text(text, "Description is too short, at least 500 characters"), std::nullopt);
    EXPECT_EQ(rewrite_text(text, "This is wrong"), std::nullopt);
}

TEST(Rewrite, PostalCodes) {
    EXPECT_EQ(rewrite_postal_code("78701-1234", "Zip must be 5 digits"), "78701");
    EXPECT_EQ(rewrite_postal_code("K1A 0B1", "Invalid postal code"), "K1A0B1");
    EXPECT_EQ(rewrite_postal_code("K1A0B1", "Invalid postal code"), "K1A 0B1");
    EXPECT_EQ(rewrite_postal_code("1012AB", "Ongeldige postcode"), "1012 AB");
    EXPECT_EQ(rewrite_postal_code("78701", "Invalid"), std::nullopt);
}

struct Scene {
    Page page = page_with(
        {control("text", "listing[title]", "Business name *"), control("tel", "listing[phone]", "Phone *"),
         control("url", "listing[url]", "Website"), control("textarea", "listing[about]", "Description"),
         control("select-one", "cat", "Category",
                 {{"options", options({"", "Restaurant", "Diner", "Other"})}})});
    BusinessProfile profile;
    Plan plan;
    Judgement refused;

    Scene() {
        profile.business_name = "Joe's Diner";
        profile.phone = "+1 512-555-0142";
        profile.website = "https://joes.example";
        profile.country = "US";
        profile.description =
            "Breakfast all day. Burgers from the grill and pie that wins prizes every year.";
        profile.categories = {"Restaurant", "Diner"};
        plan = make_plan(page, profile, {.directory = "x", .url = "", .logo_file = ""}).value();
        refused.verdict = Verdict::rejected;
        refused.clearly_refused = true;
    }
    std::vector<Fix> fixes() const { return plan_repair(page.forms[0], plan, refused, profile); }
};

TEST(Repair, MapsMessagesToFieldsByLabelAndName) {
    Scene scene;
    scene.refused.field_errors = {{"Phone", "Use the format 555-555-5555"},
                                  {"about", "At most 30 characters"}};
    const auto fixes = scene.fixes();
    ASSERT_THAT(fixes, SizeIs(2));
    EXPECT_EQ(fixes[0].step.value, "512-555-0142");
    EXPECT_EQ(fixes[1].step.value, "Breakfast all day.");
    EXPECT_EQ(fixes[1].because_of, "At most 30 characters");
}

TEST(Repair, ReadsAMessageWithoutAField) {
    Scene scene;
    scene.refused.evidence = {{"message", "The phone number must have 10 digits", -1}};
    const auto fixes = scene.fixes();
    ASSERT_THAT(fixes, SizeIs(1));
    EXPECT_EQ(fixes[0].step.meaning, Meaning::phone);
    EXPECT_EQ(fixes[0].step.value, "5125550142");
}

TEST(Repair, TakesAnotherFittingChoice) {
    Scene scene;
    scene.refused.field_errors = {{"cat", "This category is closed"}};
    const auto fixes = scene.fixes();
    ASSERT_THAT(fixes, SizeIs(1));
    EXPECT_EQ(fixes[0].step.label, "Diner");
}

TEST(Repair, GivesUpWhereOneFieldCannotBeWrittenDifferently) {
    Scene scene;
    scene.refused.field_errors = {{"Phone", "Digits only"}, {"Business name", "is reserved"}};
    EXPECT_THAT(scene.fixes(), IsEmpty());
    scene.refused.field_errors = {{"Shoe size", "is required"}};
    EXPECT_THAT(scene.fixes(), IsEmpty());
}

TEST(Repair, OnlyAfterAClearRefusal) {
    Scene scene;
    scene.refused.field_errors = {{"Phone", "Digits only"}};
    EXPECT_THAT(scene.fixes(), SizeIs(1));
    scene.refused.clearly_refused = false;
    EXPECT_THAT(scene.fixes(), IsEmpty());
}

TEST(Repair, PutsTheFixesIntoANewPlan) {
    Scene scene;
    scene.refused.field_errors = {{"Phone", "Digits only"}};
    const auto fixes = scene.fixes();
    // The page came back with the old number in it and other selectors.
    auto page = scene.page;
    auto& phone = page.forms[0].controls[1];
    phone.value = "+1 512-555-0142";
    phone.selector = "#phone2";
    auto plan = make_plan(page, scene.profile, {.directory = "x", .url = "", .logo_file = ""}).value();
    const auto steps = plan.steps.size();
    EXPECT_EQ(apply_fixes(plan, page.forms[0], fixes), 1);
    EXPECT_EQ(plan.steps.size(), steps + 1);
    EXPECT_EQ(plan.steps[steps - 1].selector, "#phone2");
    EXPECT_EQ(plan.steps[steps - 1].value, "5125550142");
    EXPECT_NE(plan.sending(), nullptr);
    page.forms[0].controls.erase(page.forms[0].controls.begin() + 1);
    EXPECT_EQ(apply_fixes(plan, page.forms[0], fixes), 0);
}

} // namespace
} // namespace bolt::forms
