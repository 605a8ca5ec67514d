#include "forms/account_form.hpp"

#include "forms/html_page.hpp"

#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

const Credentials kMade{"joe@joesdiner.example", "joesdiner4711", "a-made-password"};

BusinessProfile joe() {
    BusinessProfile profile;
    profile.business_name = "Joe's Diner";
    profile.contact_first_name = "Joe";
    profile.contact_last_name = "Miller";
    profile.email = kMade.email;
    return profile;
}

std::string filled(const Plan& plan, std::string_view selector_part) {
    for (const auto& step : plan.steps)
        if (step.selector.find(selector_part) != std::string::npos) return step.value;
    return "nothing";
}

constexpr const char* kBoth = R"(<!doctype html><body>
<form action="/login" method="post"><input type="email" name="log_mail" required><input type="password" name="log_word" required>
<button>Log in</button></form>
<form action="/register" method="post"><label>Your name <input name="full_name"></label>
<label>Username <input name="user_login" required></label><label>E-mail <input type="email" name="mail" required></label>
<label>Password <input type="password" name="word1" required></label>
<label>Repeat password <input type="password" name="word2" required></label>
<label><input type="checkbox" name="agree" value="1" required> I accept the terms</label>
<label><input type="checkbox" name="news" value="1"> Send me the newsletter</label>
<button>Create account</button></form></body>)";

TEST(AccountForm, TellsMakingAnAccountFromLoggingIn) {
    const auto page = read_html(kBoth, "https://guide.example/in").value();
    const auto up = plan_account(page, AccountDoor::sign_up, joe(), kMade);
    ASSERT_TRUE(up) << up.error().message;
    EXPECT_TRUE(up->complete());
    EXPECT_EQ(filled(*up, "word1"), kMade.password);
    EXPECT_EQ(filled(*up, "word2"), kMade.password);
    EXPECT_EQ(filled(*up, "user_login"), kMade.username);
    EXPECT_EQ(filled(*up, "\"mail"), kMade.email);
    EXPECT_NE(filled(*up, "agree"), "nothing");
    EXPECT_EQ(filled(*up, "news"), "nothing");
    EXPECT_EQ(up->sending()->label, "Create account");
    const auto in = plan_account(page, AccountDoor::log_in, joe(), kMade);
    ASSERT_TRUE(in) << in.error().message;
    EXPECT_EQ(filled(*in, "log_mail"), kMade.email);
    EXPECT_EQ(filled(*in, "log_word"), kMade.password);
    EXPECT_EQ(filled(*in, "word1"), "nothing");
    EXPECT_EQ(in->sending()->label, "Log in");
}

TEST(AccountForm, IsNotFoundWhereNoneIs) {
    const auto page =
        read_html("<form><input name='q'><button>Search</button></form>", "https://guide.example/").value();
    EXPECT_EQ(plan_account(page, AccountDoor::sign_up, joe(), kMade).error().code, ErrorCode::not_found);
    EXPECT_EQ(plan_account(page, AccountDoor::log_in, joe(), kMade).error().code, ErrorCode::not_found);
}

TEST(AccountForm, SaysWhatItLacks) {
    const auto page =
        read_html(R"(<form method="post"><input type="email" name="mail"><input type="password" name="a">
<input type="password" name="b"><label>Tax number <input name="vat_number" required></label><button>Register</button></form>)",
                  "https://guide.example/")
            .value();
    const auto up = plan_account(page, AccountDoor::sign_up, joe(), kMade);
    ASSERT_TRUE(up) << up.error().message;
    EXPECT_FALSE(up->complete());
}

} // namespace
} // namespace bolt::forms
