#include "net/client.hpp"
#include "playground/playground.hpp"
#include "tests/submit/lane.hpp"
#include "tests/submit/received.hpp"

#include <gmock/gmock.h>

namespace bolt::playground {
void PrintTo(const SiteInfo& site, std::ostream* out) { *out << site.name; }
} // namespace bolt::playground

/// Every practice site, field by field: what arrived must be the profile, the verdict what the site said.
namespace bolt::submit::testing {
namespace {

using ::testing::IsEmpty;

/// One browser and one playground for all of this file's tests: starting them costs more than a test.
struct World {
    World() : playground(lane.platform(), {.slow = 300ms}), client(lane.platform().executor) {
        if (auto started = playground.start(); !started) throw std::runtime_error(started.error().message);
    }
    ~World() { lane.run(playground.stop()); }

    json::value control(std::string path, std::string body = "") {
        net::ClientRequest request;
        request.url = fmt::format("http://127.0.0.1:{}/_playground/{}", playground.port(), path);
        if (!body.empty() || path == "reset") request.method = "POST";
        if (!body.empty()) request.headers.set("Content-Type", "application/json");
        request.body = std::move(body);
        auto response = lane.run(client.send(std::move(request)));
        if (!response || response->status >= 300) throw std::runtime_error("the playground's control failed");
        return parse_json(response->body).value_or(nullptr);
    }
    void reset() { control("reset"); }
    void set_mode(const std::string& site, const std::string& mode) {
        control("mode", json::serialize(json::object{{"site", site}, {"mode", mode}}));
    }
    json::array received(const std::string& site) {
        return control("received?site=" + site).at("submissions").as_array();
    }
    std::int64_t duplicates() { return get_int(control("duplicates"), "duplicates", -1); }

    Lane lane;
    playground::Playground playground;
    net::HttpClient client;
};

class PlaygroundTest : public ::testing::TestWithParam<playground::SiteInfo> {
  protected:
    static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
    static void TearDownTestSuite() { world_.reset(); }
    void SetUp() override { world_->reset(); }

    store::AttemptOutcome attempt(const playground::SiteInfo& site) {
        marks_ = {};
        return world_->lane.submit(
            attempt_at(site.name, site.origin(world_->playground.port()) + site.submit_path, site.language),
            marks_);
    }
    /// As the store would: again while nothing was sent and the site does not answer.
    store::AttemptOutcome attempts(const playground::SiteInfo& site) {
        auto outcome = attempt(site);
        for (int again = 0; again < 3 && outcome.verdict == Verdict::unreachable && !marks_.is_sent();
             ++again)
            outcome = attempt(site);
        return outcome;
    }
    static std::string log_of(const store::AttemptOutcome& outcome) {
        return fmt::format("{} {}\n{}\n{}", std::string(to_string(outcome.verdict)), outcome.error_message,
                           json::serialize(outcome.response_log), json::serialize(outcome.payload));
    }
    static Received fields_of(const json::value& record) {
        Received out;
        for (const auto& pair : record.at("fields").as_array())
            out.emplace(std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string()));
        return out;
    }

    static inline std::unique_ptr<World> world_;
    Marks marks_;
};

TEST_P(PlaygroundTest, ReceivesTheProfileFieldByField) {
    const auto& site = GetParam();
    const auto outcome = attempts(site);
    EXPECT_EQ(to_string(outcome.verdict), site.verdict) << log_of(outcome);
    const auto received = world_->received(site.name);
    json::array records;
    for (const auto& record : received)
        if (get_bool(record, "accepted")) records.push_back(record);
    // Behind a wall nothing is sent. A price on the page is none: the unpaid form may be sent, once.
    const auto facts = parse_json(site.site_json).value();
    const bool wall =
        site.verdict == "needs_login" || site.verdict == "needs_captcha" || !get_bool(facts, "sends", true);
    EXPECT_EQ(records.size(), wall ? 0U : 1U) << json::serialize(records) << log_of(outcome);
    EXPECT_EQ(marks_.is_sent(), !wall);
    // A form that is refused is repaired once, if the site is one that can be understood only then.
    EXPECT_LE(static_cast<std::int64_t>(received.size()), wall ? 0 : get_int(facts, "tries", 1))
        << log_of(outcome);
    for (const auto& record : records) {
        EXPECT_THAT(differences(parse_json(site.site_json).value(), fields_of(record), example_profile()),
                    IsEmpty())
            << json::serialize(record) << log_of(outcome);
        EXPECT_FALSE(get_bool(record, "trap"));
    }
    EXPECT_EQ(world_->duplicates(), 0);
    EXPECT_FALSE(outcome.screenshot_url.empty()) << log_of(outcome);
}

TEST_P(PlaygroundTest, ADropAfterTheSiteStoredItIsUnknownAndNeverSentTwice) {
    const auto& site = GetParam();
    if (site.verdict != "accepted" || site.name == "shaky-pages") GTEST_SKIP() << "takes nothing at once";
    world_->set_mode(site.name, "drop_after_store");
    const auto outcome = attempts(site);
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
    EXPECT_TRUE(marks_.is_sent());
    // What a site refused before it took the repaired form was not taken.
    const auto received = world_->received(site.name);
    EXPECT_EQ(std::ranges::count_if(received, [](const auto& each) { return get_bool(each, "accepted"); }),
              1);
    EXPECT_EQ(world_->duplicates(), 0);
}

TEST_P(PlaygroundTest, ASiteThatIsDownOrOverloadedIsSentNothing) {
    const auto& site = GetParam();
    for (const char* mode : {"down", "always_503"}) {
        world_->set_mode(site.name, mode);
        const auto outcome = attempt(site);
        EXPECT_EQ(outcome.verdict, Verdict::unreachable) << mode << log_of(outcome);
        EXPECT_FALSE(marks_.is_sent());
        if (std::string_view(mode) == "always_503") {
            EXPECT_EQ(outcome.retry_after, Duration(1s));
        }
    }
    EXPECT_EQ(world_->received(site.name).size(), 0U);
}

TEST_P(PlaygroundTest, ASiteThatKnowsTheBusinessSaysDuplicate) {
    const auto& site = GetParam();
    const auto second = get_string(parse_json(site.site_json).value(), "second_verdict");
    if (second.empty()) GTEST_SKIP() << "takes a business twice";
    EXPECT_EQ(to_string(attempts(site).verdict), site.verdict);
    const auto outcome = attempts(site);
    EXPECT_EQ(to_string(outcome.verdict), second) << log_of(outcome);
}

TEST_P(PlaygroundTest, ASiteForMembersIsEnteredOnlyWithTheCustomersConsent) {
    const auto& site = GetParam();
    const auto wanted = get_string(parse_json(site.site_json).value(), "with_account");
    if (wanted.empty()) GTEST_SKIP() << "asks for no account, or gives none";
    auto asked =
        attempt_at(site.name, site.origin(world_->playground.port()) + site.submit_path, site.language);
    asked.profile.may_create_accounts = true;
    marks_ = {};
    const auto outcome = world_->lane.submit(asked, marks_);
    EXPECT_EQ(to_string(outcome.verdict), wanted) << log_of(outcome);
    ASSERT_TRUE(marks_.account) << log_of(outcome);
    EXPECT_EQ(marks_.account->email, asked.profile.email);
    EXPECT_GE(marks_.account->password.size(), 16U);
    EXPECT_THAT(log_of(outcome), ::testing::Not(::testing::HasSubstr(marks_.account->password)));
    if (wanted != "accepted") return;
    const auto made = *marks_.account;
    EXPECT_EQ(world_->received(site.name).size(), 1U);
    // The next order of the same customer logs in with it.
    marks_.sent = marks_.unsent = 0;
    const auto second = world_->lane.submit(asked, marks_);
    EXPECT_EQ(to_string(second.verdict), wanted) << log_of(second);
    ASSERT_TRUE(marks_.account);
    EXPECT_EQ(marks_.account->password, made.password);
}

INSTANTIATE_TEST_SUITE_P(Sites, PlaygroundTest, ::testing::ValuesIn(playground::sites()),
                         [](const auto& test) {
                             auto name = test.param.name;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace bolt::submit::testing
