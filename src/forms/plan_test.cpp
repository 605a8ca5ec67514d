#include "forms/plan.hpp"

#include "forms/opening_hours.hpp"
#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Plan plan_for(const Page& page, const BusinessProfile& profile = harbor_light(),
              const PlanOptions& options = {"Example", ""}) {
    auto plan = make_plan(page, profile, options);
    if (!plan) ADD_FAILURE() << plan.error().message;
    return plan.value_or(Plan{});
}

const Step* step_for(const Plan& plan, std::string_view selector) {
    const auto found = std::ranges::find(plan.steps, selector, &Step::selector);
    return found == plan.steps.end() ? nullptr : &*found;
}
std::string value_in(const Plan& plan, std::string_view selector) {
    const auto* step = step_for(plan, selector);
    return step == nullptr ? "(no step)" : step->value;
}

TEST(MakePlan, FillsAPlainForm) {
    const auto plan = plan_for(load_page("bistro-list-1"), harbor_light(),
                               {"BistroList", "http://bistro-list.localhost:8090/add-listing"});
    EXPECT_EQ(plan.steps.front().action, Action::goto_);
    EXPECT_EQ(value_in(plan, "#rn"), "Harbor Light Cafe");
    EXPECT_EQ(value_in(plan, "#cu"), "Coffee shop");
    EXPECT_EQ(value_in(plan, "#em"), "hello@harborlight.example");
    EXPECT_EQ(value_in(plan, "#st"), "12 Canal Street");
    EXPECT_EQ(value_in(plan, "#sa"), "TX");
    EXPECT_EQ(value_in(plan, "#zi"), "78701");
    EXPECT_EQ(value_in(plan, "#ab"), harbor_light().description);
    for (const auto& step : plan.steps) {
        EXPECT_EQ(step.selector.find("newsletter"), std::string::npos)
            << "the newsletter form is another form";
        EXPECT_NE(step.meaning, Meaning::search);
    }
    ASSERT_NE(plan.sending(), nullptr);
    EXPECT_EQ(plan.sending()->purpose, Purpose::submit);
    EXPECT_EQ(plan.sending()->label, "Add my restaurant");
    EXPECT_TRUE(plan.complete());
    EXPECT_EQ(plan.captcha, "possible");
}

TEST(MakePlan, FormatsAsTheFormWants) {
    const auto plan = plan_for(load_page("trade-index-1"));
    EXPECT_EQ(value_in(plan, "#tel"), "512-555-0142") << "the placeholder shows the form of the number";
    EXPECT_EQ(value_in(plan, "#trade"), "Food and beverage");
    EXPECT_EQ(value_in(plan, "#contact_person"), "Ana Diaz");
    EXPECT_EQ(step_for(plan, "#accept_terms")->action, Action::check);
    EXPECT_EQ(step_for(plan, "#address2"), nullptr) << "the profile has no second line";
    const auto own = plan_for(
        page_with({control("text", "b", "Business name"),
                   control("tel", "p", "Phone", {{"pattern", "[0-9]{10}"}}),
                   control("text", "s", "State", {{"maxLength", 2}}), control("text", "c", "City"),
                   control("text", "co", "Country"), control("text", "cc", "Country", {{"maxLength", 2}}),
                   control("textarea", "d", "Description", {{"maxLength", 80}}),
                   control("text", "h", "Opening hours"), control("text", "i", "Instagram"),
                   control("text", "f", "Facebook")}),
        [] {
            auto profile = harbor_light();
            profile.state = "Texas";
            return profile;
        }());
    EXPECT_EQ(value_in(own, "#p"), "5125550142");
    EXPECT_EQ(value_in(own, "#s"), "TX");
    EXPECT_EQ(value_in(own, "#co"), "United States");
    EXPECT_EQ(value_in(own, "#d"), "A neighbourhood cafe with fresh bread, slow coffee and a quiet garden.");
    EXPECT_EQ(value_in(own, "#h"),
              "Mon-Thu 08:00-18:00; Fri 08:00-24:00; Sat 09:00-12:00, 13:00-14:00; Sun closed");
    EXPECT_EQ(value_in(own, "#i"), "https://instagram.com/harborlight");
    EXPECT_EQ(value_in(own, "#f"), "(no step)") << "the profile has no Facebook page";
}

TEST(MakePlan, FillsAnHoursGrid) {
    const auto plan = plan_for(load_page("city-pages-1"));
    const auto closes = std::ranges::find_if(
        plan.steps, [](const Step& step) { return step.meaning == Meaning::hours_closed; });
    ASSERT_NE(closes, plan.steps.end());
    EXPECT_EQ(closes->detail, "sun");
    EXPECT_EQ(closes->action, Action::check);
    int opens = 0;
    for (const auto& step : plan.steps) opens += step.meaning == Meaning::hours_open ? 1 : 0;
    EXPECT_EQ(opens, 6) << "six days are open";
    const auto saturday = std::ranges::find_if(plan.steps, [](const Step& step) {
        return step.meaning == Meaning::hours_close && step.detail == "sat";
    });
    ASSERT_NE(saturday, plan.steps.end());
    EXPECT_THAT(saturday->label, HasSubstr("2")) << "closes at 2 pm, after the break";
}

TEST(MakePlan, WaitsForListsThatDependOnOthers) {
    const auto plan = plan_for(load_page("city-pages-1"));
    EXPECT_TRUE(plan.plan_again) << "the subcategory comes after the category";
    EXPECT_FALSE(plan.complete());
    const auto chosen =
        page_with({control("text", "b", "Business name", {{"value", "Harbor Light Cafe"}}),
                   control("select-one", "c", "Category",
                           {{"options", {{{"value", "7"}, {"label", "Coffee shops"}, {"selected", true}}}}}),
                   control("select-one", "s", "Subcategory",
                           {{"required", true}, {"options", options({"", "Bakeries", "Espresso bars"})}})});
    const auto second = plan_for(chosen);
    EXPECT_FALSE(second.plan_again);
    EXPECT_EQ(step_for(second, "#b"), nullptr) << "it holds its value already";
    EXPECT_EQ(step_for(second, "#c"), nullptr);
    EXPECT_NE(step_for(second, "#s"), nullptr);
    EXPECT_TRUE(second.complete());
}

TEST(MakePlan, NeverTouchesTrapsAndHiddenFields) {
    const auto page = load_page("safe-list-1");
    const auto plan = plan_for(page);
    for (const auto& form : page.forms)
        for (const auto& control : form.controls)
            if (!control.operable()) {
                EXPECT_EQ(step_for(plan, control.selector), nullptr) << control.name;
            }
    EXPECT_NE(step_for(plan, "#site_url"), nullptr);
    EXPECT_TRUE(plan.complete());
}

TEST(MakePlan, ReportsWhatItCannotFill) {
    auto profile = harbor_light();
    profile.contact_first_name = profile.contact_last_name = "";
    const auto plan = plan_for(
        page_with({control("text", "b", "Business name"),
                   control("text", "o", "Owner's full name", {{"required", true}}),
                   control("text", "y", "Year founded", {{"required", true}}),
                   control("text", "x", "Favourite colour", {{"required", true}}),
                   control("text", "z", "Favourite animal"), control("text", "c", "City *"),
                   control("file", "l", "Logo", {{"required", true}}),
                   control("textarea", "d", "Description", {{"minLength", 500}, {"required", true}})}),
        profile);
    std::vector<std::string> unfilled;
    for (const auto& each : plan.unfilled) unfilled.push_back(each.selector);
    EXPECT_THAT(unfilled, ElementsAre("#o", "#y", "#x", "#l", "#d"));
    for (const auto& each : plan.unfilled) EXPECT_FALSE(each.reason.empty());
    EXPECT_FALSE(plan.complete());
    EXPECT_TRUE(step_for(plan, "#c")->required);
}

TEST(MakePlan, MarksCaptchas) {
    const auto plan = plan_for(load_page("robot-check-1"));
    EXPECT_EQ(plan.captcha, "present");
    EXPECT_FALSE(plan.complete());
}

TEST(MakePlan, LeadsThroughAWizard) {
    const auto first = plan_for(load_page("biz-steps-1"));
    ASSERT_NE(first.sending(), nullptr);
    EXPECT_EQ(first.sending()->purpose, Purpose::next);
    const auto last = plan_for(load_page("biz-steps-3"));
    ASSERT_NE(last.sending(), nullptr);
    EXPECT_EQ(last.sending()->purpose, Purpose::submit);
    EXPECT_EQ(last.steps.size(), 1u);
}

TEST(MakePlan, ChoosesTheButtonThatSends) {
    auto page = page_with({control("text", "b", "Business name"), control("text", "c", "City")});
    auto& buttons = page.forms[0].buttons;
    const auto button = [](const char* selector, const char* type, const char* text, bool visible = true) {
        return Button{selector, "button", type, "", text, visible, false};
    };
    buttons = {button("#hidden", "submit", "Submit", false), button("#preview", "submit", "Preview"),
               button("#go", "submit", "Add listing"),       button("#reset", "reset", "Reset"),
               button("#map", "button", "Search on map"),    button("#draft", "submit", "Save as draft")};
    EXPECT_EQ(plan_for(page).sending()->selector, "#go");
    buttons = {button("#preview", "submit", "Preview")};
    ASSERT_NE(plan_for(page).sending(), nullptr) << "the listing is sent from the page that shows it";
    EXPECT_EQ(plan_for(page).sending()->purpose, Purpose::next);
    buttons = {button("#reset", "reset", "Reset"), button("#map", "button", "Search on map")};
    EXPECT_EQ(plan_for(page).sending(), nullptr);
    EXPECT_FALSE(plan_for(page).complete());
}

TEST(MakePlan, ChoosesAmongRadioButtonsAndBoxes) {
    const auto radio = [](std::string_view value, std::string_view label) {
        return control(
            "radio", "type", label,
            {{"selector", "#" + std::string(value)}, {"value", value}, {"labels", {{"legend", "Category"}}}});
    };
    const auto plan = plan_for(
        page_with({control("text", "b", "Business name"), control("text", "c", "City"),
                   radio("plumb", "Plumber"), radio("coffee", "Coffee house"), radio("other", "Other"),
                   control("checkbox", "n", "Newsletter", {{"checked", true}}),
                   control("checkbox", "t", "I accept the terms")}));
    EXPECT_EQ(step_for(plan, "#plumb"), nullptr);
    ASSERT_NE(step_for(plan, "#coffee"), nullptr);
    EXPECT_EQ(step_for(plan, "#coffee")->action, Action::check);
    EXPECT_EQ(step_for(plan, "#n")->action, Action::uncheck) << "a box ticked in advance for advertising";
    EXPECT_EQ(step_for(plan, "#t")->action, Action::check);
}

TEST(MakePlan, SplitsStreetAndNumberWhereAskedApart) {
    const auto page = page_with({control("text", "b", "Firmenname"),
                                 control("text", "s",
                                         "Stra\xC3\x9F"
                                         "e"),
                                 control("text", "n", "Hausnummer"), control("text", "o", "Ort")});
    auto profile = harbor_light();
    profile.address = "Lange Gasse 12a";
    const auto plan = plan_for(page, profile);
    EXPECT_EQ(value_in(plan, "#s"), "Lange Gasse");
    EXPECT_EQ(value_in(plan, "#n"), "12a");
}

TEST(MakePlan, RefusesAPageWithoutAForm) {
    const auto plan = make_plan(load_page("members-only-1"), harbor_light(), {});
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().code, ErrorCode::not_found);
    EXPECT_FALSE(plan.error().message.empty());
}

TEST(PlanJson, RoundTripsAndHasTheOldShape) {
    const auto plan = plan_for(load_page("trade-index-1"), harbor_light(),
                               {"TradeIndex", "http://trade-index.localhost:8090/register"});
    const json::value written = write_plan(plan);
    EXPECT_EQ(written.at("plan").at(0).at("action"), "goto");
    EXPECT_EQ(written.at("constraints").at("rateLimitMs"), 1500);
    EXPECT_EQ(written.at("constraints").at("captcha"), "possible");
    EXPECT_EQ(written.at("idempotency_factors").at("name"), "Harbor Light Cafe");
    EXPECT_EQ(written.at("idempotency_factors").at("dir"), "TradeIndex");
    const auto read = read_plan(written);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(json::value(write_plan(*read)), written);
    EXPECT_EQ(read->sending()->purpose, Purpose::submit);
}

TEST(PlanJson, RefusesWhatIsNoPlan) {
    const auto problem = [](const char* text) {
        const auto plan = read_plan(parse_json(text).value());
        return plan ? std::string("no problem") : plan.error().message;
    };
    EXPECT_EQ(problem(R"({"plan":[]})"), "no problem");
    EXPECT_THAT(problem("[]"), HasSubstr("JSON object"));
    EXPECT_THAT(problem("{}"), HasSubstr("plan: is missing"));
    EXPECT_THAT(problem(R"({"plan":[{"action":"explode","selector":"#a"}]})"), HasSubstr("plan[0].action"));
    EXPECT_THAT(problem(R"({"plan":[{"action":"fill"}]})"), HasSubstr("plan[0].selector"));
    EXPECT_THAT(problem(R"({"plan":[{"action":"goto","url":"file:///etc/passwd"}]})"),
                HasSubstr("plan[0].url"));
    EXPECT_THAT(problem(R"({"plan":[{"action":"fill","selector":"#a","value":3}]})"),
                HasSubstr("plan[0].value"));
    EXPECT_THAT(problem(R"({"plan":[{"action":"fill","selector":"#a","meaning":"soul"}]})"),
                HasSubstr("meaning"));
    EXPECT_THAT(problem(R"({"plan":{}})"), HasSubstr("plan"));
}

TEST(ReadBack, ComparesWhatMatters) {
    Step text;
    text.expected = "Harbor  Light";
    EXPECT_TRUE(matches_expected(text, "harbor light", false));
    EXPECT_FALSE(matches_expected(text, "harbor", false));
    Step phone;
    phone.meaning = Meaning::phone;
    phone.expected = "+1 512-555-0142";
    EXPECT_TRUE(matches_expected(phone, "(512) 555-0142", false));
    EXPECT_FALSE(matches_expected(phone, "(512) 555-0143", false));
    EXPECT_FALSE(matches_expected(phone, "", false));
    Step site;
    site.meaning = Meaning::website;
    site.expected = "https://harborlight.example";
    EXPECT_TRUE(matches_expected(site, "harborlight.example/", false));
    EXPECT_FALSE(matches_expected(site, "", false));
    Step box;
    box.action = Action::check;
    EXPECT_TRUE(matches_expected(box, "on", true));
    EXPECT_FALSE(matches_expected(box, "on", false));
    box.action = Action::uncheck;
    EXPECT_TRUE(matches_expected(box, "on", false));
    EXPECT_TRUE(matches_expected(Step{}, "anything", false));
}

TEST(OpeningHours, FindTheDay) {
    EXPECT_EQ(day_in("hours[tue][open]"), "tue");
    EXPECT_EQ(day_in("Mittwoch"), "wed");
    EXPECT_EQ(day_in("Mon - Fri"), "");
    EXPECT_EQ(day_in("Monday morning, Monday evening"), "mon");
    EXPECT_EQ(day_in("sunny"), "");
    EXPECT_EQ(write_hours({}), "");
}

} // namespace
} // namespace bolt::forms
