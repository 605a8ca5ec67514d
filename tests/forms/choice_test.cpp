// Which form of a page choose_form() takes: on every labelled page, and on pages of other kinds (README.md).
#include "forms/choose.hpp"
#include "forms/labelled_page.hpp"

#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

using labelled::LabelledPage;

// The form with the most labelled controls is the one that lists a business.
std::size_t wanted_form(const LabelledPage& page) {
    std::size_t best = 0;
    std::ptrdiff_t most = -1;
    for (std::size_t i = 0; i < page.page.forms.size(); ++i) {
        const auto labelled = std::ranges::count_if(page.page.forms[i].controls, [](const Control& control) {
            return labelled::target(control) != "none";
        });
        if (labelled > most) {
            most = labelled;
            best = i;
        }
    }
    return best;
}

void expect_submission(const LabelledPage& page) {
    const auto choice = choose_form(page.page);
    EXPECT_EQ(choice.kind, PageKind::submission) << page.name << ": " << choice.reason;
    if (choice.kind == PageKind::submission) EXPECT_EQ(choice.form, wanted_form(page)) << page.name;
}

TEST(FormChoice, FindsTheListingFormOfEveryLabelledPage) {
    int several = 0;
    for (const auto* folder : {"tests/forms/train", "tests/forms/held_out"})
        for (const auto& page : labelled::read_pages(folder)) {
            several += page.page.forms.size() > 1 ? 1 : 0;
            if (page.name != "en-contact-decoy") expect_submission(page);
        }
    EXPECT_GE(several, 12);
}

// A page's name starts with its kind.
TEST(FormChoice, TellsPagesOfOtherKinds) {
    const std::pair<std::string_view, PageKind> kinds[] = {
        {"no_form-", PageKind::no_form}, {"login-", PageKind::login},     {"payment-", PageKind::payment},
        {"captcha-", PageKind::captcha}, {"blocked-", PageKind::blocked},
    };
    int other = 0;
    int submission = 0;
    for (const auto& page : labelled::read_pages("tests/forms/other")) {
        if (page.name.starts_with("submission-")) {
            ++submission;
            expect_submission(page);
        }
        for (const auto& [prefix, kind] : kinds) {
            if (!page.name.starts_with(prefix)) continue;
            ++other;
            const auto choice = choose_form(page.page);
            EXPECT_EQ(static_cast<int>(choice.kind), static_cast<int>(kind))
                << page.name << ": " << choice.reason;
        }
    }
    EXPECT_GE(other, 20);
    EXPECT_GE(submission, 6);
}

} // namespace
} // namespace bolt::forms
