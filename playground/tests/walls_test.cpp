#include "playground/tests/playground_fixture.hpp"

namespace bolt::playground::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SafeListTest : public PlaygroundTest {
  protected:
    // Opens the form as a browser does: keeps its cookie and its token.
    void open_form() {
        start();
        const auto page = get("safe-list", "/submit-site");
        session = {{"Cookie", cookie_of(page)}};
        form = with(filled_form(site("safe-list")), "_token", hidden(page.body, "_token"));
    }

    net::Headers session;
    Form form;
};

TEST_F(SafeListTest, ListsWhoFillsNoTrap) {
    open_form();
    for (const auto* trap : {"company_website", "email2", "fax_number", "address_line_2", "nickname"})
        form.emplace_back(trap, "");
    const auto answer = submit("safe-list", form, session);
    EXPECT_THAT(answer.body, HasSubstr("Your business is listed"));
    const auto records = received("safe-list");
    ASSERT_EQ(records.size(), 1u);
    EXPECT_FALSE(records[0].at("trap").as_bool());
    EXPECT_EQ(get("safe-list", fmt::format("/listing/{}", get_string(records[0], "id"))).status, 200);
}

TEST_F(SafeListTest, TakesAnyFilledTrapAsSpamAndLooksFriendly) {
    open_form();
    for (const auto* trap : {"company_website", "email2", "fax_number", "address_line_2", "nickname",
                             "contact_me_by_fax_only"}) {
        const auto answer = submit("safe-list", with(form, trap, "x"), session);
        EXPECT_EQ(answer.status, 200) << trap;
        EXPECT_THAT(answer.body, HasSubstr("Submission received")) << trap;
    }
    const auto records = received("safe-list");
    ASSERT_EQ(records.size(), 6u);
    for (const auto& record : records) {
        EXPECT_TRUE(record.at("trap").as_bool());
        EXPECT_EQ(get_string(record, "answer"), "spam");
        EXPECT_EQ(get("safe-list", fmt::format("/listing/{}", get_string(record, "id"))).status, 404);
    }
}

TEST_F(SafeListTest, WantsTheTokenOfTheSameCookie) {
    open_form();
    EXPECT_EQ(submit("safe-list", form).status, 403);
    EXPECT_EQ(submit("safe-list", with(form, "_token", ""), session).status, 403);
    const auto other = get("safe-list", "/submit-site");
    EXPECT_EQ(submit("safe-list", form, {{"Cookie", cookie_of(other)}}).status, 403);
    EXPECT_EQ(submit("safe-list", form, session).status, 200);
    EXPECT_EQ(control("/duplicates").at("duplicates"), 0);
}

TEST_F(PlaygroundTest, LocalReviewLeavesTheListingPending) {
    start();
    auto form = with(filled_form(site("local-review")), "cats[]", "Restaurants");
    EXPECT_EQ(submit("local-review", with(form, "your_email", "no")).status, 422);
    const auto answer = submit("local-review", form);
    ASSERT_EQ(answer.status, 303) << answer.body;
    EXPECT_THAT(get("local-review", answer.headers.get("Location")).body, HasSubstr("pending review"));
    EXPECT_THAT(get("local-review", "/").body, Not(HasSubstr("Joe&#39;s")));
    const auto records = received("local-review");
    EXPECT_EQ(get_string(records.at(1), "answer"), "pending_review");
    for (const auto* extra : {"Bars", "Beauty", "Other"}) form.emplace_back("cats[]", extra);
    EXPECT_EQ(submit("local-review", form).status, 422);
}

TEST_F(PlaygroundTest, ShakyPagesFailsTwiceForEachBusinessAndLosesNothing) {
    start();
    const auto form = filled_form(site("shaky-pages"));
    for (int business = 0; business < 2; ++business) {
        const auto busy = get("shaky-pages", "/addurl");
        EXPECT_EQ(busy.status, 503);
        EXPECT_EQ(busy.headers.get("Retry-After"), "1");
        const auto dropped = try_send({.url = url("shaky-pages", "/addurl")});
        ASSERT_FALSE(dropped);
        EXPECT_EQ(dropped.error().code, ErrorCode::unavailable);
        const auto before = clock.monotonic();
        EXPECT_EQ(get("shaky-pages", "/addurl").status, 200);
        EXPECT_GE(clock.monotonic() - before, 30ms);
        const auto answer = submit("shaky-pages", form);
        ASSERT_EQ(answer.status, 303) << answer.body;
        EXPECT_THAT(get("shaky-pages", answer.headers.get("Location")).body, HasSubstr("Site added!"));
    }
    EXPECT_EQ(received("shaky-pages").size(), 2u);
    EXPECT_EQ(submit("shaky-pages", with(form, "url", "joes")).status, 422);
}

TEST_F(PlaygroundTest, MailMappWantsTheLinkInTheMailFollowed) {
    start();
    const auto form = filled_form(site("mail-mapp"));
    EXPECT_EQ(submit("mail-mapp", with(form, "mail_again", "other@example.com")).status, 422);
    const auto answer = submit("mail-mapp", form);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr("Check your e-mail to confirm"));
    EXPECT_EQ(get_string(received("mail-mapp").at(1), "answer"), "confirm_email");
}

TEST_F(PlaygroundTest, OnlyOnceRefusesTheSecondTime) {
    start();
    const auto form = filled_form(site("only-once"));
    EXPECT_EQ(submit("only-once", with(form, "number", "none")).status, 422);
    EXPECT_EQ(submit("only-once", form).status, 201);
    // Case and punctuation make no other business.
    const auto again =
        submit("only-once", with(with(form, "entry", "JOE'S DINER & GRILL"), "number", "1-512-555-0142"));
    EXPECT_EQ(again.status, 409);
    EXPECT_THAT(again.body, HasSubstr("already listed"));
    EXPECT_EQ(submit("only-once", with(form, "number", "+1 512 555 0143")).status, 201);
    EXPECT_EQ(get_string(received("only-once").at(2), "answer"), "duplicate");
    EXPECT_EQ(control("/duplicates").at("duplicates"), 0);
}

TEST_F(PlaygroundTest, MembersOnlyLetsNobodyIn) {
    start();
    const auto wall = get("members-only", "/members/submit");
    EXPECT_EQ(wall.status, 303);
    const std::string login(wall.headers.get("Location"));
    EXPECT_THAT(get("members-only", login).body, HasSubstr("type=\"password\""));
    const auto refused =
        post("members-only", "/login", {{"member", "joe@example.com"}, {"password", "secret-word"}});
    EXPECT_EQ(refused.status, 401);
    EXPECT_THAT(get("control", "/received").body, Not(HasSubstr("secret-word")));
    EXPECT_EQ(submit("members-only", {{"name", "Joe's"}}).status, 303);
    for (const auto& record : received("members-only")) EXPECT_FALSE(record.at("accepted").as_bool());
}

TEST_F(PlaygroundTest, BranchenbuchSpeaksGermanInLatin1) {
    start();
    const auto page = get("branchenbuch", "/eintrag.php");
    EXPECT_THAT(std::string(page.headers.get("Content-Type")), HasSubstr("ISO-8859-1"));
    EXPECT_THAT(page.body, HasSubstr("Stra\xDF"
                                     "e, Hausnummer"));
    EXPECT_FALSE(is_utf8(page.body));
    const auto form = filled_form(site("branchenbuch"));
    // As a browser sends it from such a page: one byte for each letter.
    const auto answer = submit("branchenbuch", with(form, "firma",
                                                    "B\xE4"
                                                    "ckerei M\xFCller \x80"));
    EXPECT_THAT(answer.body, HasSubstr("Ihr Eintrag wurde gespeichert"));
    const auto records = received("branchenbuch");
    EXPECT_EQ(fields_of(records.at(0)).at(0).second, "Bäckerei Müller €");
    const auto refused = submit("branchenbuch", with(form, "agb", ""));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("Nutzungsbedingungen"));
}

TEST_F(PlaygroundTest, RobotCheckWantsThePictureRead) {
    start();
    const auto page = get("robot-check", "/register-business");
    const auto id = hidden(page.body, "captcha_id");
    ASSERT_FALSE(id.empty());
    const auto picture = get("robot-check", "/captcha.svg?id=" + id);
    EXPECT_EQ(picture.headers.get("Content-Type"), "image/svg+xml");
    EXPECT_THAT(picture.body, Not(HasSubstr("<text")));
    auto form = with(filled_form(site("robot-check")), "captcha_id", id);
    const auto refused = submit("robot-check", with(form, "captcha_code", ""));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("do not match"));
    const auto records = received("robot-check");
    EXPECT_EQ(get_string(records.at(0), "answer"), "needs_captcha");
    EXPECT_FALSE(records.at(0).at("accepted").as_bool());
}

TEST_F(PlaygroundTest, GoldListingAsksForMoneyAndNeverGetsAny) {
    start();
    std::string body;
    for (const auto& [name, value] : filled_form(site("gold-listing")))
        body += fmt::format("--b0\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name, value);
    body += "--b0\r\nContent-Disposition: form-data; name=\"company_logo\"; filename=\"logo.png\"\r\n"
            "Content-Type: image/png\r\n\r\n1234\r\n\x01\xFF\r\n--b0--\r\n";
    const auto answer = send({.method = "POST",
                              .url = url("gold-listing", "/get-listed"),
                              .headers = {{"Content-Type", "multipart/form-data; boundary=b0"}},
                              .body = body});
    ASSERT_EQ(answer.status, 303) << answer.body;
    const std::string checkout(answer.headers.get("Location"));
    EXPECT_THAT(get("gold-listing", checkout).body, HasSubstr("Payment is required"));
    const auto declined = post("gold-listing", checkout, {{"card_number", "4111111111111111"}});
    EXPECT_EQ(declined.status, 402);
    EXPECT_THAT(declined.body, HasSubstr("declined"));
    EXPECT_THAT(get("control", "/received").body, Not(HasSubstr("4111111111111111")));
    const auto records = received("gold-listing");
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(fields_of(records[0]).back().second, "logo.png (image/png, 8 bytes)");
    EXPECT_EQ(get("gold-listing", fmt::format("/listing/{}", get_string(records[0], "id"))).status, 404);
}

} // namespace
} // namespace bolt::playground::test
