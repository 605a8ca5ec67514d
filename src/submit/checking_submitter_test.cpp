#include "submit/checking_submitter.hpp"

#include "base/test_loop.hpp"
#include "net/server.hpp"

#include <gmock/gmock.h>
#include <map>

namespace bolt::submit {
namespace {

using testing::HasSubstr;

/// A lane that marks the form as sent and ends as it is told.
class ScriptedLane final : public Submitter {
  public:
    ScriptedLane(store::AttemptOutcome outcome, bool sends) : outcome_(std::move(outcome)), sends_(sends) {}
    Async<store::AttemptOutcome> run(const store::LeasedAttempt&, const AttemptHooks& hooks) override {
        if (sends_) EXPECT_TRUE((co_await hooks.mark_sent({})).has_value());
        co_return outcome_;
    }
    Async<void> close() override { co_return; }

  private:
    store::AttemptOutcome outcome_;
    bool sends_;
};

constexpr auto kListing = R"(<h1>Joe's Diner</h1><p>42 Main St, Austin, TX 78701</p><p>(512) 555-0142</p>)";
constexpr auto kAddPage =
    R"(<form action="/find"><input type=search name=q><button>Go</button></form>
       <form method=post><label>Business name <input name=n></label></form>)";

Async<Result<std::vector<asio::ip::address>>> to_this_machine(std::string) {
    co_return std::vector<asio::ip::address>{asio::ip::make_address("127.0.0.1")};
}

class ListingChecks : public testing::Test {
  protected:
    ListingChecks() {
        net::Router router;
        router.set_fallback([this](net::Request& request) { return answer(request); });
        server_ =
            std::make_unique<net::Server>(loop_.platform.executor, net::ServerSettings{}, std::move(router));
        EXPECT_TRUE(server_->start().has_value());
        profile_.business_name = "Joe's Diner";
        profile_.phone = "+1 512-555-0142";
        profile_.address = "42 Main Street";
        profile_.city = "Austin";
        profile_.postal_code = "78701";
        profile_.country = "US";
        profile_.website = "https://joesdiner.example";
    }
    ~ListingChecks() override {
        loop_.run([](net::Server& server) -> Async<bool> {
            co_await server.stop();
            co_return true;
        }(*server_));
    }

    Async<net::Response> answer(net::Request& request) {
        if (request.path != "/robots.txt") asked_.push_back(request.path);
        if (const auto led = redirects_.find(request.path); led != redirects_.end())
            co_return net::Response::redirect(led->second);
        const auto found = pages_.find(request.path);
        if (found == pages_.end()) co_return net::Response::html(404, "<h1>Nothing here</h1>");
        if (request.path == "/robots.txt") co_return net::Response::text(200, found->second);
        co_return net::Response::html(200, "<!doctype html><title>Directory</title>" + found->second);
    }

    std::string url(std::string_view path) const {
        return fmt::format("http://list.localhost:{}{}", server_->port(), path);
    }

    store::AttemptOutcome check(Verdict verdict, bool sent = true, std::string listing_url = "") {
        store::AttemptOutcome outcome;
        outcome.verdict = verdict;
        outcome.listing_url = std::move(listing_url);
        outcome.response_log = {{"reasons", json::array{}}};
        store::LeasedAttempt attempt;
        attempt.directory.submission_url = url("/add");
        attempt.profile = profile_;
        ListingCheckSettings settings;
        settings.addresses.allowed_hosts = {"list.localhost"};
        settings.user_agent = "test";
        settings.time = std::chrono::seconds{5};
        const auto submitter = make_checking_submitter(
            loop_.platform, std::make_unique<ScriptedLane>(std::move(outcome), sent), settings,
            std::make_shared<RobotsPolicy>(loop_.platform, settings.addresses, RobotsSettings{},
                                           to_this_machine),
            to_this_machine);
        const AttemptHooks hooks{
            .mark_sent = [](json::object) -> Async<Result<void>> { co_return Result<void>{}; },
            .mark_unsent = []() -> Async<Result<void>> { co_return Result<void>{}; }};
        return loop_.run(submitter->run(attempt, hooks));
    }
    TestLoop loop_;
    std::unique_ptr<net::Server> server_;
    std::map<std::string, std::string> pages_{{"/add", kAddPage}};
    std::map<std::string, std::string> redirects_;
    std::vector<std::string> asked_;
    BusinessProfile profile_;
};

TEST_F(ListingChecks, VerifiesTheAddressThatTheAnswerNamed) {
    pages_["/biz/7"] = kListing;
    const auto outcome = check(Verdict::accepted, true, url("/biz/7"));
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_TRUE(outcome.verified_at.has_value());
    EXPECT_EQ(outcome.listing_url, url("/biz/7"));
    const auto& listing = outcome.response_log.at("listing");
    EXPECT_TRUE(listing.at("name").as_bool());
    EXPECT_TRUE(listing.at("phone").as_bool());
    EXPECT_TRUE(listing.at("address").as_bool());
    EXPECT_FALSE(listing.at("website").as_bool());
    EXPECT_EQ(asked_, std::vector<std::string>{"/biz/7"});
}

TEST_F(ListingChecks, FindsItThroughTheSitesSearch) {
    pages_["/find"] = R"(<h1>Results</h1><a href="/biz/8">Joe's Diner</a>)";
    pages_["/biz/8"] = kListing;
    const auto outcome = check(Verdict::pending_review);
    EXPECT_EQ(outcome.verdict, Verdict::pending_review);
    EXPECT_EQ(outcome.listing_url, url("/biz/8"));
    EXPECT_TRUE(outcome.verified_at.has_value());
}

TEST_F(ListingChecks, LeavesTheVerdictWhereNothingIsFound) {
    const auto outcome = check(Verdict::accepted);
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_FALSE(outcome.verified_at.has_value());
    EXPECT_TRUE(outcome.response_log.at("listing").at("url").is_null());
}

TEST_F(ListingChecks, AnUnclearAnswerBecomesClearOnlyByProof) {
    pages_["/find"] = R"(<a href="/biz/8">Joe's Diner</a>)";
    pages_["/biz/8"] =
        "<h1>Joe's Diner</h1><p>42 Main St, Austin</p>"; // without the number: another one perhaps
    EXPECT_EQ(check(Verdict::unknown).verdict, Verdict::unknown);
    pages_["/biz/8"] = kListing; // without the website: it may stand there since years
    EXPECT_EQ(check(Verdict::unknown).verdict, Verdict::unknown);
    EXPECT_EQ(check(Verdict::unknown).listing_url, url("/biz/8")) << "for the person who decides";
    pages_["/biz/8"] = std::string(kListing) + R"(<a href="https://joesdiner.example/">Website</a>)";
    const auto outcome = check(Verdict::unknown);
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_THAT(json::serialize(outcome.response_log), HasSubstr("directory shows the listing"));
    EXPECT_EQ(check(Verdict::unknown, false).verdict, Verdict::unknown) << "nothing was sent";
}

TEST_F(ListingChecks, LooksForNothingElse) {
    for (const auto verdict :
         {Verdict::rejected, Verdict::needs_captcha, Verdict::duplicate, Verdict::unreachable}) {
        EXPECT_EQ(check(verdict).verdict, verdict);
        EXPECT_TRUE(asked_.empty());
    }
}

TEST_F(ListingChecks, AsksRobotsBeforeEachPage) {
    pages_["/robots.txt"] = "User-agent: *\nDisallow: /biz/\n";
    pages_["/biz/7"] = kListing;
    EXPECT_FALSE(check(Verdict::accepted, true, url("/biz/7")).verified_at.has_value());
    EXPECT_THAT(asked_, testing::Not(testing::Contains("/biz/7")));
    redirects_["/l/7"] = "/biz/7";
    EXPECT_FALSE(check(Verdict::accepted, true, url("/l/7")).verified_at.has_value());
    EXPECT_THAT(asked_, testing::Contains("/l/7"));
    EXPECT_THAT(asked_, testing::Not(testing::Contains("/biz/7"))) << "nor where a redirect leads";
}

TEST_F(ListingChecks, NeverLeavesTheSite) {
    const auto outcome = check(Verdict::accepted, true, "http://other.localhost:1/biz/7");
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_FALSE(outcome.verified_at.has_value());
}

} // namespace
} // namespace bolt::submit
