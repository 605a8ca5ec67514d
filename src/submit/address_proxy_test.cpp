#include "submit/address_proxy.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

using tcp = asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;

/// A site that answers each connection with fixed bytes (or none) and remembers what it was sent.
class RawSite {
  public:
    RawSite(asio::io_context& io, std::string answer)
        : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), answer_(std::move(answer)) {
        spawn(io.get_executor(), "site", [this] { return serve(); });
    }
    std::uint16_t port() const { return port_; }
    void stop() { acceptor_.close(); }
    std::vector<std::string> heads;

  private:
    Async<void> serve() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(as_result);
            if (error) co_return;
            std::string buffer;
            auto [failed, bytes] =
                co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n", as_result);
            if (failed) continue;
            heads.push_back(buffer);
            if (!answer_.empty()) co_await asio::async_write(socket, asio::buffer(answer_), as_result);
        }
    }
    tcp::acceptor acceptor_;
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    std::string answer_;
};

Async<Result<std::vector<asio::ip::address>>> look_up(std::string host) {
    if (host == "nowhere.example")
        co_return fail(ErrorCode::not_found, "the host nowhere.example cannot be found");
    co_return std::vector<asio::ip::address>{
        asio::ip::make_address(host.ends_with(".example") ? "10.0.0.1" : "127.0.0.1")};
}

class AddressProxyTest : public testing::Test {
  protected:
    AddressProxyTest() { EXPECT_TRUE(proxy_.start().has_value()); }

    /// Everything that the proxy answers to these bytes.
    std::string ask(std::string bytes, RawSite* site = nullptr) {
        std::string out;
        spawn(io_.get_executor(), "browser",
              [this, &out, bytes = std::move(bytes), site] { return talk(out, bytes, site); });
        io_.run_for(10s);
        io_.restart();
        return out;
    }
    Async<void> talk(std::string& out, const std::string& bytes, RawSite* site) {
        tcp::socket socket(io_);
        const auto port = static_cast<std::uint16_t>(std::stoi(proxy_.url().substr(17)));
        co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, as_result);
        co_await asio::async_write(socket, asio::buffer(bytes), as_result);
        co_await asio::async_read(socket, asio::dynamic_buffer(out), as_result);
        if (site) site->stop();
        io_.stop();
    }
    static std::string get(const std::string& host, std::uint16_t port) {
        return fmt::format(
            "GET http://{0}:{1}/a?b HTTP/1.1\r\nHost: {0}:{1}\r\nProxy-Connection: keep-alive\r\n\r\n", host,
            port);
    }

    asio::io_context io_;
    SystemClock clock_{io_.get_executor()};
    SeededRandom random_{1};
    Platform platform_{io_.get_executor(), clock_, random_};
    std::vector<std::string> looked_up_;
    AddressPolicy policy_{clock_, AddressSettings{.allowed_hosts = {"*.localhost"}},
                          [this](std::string host) {
                              looked_up_.push_back(host);
                              return look_up(std::move(host));
                          }};
    AddressProxy proxy_{platform_, policy_, ProxySettings{.bytes_max = 100'000, .total_bytes_max = 300'000}};
};

TEST_F(AddressProxyTest, PassesAnAllowedRequestOnAndClosesAfterIt) {
    RawSite site(io_, "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello");
    const auto answer = ask(get("a.localhost", site.port()), &site);
    EXPECT_EQ(answer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    ASSERT_EQ(site.heads.size(), 1U);
    EXPECT_THAT(site.heads[0], StartsWith("GET /a?b HTTP/1.1\r\n"));
    EXPECT_THAT(site.heads[0], HasSubstr("Connection: close\r\n"));
}

TEST_F(AddressProxyTest, TunnelsAllowedConnections) {
    RawSite site(io_, "raw bytes of the site");
    const auto answer =
        ask(fmt::format("CONNECT a.localhost:{} HTTP/1.1\r\n\r\nclient bytes\r\n\r\n", site.port()), &site);
    EXPECT_EQ(answer, "HTTP/1.1 200 Connection established\r\n\r\nraw bytes of the site");
    ASSERT_EQ(site.heads.size(), 1U);
    EXPECT_EQ(site.heads[0], "client bytes\r\n\r\n");
}

TEST_F(AddressProxyTest, RefusesPrivateAddresses) {
    for (const std::string& request :
         {get("inside.example", 80), std::string("CONNECT inside.example:443 HTTP/1.1\r\n\r\n")}) {
        const auto answer = ask(request);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 "));
        EXPECT_THAT(answer, HasSubstr("10.0.0.1"));
    }
    EXPECT_EQ(proxy_.problem_of("inside.example").code, ErrorCode::permission_denied);
    EXPECT_TRUE(proxy_.problem_of("other.example").message.empty());
}

TEST_F(AddressProxyTest, AnswersItselfWhereTheSiteDoesNot) {
    RawSite mute(io_, "");
    const auto silent = ask(get("a.localhost", mute.port()), &mute);
    EXPECT_THAT(silent, StartsWith("HTTP/1.1 502 "));
    EXPECT_THAT(silent, HasSubstr("without an answer"));
    EXPECT_EQ(mute.heads.size(), 1U);
    EXPECT_THAT(ask(get("a.localhost", mute.port())), HasSubstr("cannot connect to a.localhost"));
    EXPECT_THAT(ask(get("nowhere.example", 80)), StartsWith("HTTP/1.1 502 "));
}

TEST_F(AddressProxyTest, RefusesWhatIsNoProxyRequestAndAnswersThatAreNoHttp) {
    EXPECT_THAT(ask("GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    RawSite strange(io_, "220 mail.example ESMTP\r\n\r\n");
    EXPECT_THAT(ask(get("a.localhost", strange.port()), &strange), StartsWith("HTTP/1.1 502 "));
}

TEST_F(AddressProxyTest, CutsAnswersThatAreTooLong) {
    RawSite endless(io_, "HTTP/1.1 200 OK\r\n\r\n" + std::string(1'000'000, 'x'));
    const auto answer = ask(get("a.localhost", endless.port()), &endless);
    EXPECT_GT(answer.size(), 50'000U);
    EXPECT_LT(answer.size(), 200'000U);
}

TEST_F(AddressProxyTest, CountsAVisitAndEndsItWhenItIsTooMuch) {
    const std::string answer = "HTTP/1.1 200 OK\r\n\r\n" + std::string(90'000, 'x');
    for (int times = 0; times < 3; ++times) {
        RawSite site(io_, answer);
        EXPECT_GT(ask(get("a.localhost", site.port()), &site).size(), 90'000U);
    }
    EXPECT_GT(proxy_.received(), 200'000U);
    RawSite last(io_, answer);
    EXPECT_LT(ask(get("a.localhost", last.port()), &last).size(), 90'000U);
    EXPECT_EQ(proxy_.problem_of("a.localhost").code, ErrorCode::too_large);
    RawSite none(io_, answer);
    EXPECT_THAT(ask(get("b.localhost", none.port()), &none), HasSubstr("loads more than"));
    EXPECT_TRUE(none.heads.empty());
}

TEST_F(AddressProxyTest, RefusesTrackersWithoutLookingThemUp) {
    for (const std::string& request : {get("www.google-analytics.com", 80),
                                       std::string("CONNECT www.googletagmanager.com:443 HTTP/1.1\r\n\r\n")})
        EXPECT_THAT(ask(request), HasSubstr("trackers are not visited"));
    EXPECT_EQ(proxy_.trackers_refused(), 2U);
    EXPECT_TRUE(looked_up_.empty());
}

} // namespace
} // namespace bolt::submit
