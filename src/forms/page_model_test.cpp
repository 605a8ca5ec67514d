#include "forms/page_model.hpp"

#include "base/encoding.hpp"
#include "forms/scripts.hpp"
#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;
using ::testing::HasSubstr;

std::string problem(const std::string& snapshot) {
    const auto page = read_page(parse_json(snapshot).value());
    return page ? "no problem" : page.error().message;
}

TEST(ReadPage, ReadsWhatTheBrowserSaw) {
    const auto page = load_page("trade-index-1");
    EXPECT_EQ(page.language, "en");
    const auto form =
        std::ranges::max_element(page.forms, {}, [](const Form& each) { return each.controls.size(); });
    ASSERT_GE(form->controls.size(), 13u);
    EXPECT_EQ(form->method, "post");
    const auto trade = std::ranges::find(form->controls, "trade", &Control::name);
    ASSERT_NE(trade, form->controls.end());
    EXPECT_EQ(trade->kind, ControlKind::select);
    EXPECT_EQ(trade->selector, "#trade");
    EXPECT_EQ(trade->labels.legend, "Company");
    EXPECT_THAT(trade->labels.for_, HasSubstr("Trade"));
    EXPECT_GE(trade->options.size(), 10u);
    EXPECT_TRUE(trade->operable());
}

TEST(ReadPage, SeesTrapsOfTheRealBrowser) {
    const auto page = load_page("safe-list-1");
    std::map<std::string, const Control*> controls;
    for (const auto& form : page.forms)
        for (const auto& control : form.controls) controls[control.name] = &control;
    for (const char* trap : {"email2", "fax_number", "address_line_2"}) {
        ASSERT_TRUE(controls.contains(trap)) << trap;
        EXPECT_FALSE(controls[trap]->operable()) << trap;
    }
    EXPECT_TRUE(controls["email"]->operable());
    EXPECT_TRUE(controls["street"]->operable());
    EXPECT_EQ(controls["street"]->honeypot_score, 0);
}

TEST(ReadPage, NamesTheFirstProblem) {
    EXPECT_THAT(problem("[]"), HasSubstr("no object"));
    EXPECT_THAT(problem(R"({"url":3})"), HasSubstr("url: must be text"));
    EXPECT_THAT(problem(R"({"forms":{}})"), HasSubstr("forms: must be a list"));
    EXPECT_THAT(problem(R"({"forms":[3]})"), HasSubstr("forms[0]"));
    EXPECT_THAT(problem(R"({"forms":[{"controls":[{"selector":"#a"},{"selector":"#b","maxLength":"x"}]}]})"),
                HasSubstr("forms[0].controls[1].maxLength"));
    EXPECT_THAT(problem(R"({"forms":[{"controls":[{"name":"a"}]}]})"), HasSubstr("selector: is missing"));
    EXPECT_THAT(problem(R"({"forms":[{"controls":[{"selector":"#a","labels":[]}]}]})"), HasSubstr("labels"));
    EXPECT_THAT(problem(R"({"captchas":[1]})"), HasSubstr("captchas"));
    EXPECT_EQ(problem("{}"), "no problem");
}

TEST(ReadPage, BoundsWhatALyingPageSends) {
    json::array controls;
    for (int i = 0; i < 5000; ++i) controls.push_back({{"selector", "#a"}});
    EXPECT_FALSE(read_page(json::value{{"forms", {{{"controls", controls}}}}}).has_value());
    const std::string huge(3'000'000, 'x');
    const auto page = page_of(json::value{{"title", huge + "\x01"}, {"url", huge}});
    EXPECT_LT(page.title.size(), 2000u);
    EXPECT_LT(page.url.size(), 10'000u);
    std::string wide;
    for (int i = 0; i < 5000; ++i) wide += "\xF0\x9F\x98\x80";
    const auto cut = page_of(json::value{{"title", "x" + wide}}).title;
    EXPECT_TRUE(is_utf8(cut));
    EXPECT_EQ(cut.find("\xEF\xBF\xBD"), std::string::npos) << "a character was cut in two";
    const auto odd = page_of(json::value{
        {"forms",
         {{{"controls",
            {{{"selector", "#a"}, {"maxLength", -900}, {"honeypotScore", 1e9}, {"type", "made-up"}}}}}}}});
    EXPECT_EQ(odd.forms[0].controls[0].max_length, -1);
    EXPECT_EQ(odd.forms[0].controls[0].kind, ControlKind::custom);
}

TEST(ReadState, ReadsAndBounds) {
    const auto state = read_state(load_json("src/forms/testdata/answers/trade-index.json").at("before"));
    ASSERT_TRUE(state.has_value()) << state.error().message;
    EXPECT_TRUE(state->form_present);
    EXPECT_EQ(state->fields.at(0).value, "Harbor Light Cafe");
    EXPECT_FALSE(state->lines.empty());
    EXPECT_FALSE(read_state(json::value{{"fields", {1}}}).has_value());
    EXPECT_FALSE(read_state(json::value{{"formPresent", "yes"}}).has_value());
    EXPECT_FALSE(read_state(json::value(3)).has_value());
}

TEST(Scripts, AreFunctionExpressions) {
    for (const auto script : {extract_script(), state_script()}) {
        EXPECT_TRUE(script.starts_with("(asked) => {"));
        EXPECT_TRUE(script.ends_with("}"));
        EXPECT_THAT(std::string(script), HasSubstr("use strict"));
        EXPECT_LT(script.size(), 60'000u);
    }
    EXPECT_NE(extract_script(), state_script());
}

} // namespace
} // namespace bolt::forms
