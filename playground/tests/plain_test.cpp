#include "playground/tests/playground_fixture.hpp"

/// What the sites that site.json alone tells have in common.
namespace bolt::playground::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A good answer to every control of the site, with a category that it has.
Form good_form(const SiteInfo& site) { return with(filled_form(site), "category", "Other"); }

TEST_F(PlaygroundTest, PlainSitesSayWhatIsWrongAndKeepWhatWasTyped) {
    start();
    const auto form = good_form(site("honey-trail"));
    const auto refused = post("honey-trail", "/contribute", with(form, "email", "joe"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("Please enter a valid e-mail address."));
    EXPECT_THAT(refused.body, HasSubstr("value=\"12 Congress Ave\""));
    const auto hostile = post("honey-trail", "/contribute", with(form, "name", "<b onclick=x>Joe"));
    EXPECT_EQ(hostile.status, 201);
    EXPECT_THAT(hostile.body, HasSubstr("&lt;b onclick=x&gt;Joe was added"));
    EXPECT_THAT(hostile.body, Not(HasSubstr("<b onclick")));
    post("honey-trail", "/contribute", with(form, "hp_city", "Austin"));
    const auto records = received("honey-trail");
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(get_string(records[0], "answer"), "rejected");
    EXPECT_EQ(get_string(records[1], "answer"), "accepted");
    EXPECT_EQ(get_string(records[2], "answer"), "spam");
}

TEST_F(PlaygroundTest, PlainSitesMakeNothingBeforeTheLastStep) {
    start();
    const auto form = good_form(site("preview-press"));
    const auto page = get("preview-press", "/submit");
    const net::Headers cookie{{"Cookie", cookie_of(page)}};
    EXPECT_EQ(post("preview-press", "/submit", form, cookie).status, 403) << "without the token";
    EXPECT_EQ(post("preview-press", "/submit/preview", {}, cookie).status, 303)
        << "the first step comes first";
    const auto fresh = get("preview-press", "/submit", cookie);
    const auto next =
        post("preview-press", "/submit", with(form, "step", hidden(fresh.body, "step")), cookie);
    EXPECT_EQ(next.headers.get("Location"), "/submit/preview");
    const auto preview = get("preview-press", "/submit/preview", cookie);
    EXPECT_THAT(preview.body, HasSubstr("Joe&#39;s Diner &amp; Grill"));
    EXPECT_THAT(get("preview-press", "/").body, Not(HasSubstr("Joe&#39;s")));
    const auto done =
        post("preview-press", "/submit/preview", {{"step", hidden(preview.body, "step")}}, cookie);
    EXPECT_THAT(get("preview-press", done.headers.get("Location")).body, HasSubstr("has been published"));
    EXPECT_THAT(get("preview-press", "/").body, HasSubstr("Joe&#39;s"));
}

TEST_F(PlaygroundTest, PlainSitesTellTheFreePlanFromTheOthers) {
    start();
    EXPECT_EQ(get("tier-town", "/get-started/details").headers.get("Location"), "/get-started");
    EXPECT_THAT(get("tier-town", "/get-started/details?plan=basic").body,
                HasSubstr("name=\"plan\" value=\"basic\""));
    const auto form = good_form(site("tier-town"));
    EXPECT_THAT(post("tier-town", "/get-started/details", with(form, "plan", "premium")).body,
                HasSubstr("Payment required"));
    EXPECT_EQ(post("tier-town", "/get-started/details", with(form, "plan", "basic")).status, 303);
    EXPECT_EQ(get_string(received("tier-town").at(0), "answer"), "needs_payment");
    EXPECT_EQ(get_string(received("tier-town").at(1), "answer"), "pending_review");
}

TEST_F(PlaygroundTest, PlainSitesKnowTheirMembersAndRecordNoPassword) {
    start();
    EXPECT_EQ(get("maker-registry", "/account/add").headers.get("Location"), "/login");
    const Form wish{{"email", "joe@example.com"},
                    {"password", "long-password-1"},
                    {"password_again", "long-password-1"},
                    {"agree", "1"}};
    EXPECT_EQ(post("maker-registry", "/signup", with(wish, "password_again", "other")).status, 422);
    const auto made = post("maker-registry", "/signup", wish);
    EXPECT_EQ(made.headers.get("Location"), "/account/add");
    EXPECT_EQ(post("maker-registry", "/signup", wish).status, 409);
    EXPECT_EQ(post("maker-registry", "/login", {{"email", "joe@example.com"}, {"password", "x"}}).status,
              401);
    const auto entered =
        post("maker-registry", "/login", {{"email", "joe@example.com"}, {"password", "long-password-1"}});
    for (const auto& answer : {made, entered})
        EXPECT_EQ(get("maker-registry", "/account/add", {{"Cookie", cookie_of(answer)}}).status, 200);
    const auto form = with(good_form(site("maker-registry")), "biz_email", "joe@example.com");
    EXPECT_EQ(post("maker-registry", "/account/add", form, {{"Cookie", cookie_of(entered)}}).status, 303);
    EXPECT_THAT(get("control", "/received").body, Not(HasSubstr("long-password-1")));
    EXPECT_THAT(post("guild-roll", "/signup", wish).body, HasSubstr("We have sent you an e-mail"));
    EXPECT_EQ(
        post("guild-roll", "/login", {{"email", "joe@example.com"}, {"password", "long-password-1"}}).status,
        403);
}

TEST_F(PlaygroundTest, PlainSitesAnswerScriptsAndKnowABusinessAgain) {
    start();
    const auto send_json = [&] {
        return send(
            {.method = "POST",
             .url = url("spark-base", "/api/companies"),
             .headers = {{"Content-Type", "application/json"}},
             .body =
                 R"({"company":{"name":"Joe's","industry":"Other","pitch":"Breakfast all day, every day."},)"
                 R"("contact":{"mail":"joe@example.com","phone":"512 555 0142"}})"});
    };
    EXPECT_THAT(get("spark-base", "/api/schema").body, HasSubstr("company.name"));
    EXPECT_EQ(send_json().status, 201);
    const auto again = send_json();
    EXPECT_EQ(again.status, 409);
    EXPECT_THAT(again.body, HasSubstr("already in our database"));
    EXPECT_EQ(control("/duplicates").at("duplicates"), 0);
    EXPECT_EQ(get("listing-widgets", "/widget/form").status, 200) << "a site's second host";
}

} // namespace
} // namespace bolt::playground::test
