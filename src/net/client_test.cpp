#include "net/test_loop.hpp"

#include <boost/asio/steady_timer.hpp>

namespace bolt::net::test {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

/// A port on which nothing listens.
std::uint16_t closed_port(Loop& loop) {
    asio::ip::tcp::acceptor acceptor(loop.executor(), {asio::ip::address_v4::loopback(), 0});
    return acceptor.local_endpoint().port();
}

class Client : public ServerTest {
  public:
    void SetUp() override {
        router.add("GET", "/hello", plain([](Request&) { return Response::text(200, "hello"); }));
        router.add("GET", "/never", [](Request&) -> Async<Response> {
            asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours{1});
            co_await timer.async_wait(asio::use_awaitable);
            co_return Response{};
        });
        router.add("GET", "/loop", plain([](Request&) { return Response::redirect("/loop"); }));
        router.add("POST", "/old", plain([](Request&) { return Response::redirect("/hello"); }));
        router.add("GET", "/to-file",
                   plain([](Request&) { return Response::redirect("file:///etc/passwd"); }));
        router.add("GET", "/big",
                   plain([](Request&) { return Response::text(200, std::string(100'000, 'x')); }));
        settings.shutdown_grace = milliseconds{50};
        settings.body_bytes_max = 8 << 20;
        router.set_fallback(plain([](Request& request) {
            auto response = Response::text(200, request.method + " " + request.body);
            for (const auto& [name, value] : request.headers.all())
                response.headers.add("Got-" + name, value);
            response.headers.add("Set-Cookie", "a=1");
            response.headers.add("Set-Cookie", "b=2");
            return response;
        }));
    }
};

TEST_F(Client, SendsMethodBodyAndHeadersAsGiven) {
    start();
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "GET"}) {
        auto response = send({.method = method,
                              .url = url("/x"),
                              .headers = {{"X-One", "1"}, {"X-None", ""}},
                              .body = "data"});
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->body, std::string(method) + " data");
        EXPECT_EQ(response->headers.get("Got-X-One"), "1");
        EXPECT_TRUE(response->headers.has("Got-X-None"));
        EXPECT_FALSE(response->headers.has("Got-Content-Type"));
        EXPECT_FALSE(response->headers.has("Got-Expect"));
    }
    EXPECT_EQ(send({.method = "POST", .url = url("/x")})->body, "POST ");
    EXPECT_EQ(send({.method = "OPTIONS", .url = url("/x")})->body, "OPTIONS ");
    EXPECT_EQ(send({.method = "POST", .url = url("/x"), .body = std::string("a\0b", 3)})->body,
              std::string("POST a\0b", 8));
    auto large = send({.method = "PUT", .url = url("/x"), .body = std::string(3 << 20, 'x')});
    EXPECT_EQ(large->body.size(), (3u << 20) + 4);
    EXPECT_FALSE(large->headers.has("Got-Expect"));
}

TEST_F(Client, KeepsRepeatedResponseHeaders) {
    start();
    auto response = get("/x");
    std::vector<std::string> cookies;
    for (const auto& [name, value] : response->headers.all())
        if (name == "Set-Cookie") cookies.push_back(value);
    EXPECT_THAT(cookies, ::testing::ElementsAre("a=1", "b=2"));
}

TEST_F(Client, RefusesWhatItMustNotSend) {
    start();
    for (const char* bad :
         {"", "hello", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http:///x", "http://a b/",
          "http://127.0.0.1:99999/", "gopher://127.0.0.1/", "http://127.0.0.1/\r\nX: y"}) {
        auto response = send({.url = bad});
        ASSERT_FALSE(response) << bad;
        EXPECT_EQ(response.error().code, ErrorCode::invalid_argument) << bad;
    }
    EXPECT_EQ(send({.method = "GET /x", .url = url("/")}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(get("/", {{"X", "a\r\nY: b"}}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(get("/", {{"X: y", "a"}}).error().code, ErrorCode::invalid_argument);
}

TEST_F(Client, ReportsARefusedConnectionWithoutTheQuery) {
    start();
    auto response = send({.url = fmt::format("http://127.0.0.1:{}/?token=secret", closed_port(loop))});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::unavailable);
    EXPECT_THAT(response.error().message, Not(HasSubstr("secret")));
    EXPECT_EQ(send({.url = "http://no-such-host.invalid/"}).error().code, ErrorCode::unavailable);
}

TEST_F(Client, EndsACallThatTakesTooLong) {
    start();
    const auto begin = std::chrono::steady_clock::now();
    auto response = send({.url = url("/never"), .timeout = milliseconds{150}});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{5});
    EXPECT_EQ(status_of("/hello"), 200);
}

TEST_F(Client, StopsReadingAResponseThatIsTooLarge) {
    start();
    EXPECT_EQ(send({.url = url("/big"), .response_bytes_max = 100'000})->body.size(), 100'000u);
    auto response = send({.url = url("/big"), .response_bytes_max = 99'999});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::too_large);
}

TEST_F(Client, FollowsRedirectsOnlyWhenAskedAndOnlyToHttp) {
    start();
    EXPECT_EQ(send({.method = "POST", .url = url("/old"), .body = "x"})->status, 303);
    auto followed = send({.method = "POST", .url = url("/old"), .body = "x", .redirects_max = 3});
    ASSERT_TRUE(followed) << followed.error().message;
    EXPECT_EQ(followed->body, "hello");
    EXPECT_FALSE(followed->headers.has("Location")) << "only the last response counts";
    EXPECT_EQ(send({.url = url("/loop"), .redirects_max = 3}).error().code, ErrorCode::unavailable);
    EXPECT_FALSE(send({.url = url("/to-file"), .redirects_max = 3}));
}

TEST_F(Client, AsksAboutEveryAddressAlsoOnKeptConnections) {
    start();
    std::vector<std::string> asked;
    ClientRequest request{.url = url("/hello")};
    request.address_allowed = [&](const std::string& address) {
        asked.push_back(address);
        return true;
    };
    EXPECT_EQ(send(request)->status, 200);
    EXPECT_THAT(asked, ::testing::Each("127.0.0.1"));
    EXPECT_FALSE(asked.empty());

    request.address_allowed = [](const std::string&) { return false; };
    auto kept = send(request);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, ErrorCode::permission_denied);

    HttpClient fresh(loop.executor());
    auto refused = loop.run(fresh.send(request));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);

    request.address_allowed = [](const std::string&) -> bool { throw std::runtime_error("cannot judge"); };
    EXPECT_EQ(send(request).error().code, ErrorCode::permission_denied);
}

TEST_F(Client, DoesNotEvenConnectToAForbiddenAddress) {
    start();
    asio::ip::tcp::acceptor private_service(loop.executor(), {asio::ip::address_v4::loopback(), 0});
    ClientRequest request{.url =
                              fmt::format("http://127.0.0.1:{}/", private_service.local_endpoint().port())};
    request.address_allowed = [](const std::string& address) { return address != "127.0.0.1"; };
    EXPECT_EQ(send(request).error().code, ErrorCode::permission_denied);
    private_service.non_blocking(true);
    boost::system::error_code error;
    auto socket = private_service.accept(error);
    EXPECT_EQ(error, asio::error::would_block);
}

TEST_F(Client, ReportsAConnectionCutInTheMiddle) {
    router.add("GET", "/cut", plain([](Request&) { return Response{.cut = true}; }));
    start();
    EXPECT_EQ(get("/cut").error().code, ErrorCode::unavailable);
}

// libcurl repeats a request by itself when a kept connection ends without an answer: for a POST, work done
// twice.
TEST_F(Client, SendsAPostOnceEvenIfItsKeptConnectionIsCut) {
    int posts = 0;
    int gets = 0;
    const auto cut_after = [](int& count) {
        return plain([&count](Request&) {
            ++count;
            return Response{.cut = true};
        });
    };
    router.add("POST", "/work", cut_after(posts));
    router.add("GET", "/work", cut_after(gets));
    start();
    EXPECT_EQ(status_of("/hello"), 200); // the connection that is kept
    auto lost = send({.method = "POST", .url = url("/work"), .body = "x"});
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::unavailable);
    EXPECT_EQ(posts, 1);
    EXPECT_EQ(status_of("/hello"), 200);
    EXPECT_FALSE(get("/work"));
    EXPECT_EQ(gets, 2); // reading may be repeated
}

TEST_F(Client, RunsManyCallsAtOnce) {
    start();
    int good = 0;
    int ended = 0;
    for (int i = 0; i < 300; ++i)
        asio::co_spawn(
            loop.context(),
            [](HttpClient& http, std::string address, int& good_count, int& end_count) -> Async<void> {
                auto response = co_await http.send({.url = address});
                if (response && response->body == "hello") ++good_count;
                ++end_count;
            }(*client, url("/hello"), good, ended),
            asio::detached);
    EXPECT_TRUE(loop.run_until([&] { return ended == 300; }));
    EXPECT_EQ(good, 300);
}

TEST_F(Client, CancelsRunningCallsWhenItIsDestroyed) {
    start();
    std::vector<ErrorCode> errors;
    for (int i = 0; i < 5; ++i)
        asio::co_spawn(
            loop.context(),
            [](HttpClient& http, std::string address, std::vector<ErrorCode>& out) -> Async<void> {
                auto response = co_await http.send({.url = address});
                out.push_back(response ? ErrorCode::internal : response.error().code);
            }(*client, url("/never"), errors),
            asio::detached);
    EXPECT_EQ(status_of("/hello"), 200); // so that the calls are under way
    client.reset();
    EXPECT_TRUE(loop.run_until([&] { return errors.size() == 5; }));
    EXPECT_THAT(errors, ::testing::Each(ErrorCode::cancelled));
}

TEST(ClientShutdown, AnAbandonedCallIsForgotten) {
    Loop server_loop;
    asio::ip::tcp::acceptor silent(server_loop.executor(), {asio::ip::address_v4::loopback(), 0});
    auto io = std::make_unique<asio::io_context>(1);
    auto client = std::make_unique<HttpClient>(io->get_executor());
    bool ended = false;
    asio::co_spawn(
        *io,
        [](HttpClient& http, std::string address, bool& end) -> Async<void> {
            co_await http.send({.url = address});
            end = true;
        }(*client, fmt::format("http://127.0.0.1:{}/", silent.local_endpoint().port()), ended),
        asio::detached);
    io->run_for(milliseconds{50});
    client.reset();
    io.reset(); // destroys the coroutine where it stands; sanitizers see what is left
    EXPECT_FALSE(ended);
}

} // namespace
} // namespace bolt::net::test
