#include "forms/classify.hpp"

#include "forms/choose.hpp"
#include "forms/plan.hpp"
#include "forms/testing.hpp"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <set>

namespace bolt::forms {
namespace {

using namespace testing;
using enum Meaning;

// The words of site.json where they are wider than one meaning.
bool fits(const std::string& wanted, const Classified& found, const Control& control) {
    const auto meaning = std::string(to_string(found.meaning));
    const auto is = [&](std::initializer_list<std::string_view> any) {
        return std::ranges::find(any, meaning) != any.end();
    };
    if (wanted == "street") return is({"address_line1"});
    if (wanted == "contact_name") return is({"contact_full_name"});
    if (wanted == "hours") return meaning.starts_with("hours_");
    if (wanted == "trap") return found.meaning == trap || !control.operable();
    if (wanted == "newsletter") return is({"newsletter", "email"});
    if (wanted == "none") return is({"none", "search", "address_line2", "coupon", "message"});
    return wanted == meaning || wanted == meaning + ":" + found.detail;
}

// Every control of every practice site, as the real browser showed it, means what the site's own description
// says.
TEST(Classify, AgreesWithEveryPracticeSite) {
    std::set<std::string> sites;
    int controls = 0;
    for (const auto& file : std::filesystem::directory_iterator("src/forms/testdata")) {
        if (file.path().extension() != ".json") continue;
        const auto name = file.path().stem().string();
        const auto site = name.substr(0, name.rfind('-'));
        sites.insert(site);
        const auto wanted = load_json("playground/sites/" + site + "/site.json").at("controls").as_object();
        const auto page = load_page(name);
        for (const auto& form : page.forms)
            for (const auto& each : classify(form)) {
                const auto& control = form.controls[each.control];
                const auto* meaning = wanted.if_contains(control.name);
                if (meaning == nullptr) continue;
                ++controls;
                EXPECT_TRUE(fits(std::string(meaning->as_string()), each, control))
                    << name << ": " << control.name << " (" << control.labels.best() << ") should be "
                    << meaning->as_string().c_str() << ", is " << to_string(each.meaning) << ' '
                    << each.detail << ' ' << each.confidence << ": " << each.reason;
            }
    }
    EXPECT_GE(sites.size(), 14u);
    EXPECT_GE(controls, 170);
}

std::vector<std::string> meanings(const Page& page) {
    std::vector<std::string> out;
    for (const auto& each : classify(page.forms.at(0)))
        out.push_back(std::string(to_string(each.meaning)) + (each.detail.empty() ? "" : ":" + each.detail));
    return out;
}

TEST(Classify, ReadsABareNameByItsNeighbours) {
    EXPECT_THAT(meanings(page_with({control("text", "a", "Name"), control("text", "b", "Street")})),
                ::testing::ElementsAre("business_name", "address_full"));
    EXPECT_THAT(meanings(page_with({control("text", "a", "Company name"), control("text", "b", "Name")})),
                ::testing::ElementsAre("business_name", "contact_full_name"));
    EXPECT_THAT(meanings(page_with({control("text", "a", "Company"), control("text", "b", "Name"),
                                    control("text", "c", "Last name")})),
                ::testing::ElementsAre("business_name", "contact_first_name", "contact_last_name"));
    EXPECT_THAT(meanings(page_with({control("text", "a", "Title"), control("textarea", "b", "Text")})),
                ::testing::ElementsAre("business_name", "description"));
}

TEST(Classify, NeedsNoNamesOrIds) {
    // 12 % of the fields of real directories have neither: only labels, texts before them and placeholders
    // are left.
    json::object bare{{"selector", "p > input"},
                      {"tag", "input"},
                      {"type", "text"},
                      {"labels", {{"previous", "Phone number:"}}}};
    json::object example{{"selector", "p > input + input"},
                         {"tag", "input"},
                         {"type", "text"},
                         {"labels", {{"placeholder", "Your website"}}}};
    EXPECT_THAT(meanings(page_with({bare, example})), ::testing::ElementsAre("phone", "website"));
}

TEST(Classify, TrustsTheLabelMoreThanTheName) {
    EXPECT_THAT(meanings(page_with({control("text", "company", "Company website"),
                                    control("text", "name", "Business phone")})),
                ::testing::ElementsAre("website", "phone"));
}

TEST(Classify, KnowsListsByTheirOptions) {
    const auto states = options({"", "Alabama", "Alaska", "Arizona", "Texas", "Utah", "Ohio", "Iowa"});
    const auto countries = options({"", "Germany", "France", "Spain", "Italy", "Austria", "Poland"});
    EXPECT_THAT(meanings(page_with({control("text", "n", "Business name"),
                                    control("select-one", "x1", "", {{"options", states}}),
                                    control("select-one", "x2", "", {{"options", countries}})})),
                ::testing::ElementsAre("business_name", "state", "country"));
}

TEST(Classify, ReadsAnHoursGrid) {
    const auto cell = [](std::string_view type, std::string_view name, std::string_view day,
                         std::string_view column) {
        return control(type, name, "", {{"labels", {{"cell", day}, {"column", column}}}});
    };
    EXPECT_THAT(meanings(page_with(
                    {control("text", "n", "Business name"), cell("time", "h1", "Monday", "Opens"),
                     cell("time", "h2", "Monday", "Closes"), cell("checkbox", "h3", "Monday", "Closed"),
                     cell("time", "h4", "Dienstag", ""), cell("time", "h5", "Dienstag", "")})),
                ::testing::ElementsAre("business_name", "hours_open:mon", "hours_close:mon",
                                       "hours_closed:mon", "hours_open:tue", "hours_close:tue"));
    // "sa" is Saturday or the start of "state": no word about opening, no hours.
    EXPECT_THAT(meanings(page_with({control("text", "sa", "State"), control("text", "we", "Website")})),
                ::testing::ElementsAre("state", "website"));
}

TEST(Classify, TellsConsentsApart) {
    EXPECT_THAT(meanings(page_with({control("checkbox", "a", "I agree to the terms of use"),
                                    control("checkbox", "b", "Send me news and special offers"),
                                    control("checkbox", "c", "Ich akzeptiere die AGB"),
                                    control("checkbox", "d", "Newsletter abonnieren")})),
                ::testing::ElementsAre("terms", "newsletter", "terms", "newsletter"));
}

TEST(Classify, NeverTakesATrapForAField) {
    auto honey = control("text", "company_website", "Company website",
                         {{"honeypotScore", 4}, {"hiddenReasons", {"offscreen"}}});
    EXPECT_THAT(
        meanings(page_with({control("text", "n", "Business name"), honey, control("url", "w", "Homepage")})),
        ::testing::ElementsAre("business_name", "trap", "website"));
}

TEST(Classify, KeepsSecondOnesApart) {
    EXPECT_THAT(meanings(page_with({control("email", "e1", "E-mail"), control("email", "e2", "Repeat e-mail"),
                                    control("text", "a1", "Address"), control("text", "a2", "Address"),
                                    control("text", "c", "City")})),
                ::testing::ElementsAre("email", "email_confirm", "address_line1", "address_line2", "city"));
    const auto list = options({"", "Food", "Health", "Cars", "Law", "Pets"});
    EXPECT_THAT(meanings(page_with({control("select-one", "c1", "Category", {{"options", list}}),
                                    control("select-one", "c2", "Category", {{"options", list}})})),
                ::testing::ElementsAre("category", "subcategory"));
}

TEST(Classify, LeavesTheUnknownAlone) {
    EXPECT_THAT(meanings(page_with(
                    {control("text", "n", "Business name"), control("text", "q7", "Favourite colour"),
                     control("date", "d", "Date of birth"), control("color", "c", "Business colour")})),
                ::testing::ElementsAre("business_name", "none", "none", "none"));
}

} // namespace
} // namespace bolt::forms
