#include "forms/choose.hpp"

#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;

TEST(ChooseForm, FindsTheListingFormOnEveryPracticeSite) {
    const std::pair<const char*, const char*> sites[] = {{"bistro-list-1", "restaurant_name"},
                                                         {"biz-steps-1", "biz_title"},
                                                         {"biz-steps-2", "addr_line"},
                                                         {"branchenbuch-1", "firma"},
                                                         {"city-pages-1", "listing[title]"},
                                                         {"gold-listing-1", "company_facebook"},
                                                         {"local-review-1", ""},
                                                         {"mail-mapp-1", ""},
                                                         {"nearby-hub-1", "contact.phone"},
                                                         {"only-once-1", "entry"},
                                                         {"robot-check-1", ""},
                                                         {"safe-list-1", "site_url"},
                                                         {"shaky-pages-1", "url"},
                                                         {"trade-index-1", "company"}};
    for (const auto& [name, control] : sites) {
        const auto page = load_page(name);
        const auto choice = choose_form(page);
        ASSERT_EQ(choice.kind, PageKind::submission) << name << ": " << choice.reason;
        const auto& form = page.forms.at(choice.form);
        EXPECT_EQ(choice.meaning.size(), form.controls.size());
        if (*control != '\0') {
            EXPECT_NE(std::ranges::find(form.controls, control, &Control::name), form.controls.end()) << name;
        }
    }
}

TEST(ChooseForm, KnowsTheLastPageOfAWizard) {
    const auto page = load_page("biz-steps-3");
    const auto choice = choose_form(page);
    EXPECT_EQ(choice.kind, PageKind::submission) << choice.reason;
    EXPECT_FALSE(page.forms.at(choice.form).buttons.empty());
}

TEST(ChooseForm, TellsALoginWall) {
    const auto choice = choose_form(load_page("members-only-1"));
    EXPECT_EQ(choice.kind, PageKind::login) << choice.reason;
    EXPECT_EQ(verdict_of(choice.kind), Verdict::needs_login);
}

TEST(ChooseForm, PassesOverOtherForms) {
    const auto search = page_with({control("search", "q", "Search")}, "Find a business", "Search");
    const auto newsletter = page_with({control("email", "e", "Your e-mail")}, "Newsletter", "Subscribe");
    const auto contact = page_with({control("text", "n", "Your name"), control("email", "e", "Your e-mail"),
                                    control("textarea", "m", "Your message")},
                                   "Contact us", "Send");
    const auto login = page_with({control("text", "u", "Username"), control("password", "p", "Password")},
                                 "Log in", "Log in");
    for (const auto* page : {&search, &newsletter, &contact})
        EXPECT_EQ(choose_form(*page).kind, PageKind::no_form) << page->title;
    EXPECT_EQ(choose_form(login).kind, PageKind::login);
    EXPECT_EQ(choose_form(Page{}).kind, PageKind::no_form);
}

TEST(ChooseForm, TakesTheBestOfSeveral) {
    auto page = page_with({control("search", "q", "Search")}, "Find", "Search");
    const auto listing = page_with({control("text", "b", "Business name"), control("text", "s", "Street"),
                                    control("text", "c", "City"), control("textarea", "d", "Description")});
    page.forms.push_back(listing.forms[0]);
    EXPECT_EQ(choose_form(page).form, 1u);
}

TEST(ChooseForm, TellsWalls) {
    Page captcha;
    captcha.title = "Just a moment...";
    EXPECT_EQ(choose_form(captcha).kind, PageKind::captcha);
    Page denied;
    denied.headings = {"Access denied"};
    EXPECT_EQ(choose_form(denied).kind, PageKind::blocked);
    Page fee;
    fee.lines = {"Choose your plan to continue"};
    EXPECT_EQ(choose_form(fee).kind, PageKind::payment);
    const auto card = page_with({control("text", "cc", "Card number"), control("text", "cvc", "CVC"),
                                 control("text", "b", "Business name"), control("text", "c", "City")},
                                "Pay the listing fee", "Pay");
    EXPECT_EQ(choose_form(card).kind, PageKind::payment);
    EXPECT_EQ(verdict_of(PageKind::no_form), Verdict::unknown);
    EXPECT_EQ(verdict_of(PageKind::blocked), Verdict::blocked);
}

} // namespace
} // namespace bolt::forms
