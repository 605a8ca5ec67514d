#include "submit/robots_policy.hpp"

#include "net/server.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

using testing::HasSubstr;
using Kind = RobotsAnswer::Kind;

/// Real time that a test can move on.
class MovedClock final : public Clock {
  public:
    explicit MovedClock(const asio::any_io_executor& executor) : real_(executor) {}
    TimePoint now() const override { return real_.now() + ahead; }
    Duration monotonic() const override { return real_.monotonic() + ahead; }
    std::unique_ptr<Timer> timer() override { return real_.timer(); }
    Duration ahead{0};

  private:
    SystemClock real_;
};

Async<Result<std::vector<asio::ip::address>>> look_up(std::string host) {
    if (host == "nowhere.example")
        co_return fail(ErrorCode::not_found, "the host nowhere.example cannot be found");
    co_return std::vector<asio::ip::address>{
        asio::ip::make_address(host.ends_with(".localhost") ? "127.0.0.1" : "10.0.0.1")};
}

class RobotsPolicyTest : public testing::Test {
  protected:
    RobotsPolicyTest() {
        net::Router router;
        router.set_fallback([this](net::Request& request) -> Async<net::Response> {
            asked_.push_back(request.path);
            agent_ = request.headers.get("User-Agent");
            co_return answer_(request);
        });
        server_ = std::make_unique<net::Server>(io_.get_executor(), net::ServerSettings{}, std::move(router));
        EXPECT_TRUE(server_->start().has_value());
    }
    ~RobotsPolicyTest() override {
        asio::co_spawn(io_, server_->stop(), [this](std::exception_ptr) { io_.stop(); });
        io_.restart();
        io_.run_for(10s);
    }

    std::string site(std::string_view path) const {
        return fmt::format("http://list.localhost:{}{}", server_->port(), path);
    }
    RobotsAnswer ask(std::string url) {
        std::optional<RobotsAnswer> out;
        asio::co_spawn(io_, policy_.ask(std::move(url)), [&](std::exception_ptr thrown, RobotsAnswer answer) {
            io_.stop();
            if (!thrown) out = std::move(answer);
        });
        io_.restart();
        io_.run_for(30s);
        return out.value();
    }

    asio::io_context io_;
    MovedClock clock_{io_.get_executor()};
    SeededRandom random_{1};
    Platform platform_{io_.get_executor(), clock_, random_};
    std::function<net::Response(net::Request&)> answer_ = [](net::Request&) {
        return net::Response::text(200, "User-agent: *\nDisallow: /private\nCrawl-delay: 3\n");
    };
    std::vector<std::string> asked_;
    std::string agent_;
    std::unique_ptr<net::Server> server_;
    RobotsPolicy policy_{platform_, AddressSettings{.allowed_hosts = {"*.localhost"}}, {}, look_up};
};

TEST_F(RobotsPolicyTest, AsksOncePerSiteAndDay) {
    const auto good = ask(site("/add"));
    EXPECT_EQ(good.kind, Kind::allowed);
    EXPECT_EQ(good.crawl_delay, Duration(3s));
    const auto bad = ask(site("/private/add"));
    EXPECT_EQ(bad.kind, Kind::disallowed);
    EXPECT_THAT(bad.reason, HasSubstr("Disallow: /private"));
    EXPECT_EQ(asked_, std::vector<std::string>{"/robots.txt"});
    EXPECT_EQ(agent_, "directory-bolt/0.1");
    clock_.ahead = 25h;
    ask(site("/add"));
    EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(RobotsPolicyTest, AMissingFileAllowsEverything) {
    answer_ = [](net::Request&) { return net::Response::text(404, "User-agent: *\nDisallow: /\n"); };
    EXPECT_EQ(ask(site("/add")).kind, Kind::allowed);
}

TEST_F(RobotsPolicyTest, ATroubledSiteIsLeftAloneForAWhile) {
    answer_ = [](net::Request&) {
        auto busy = net::Response::text(503, "");
        busy.headers.set("Retry-After", "600");
        return busy;
    };
    const auto answer = ask(site("/add"));
    EXPECT_EQ(answer.kind, Kind::not_known);
    EXPECT_THAT(answer.reason, HasSubstr("503"));
    EXPECT_GT(answer.retry_after, Duration(9min));
    EXPECT_EQ(ask(site("/add")).kind, Kind::not_known);
    EXPECT_EQ(asked_.size(), 1U);
    clock_.ahead = 11min;
    answer_ = [](net::Request&) { return net::Response::text(200, ""); };
    EXPECT_EQ(ask(site("/add")).kind, Kind::allowed);
    EXPECT_EQ(ask("http://nowhere.example/add").kind, Kind::not_known);
}

TEST_F(RobotsPolicyTest, FollowsFiveRedirectsAndNoMore) {
    const auto redirecting = [this](int times) {
        answer_ = [times](net::Request& request) {
            const int hop = request.path == "/robots.txt" ? 0 : std::stoi(request.path.substr(1));
            return hop < times ? net::Response::redirect(fmt::format("/{}", hop + 1), 302)
                               : net::Response::text(200, "User-agent: directory-bolt\nDisallow: /\n");
        };
        clock_.ahead += 48h;
        return ask(site("/add")).kind;
    };
    EXPECT_EQ(redirecting(5), Kind::disallowed);
    EXPECT_EQ(redirecting(6), Kind::allowed);
}

TEST_F(RobotsPolicyTest, ARedirectIntoAPrivateNetworkIsNotFollowed) {
    answer_ = [](net::Request&) { return net::Response::redirect("http://inside.example/robots.txt", 302); };
    const auto answer = ask(site("/add"));
    EXPECT_EQ(answer.kind, Kind::not_known);
    EXPECT_THAT(answer.reason, HasSubstr("no public address"));
}

} // namespace
} // namespace bolt::submit
