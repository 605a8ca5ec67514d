#include "playground/core/site.hpp"
#include "playground/tests/playground_fixture.hpp"
#include "playground_assets.hpp"

#include <regex>
#include <set>

namespace bolt::playground::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(PlaygroundTest, EverySiteHasAHomePageAFormAndItsOwnLook) {
    start();
    std::set<std::string> looks;
    for (const auto& info : sites()) {
        const auto home = get(info.name, "/");
        EXPECT_EQ(home.status, 200) << info.name;
        EXPECT_THAT(home.body, HasSubstr(fmt::format("lang=\"{}\"", info.language))) << info.name;
        looks.insert(get(info.name, "/assets/style.css").body);
        EXPECT_FALSE(info.verdict.empty()) << info.name;
        EXPECT_FALSE(info.kind.empty()) << info.name;
        if (info.name != "shaky-pages") EXPECT_LT(get(info.name, info.submit_path).status, 400) << info.name;
    }
    EXPECT_EQ(looks.size(), sites().size());
}

// The meanings in site.json are what tests compare with: they must name exactly the controls that the pages
// have.
TEST(SiteFacts, NameExactlyTheControlsOfThePages) {
    const std::regex control("<(?:input(?! type=\"submit\")|select|textarea)[^>]* name=\"([^\"]+)\"");
    const std::regex scripted(R"re(key"?: ['"]([^'"]+)['"])re");
    for (const auto& info : sites()) {
        std::set<std::string> named;
        for (const auto& file : assets::playground()) {
            if (!file.name.starts_with("sites/" + info.name + "/")) continue;
            const std::string text(file.content);
            for (std::sregex_iterator it(text.begin(), text.end(), control), end; it != end; ++it)
                named.insert((*it)[1]);
            if (!file.name.ends_with(".js") && !file.name.ends_with("schema.json")) continue;
            if (info.name == "nearby-hub") named.insert("updates");
            for (std::sregex_iterator it(text.begin(), text.end(), scripted), end; it != end; ++it)
                named.insert((*it)[1]);
        }
        std::set<std::string> described;
        const auto facts = json::parse(info.site_json);
        for (const auto& [name, meaning] : facts.at("controls").as_object())
            if (!name.starts_with("listing[hours]")) described.insert(name);
        EXPECT_EQ(described, named) << info.name;
    }
}

TEST_F(PlaygroundTest, BistroListRedirectsAndShowsTheListing) {
    start();
    const auto form = filled_form(site("bistro-list"));
    const auto answer = submit("bistro-list", form);
    ASSERT_EQ(answer.status, 303) << answer.body;
    const auto thanks = get("bistro-list", answer.headers.get("Location"));
    EXPECT_THAT(thanks.body, HasSubstr("Your listing has been added"));
    const auto records = received("bistro-list");
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(fields_of(records[0]), form);
    EXPECT_TRUE(records[0].at("accepted").as_bool());
    EXPECT_FALSE(records[0].at("trap").as_bool());
    EXPECT_EQ(records[0].at("business"), "joe's diner & grill|15125550142");
    const auto listing = get("bistro-list", fmt::format("/listing/{}", get_string(records[0], "id")));
    EXPECT_THAT(listing.body, HasSubstr("Joe&#39;s Diner &amp; Grill"));
    EXPECT_THAT(get("bistro-list", "/search?q=joe").body, HasSubstr("Joe&#39;s Diner"));
    EXPECT_THAT(get("bistro-list", "/search?q=nothing-like-it").body, Not(HasSubstr("Joe&#39;s Diner")));
    EXPECT_EQ(get("bistro-list", "/listing/nobody").status, 404);
}

TEST_F(PlaygroundTest, TradeIndexSaysWhatIsWrongAndKeepsWhatWasTyped) {
    start();
    const auto good = with(filled_form(site("trade-index")), "trade", "Other services");
    struct Case {
        std::string field, value, message;
    };
    for (const auto& [field, value, message] :
         {Case{"tel", "555", "Phone number is not valid"}, Case{"profile", "Too short.", "too short"},
          Case{"accept_terms", "", "accept the listing terms"},
          Case{"mail", "joe", "E-mail address is not valid"}, Case{"postcode", "78", "ZIP code"},
          Case{"homepage", "javascript:alert(1)", "Website must start"}}) {
        const auto refused = submit("trade-index", with(good, field, value));
        EXPECT_EQ(refused.status, 422) << field;
        EXPECT_THAT(refused.body, HasSubstr(message)) << field;
        EXPECT_THAT(refused.body, HasSubstr("value=\"12 Congress Ave\"")) << field;
    }
    for (const auto* phone :
         {"+1 512 555 0142", "512-555-0142", "(512) 555-0142", "5125550142", "+15125550142"})
        EXPECT_EQ(submit("trade-index", with(good, "tel", phone)).status, 201) << phone;
    const auto counts = received("trade-index");
    EXPECT_EQ(counts.size(), 11u);
    EXPECT_EQ(get_string(counts[0], "answer"), "rejected");
    EXPECT_FALSE(counts[0].at("accepted").as_bool());
}

TEST_F(PlaygroundTest, NearbyHubTakesJson) {
    start();
    const auto send_json = [&](std::string body) {
        return send({.method = "POST",
                     .url = url("nearby-hub", "/api/listings"),
                     .headers = {{"Content-Type", "application/json"}},
                     .body = std::move(body)});
    };
    const auto created =
        send_json(R"({"name":"Joe's","category":"Restaurant","about":"Breakfast all day and pie all night.",)"
                  R"("contact":{"phone":"+1 512 555 0142","email":"joe@example.com"},)"
                  R"("location":{"street":"12 Congress Ave","city":"Austin"},"updates":false})");
    ASSERT_EQ(created.status, 201) << created.body;
    EXPECT_THAT(created.body, HasSubstr("live on NearbyHub"));
    const auto records = received("nearby-hub");
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(fields_of(records[0]).at(3),
              (std::pair<std::string, std::string>("contact.phone", "+1 512 555 0142")));
    EXPECT_EQ(get_string(records[0], "business"), "joe's|15125550142");
    const auto refused = send_json(R"({"name":""})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(json::parse(refused.body).at("errors").at("name"), "Add the business name");
    EXPECT_EQ(send_json("{").status, 400);
    EXPECT_EQ(send_json("[1]").status, 400);
}

TEST_F(PlaygroundTest, BizStepsPublishesOnlyAfterConfirm) {
    start();
    auto form = filled_form(site("biz-steps"));
    const Form company(form.begin(), form.begin() + 3);
    const Form contact(form.begin() + 3, form.end());
    EXPECT_EQ(get("biz-steps", "/add/contact").headers.get("Location"), "/add");
    EXPECT_EQ(post("biz-steps", "/add/confirm", {}).headers.get("Location"), "/add");
    EXPECT_EQ(post("biz-steps", "/add", with(company, "biz_about", "short")).status, 422);
    const auto first = post("biz-steps", "/add", company);
    EXPECT_EQ(first.headers.get("Location"), "/add/contact");
    const net::Headers session = {{"Cookie", cookie_of(first)}};
    EXPECT_EQ(get("biz-steps", "/add/review", session).headers.get("Location"), "/add/contact");
    EXPECT_EQ(post("biz-steps", "/add/contact", contact, session).headers.get("Location"), "/add/review");
    EXPECT_THAT(get("biz-steps", "/add/review", session).body, HasSubstr("joe@example.com"));
    EXPECT_TRUE(received("biz-steps").empty());
    const auto confirmed = post("biz-steps", "/add/confirm", {}, session);
    EXPECT_THAT(get("biz-steps", confirmed.headers.get("Location")).body,
                HasSubstr("Your listing is online"));
    const auto records = received("biz-steps");
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(fields_of(records[0]), form);
    // The session ended with the listing: a second click makes no second one.
    EXPECT_EQ(post("biz-steps", "/add/confirm", {}, session).headers.get("Location"), "/add");
    EXPECT_EQ(received("biz-steps").size(), 1u);
}

TEST_F(PlaygroundTest, CityPagesChecksCategoryAndHours) {
    start();
    auto form =
        with(with(filled_form(site("city-pages")), "listing[category_id]", "11"), "listing[state]", "Texas");
    EXPECT_EQ(submit("city-pages", form).status, 422);
    const auto tree = json::parse(get("city-pages", "/api/subcategories?category=11").body).as_array();
    EXPECT_EQ(tree.at(0).at("name"), "American");
    EXPECT_EQ(get("city-pages", "/api/subcategories?category=99").status, 404);
    EXPECT_EQ(submit("city-pages", with(form, "listing[subcategory_id]", "1201")).status, 422);
    form = with(form, "listing[subcategory_id]", "1101");
    form = with(form, "listing[hours][mon][open]", "08:00");
    EXPECT_THAT(submit("city-pages", form).body, HasSubstr("Monday needs both"));
    form = with(form, "listing[hours][mon][close]", "17:00");
    EXPECT_THAT(submit("city-pages", with(form, "listing[hours][mon][closed]", "1")).body,
                HasSubstr("closed and open"));
    const auto answer = submit("city-pages", with(form, "listing[hours][sun][closed]", "1"));
    ASSERT_EQ(answer.status, 303) << answer.body;
    EXPECT_THAT(get("city-pages", answer.headers.get("Location")).body,
                HasSubstr("Your business has been added"));
    const auto id = get_string(received("city-pages").back(), "id");
    EXPECT_THAT(get("city-pages", "/listing/" + id).body, HasSubstr("Restaurants"));
}

} // namespace
} // namespace bolt::playground::test
