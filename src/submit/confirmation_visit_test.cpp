// The page behind a confirmation link, on real servers.
#include "net/test_loop.hpp"
#include "submit/confirmation_visit.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace bolt::submit {
namespace {

using ::testing::HasSubstr;

class ConfirmationLinks : public net::test::ServerTest {
  protected:
    /// "guide.localhost" and "evil.localhost" are this server; only the first is allowed past the address
    /// policy.
    void serve() {
        router.set_fallback(net::test::plain([this](net::Request& request) {
            asked.push_back(fmt::format(
                "{} {}", request.headers.get("Host").substr(0, request.headers.get("Host").find(':')),
                request.path));
            const auto page = pages.find(request.path);
            return page == pages.end() ? net::Response::html(404, "<h1>Not found</h1>") : page->second;
        }));
        start();
        AddressSettings addresses;
        addresses.allowed_hosts = {"*.guide.localhost", "guide.localhost"};
        policy.emplace(clock, addresses, [](std::string) -> Async<Result<std::vector<asio::ip::address>>> {
            co_return std::vector<asio::ip::address>{asio::ip::address_v4::loopback()};
        });
    }
    std::string at(const std::string& host, const std::string& path) const {
        return fmt::format("http://{}:{}{}", host, server->port(), path);
    }
    ConfirmationVisit open(const std::string& url) {
        return loop.run(open_confirmation(*client, *policy, {}, url, {"guide.localhost"},
                                          std::chrono::milliseconds{5'000}));
    }
    ConfirmationVisit says(const std::string& text) {
        pages["/c"] = net::Response::html(200, "<title>Guide</title><nav>Home Login</nav><h1>Guide</h1><p>" +
                                                   text + "</p>");
        return open(at("guide.localhost", "/c"));
    }
    std::map<std::string, net::Response> pages;
    std::vector<std::string> asked;
    SystemClock clock{loop.executor()};
    std::optional<AddressPolicy> policy;
};

TEST_F(ConfirmationLinks, AreJudgedByWhatThePageSays) {
    serve();
    struct {
        const char* text;
        bool confirmed;
        Verdict verdict;
    } const cases[] = {{"Your listing has been published.", true, Verdict::accepted},
                       {"Thank you! Your e-mail address is confirmed. Our editors will review your listing.",
                        true, Verdict::pending_review},
                       {"Your email address has been verified.", true, Verdict::pending_review},
                       {"This address was already confirmed.", true, Verdict::pending_review},
                       {"Ihre E-Mail-Adresse wurde bestätigt.", true, Verdict::pending_review},
                       {"Votre adresse e-mail a été confirmée.", true, Verdict::pending_review},
                       {"Your e-mail address could not be confirmed.", false, Verdict::unknown},
                       {"This confirmation link has expired.", false, Verdict::unknown},
                       {"Please press the button below to confirm your address.", false, Verdict::unknown},
                       {"Your listing must be confirmed before it is shown.", false, Verdict::unknown},
                       {"Die E-Mail-Adresse wurde nicht bestätigt.", false, Verdict::unknown},
                       {"Welcome.", false, Verdict::unknown},
                       {"", false, Verdict::unknown}};
    for (const auto& one : cases) {
        const auto visit = says(one.text);
        EXPECT_EQ(visit.confirmed, one.confirmed) << one.text << ": " << visit.summary;
        if (one.confirmed) {
            EXPECT_EQ(visit.verdict, one.verdict) << one.text << ": " << visit.summary;
        }
        EXPECT_FALSE(visit.again) << one.text;
    }
}

TEST_F(ConfirmationLinks, FollowRedirectsWithinTheSiteOnly) {
    serve();
    pages["/in"] = net::Response::redirect(at("www.guide.localhost", "/done"));
    pages["/done"] = net::Response::html(200, "<h1>Your listing has been published.</h1>");
    EXPECT_TRUE(open(at("guide.localhost", "/in")).confirmed);
    EXPECT_THAT(asked, ::testing::ElementsAre("guide.localhost /in", "www.guide.localhost /done"));
    asked.clear();
    pages["/out"] = net::Response::redirect(at("evil.localhost", "/done"));
    auto visit = open(at("guide.localhost", "/out"));
    EXPECT_FALSE(visit.confirmed);
    EXPECT_FALSE(visit.again);
    EXPECT_THAT(visit.summary, HasSubstr("another site"));
    EXPECT_THAT(asked, ::testing::ElementsAre("guide.localhost /out"));
    asked.clear();
    EXPECT_FALSE(open(at("evil.localhost", "/done")).confirmed);
    EXPECT_FALSE(open(at("guide.localhost.evil.localhost", "/done")).confirmed);
    EXPECT_TRUE(asked.empty());
}

TEST_F(ConfirmationLinks, NeverLeadIntoAPrivateNetwork) {
    serve();
    // The directory's own name, which resolves to loopback and is not exempt.
    AddressPolicy strict(clock, {}, [](std::string) -> Async<Result<std::vector<asio::ip::address>>> {
        co_return std::vector<asio::ip::address>{asio::ip::address_v4::loopback()};
    });
    const auto visit = loop.run(open_confirmation(*client, strict, {}, at("guide.localhost", "/c"),
                                                  {"guide.localhost"}, std::chrono::milliseconds{5'000}));
    EXPECT_FALSE(visit.confirmed);
    EXPECT_FALSE(visit.again);
    EXPECT_TRUE(asked.empty());
}

TEST_F(ConfirmationLinks, AreOpenedAgainOnlyWhereTheSiteWasAway) {
    serve();
    pages["/busy"] = net::Response::html(503, "<h1>Your listing has been published.</h1>");
    EXPECT_TRUE(open(at("guide.localhost", "/busy")).again);
    EXPECT_FALSE(open(at("guide.localhost", "/gone")).again);
    net::Response cut;
    cut.cut = true;
    pages["/cut"] = cut;
    const auto visit = open(at("guide.localhost", "/cut"));
    EXPECT_TRUE(visit.again);
    EXPECT_FALSE(visit.confirmed);
    pages["/pdf"] = net::Response::html(200, "confirmed");
    pages["/pdf"].headers.set("Content-Type", "application/pdf");
    EXPECT_FALSE(open(at("guide.localhost", "/pdf")).confirmed);
}

} // namespace
} // namespace bolt::submit
