#include "net/test_loop.hpp"

#include <boost/asio/steady_timer.hpp>

namespace bolt::net::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ServerLimits : public ServerTest {
  public:
    int handled = 0;

    void SetUp() override {
        settings.body_bytes_max = 1000;
        settings.header_bytes_max = 2000;
        router.set_fallback(plain([this](Request& request) {
            ++handled;
            return Response::text(200, request.path);
        }));
    }
    std::string post(std::string_view headers, std::string_view body) {
        return raw(fmt::format("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{}\r\n{}", headers, body));
    }
};

TEST_F(ServerLimits, RefusesLargeBodiesAndTheClientReadsWhy) {
    start();
    EXPECT_EQ(send({.method = "POST", .url = url("/"), .body = std::string(1000, 'x')})->status, 200);
    EXPECT_EQ(send({.method = "POST", .url = url("/"), .body = std::string(1001, 'x')})->status, 413);
    auto response = send({.method = "POST", .url = url("/"), .body = std::string(4'000'000, 'x')});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 413);
    EXPECT_EQ(response->headers.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(handled, 1);
}

TEST_F(ServerLimits, RefusesLargeChunkedBodies) {
    start();
    EXPECT_THAT(post("Transfer-Encoding: chunked\r\n", "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    std::string many;
    for (int i = 0; i < 600; ++i) many += "2\r\nab\r\n";
    EXPECT_THAT(post("Transfer-Encoding: chunked\r\n", many + "0\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
    EXPECT_EQ(handled, 0);
}

TEST_F(ServerLimits, RefusesLargeHeads) {
    start();
    EXPECT_THAT(raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x') + "\r\n\r\n"),
                StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(raw("GET /" + std::string(100'000, 'x')), StartsWith("HTTP/1.1 431 "));
    std::string many;
    for (int i = 0; i < 100'000; ++i) many += "A: b\r\n";
    EXPECT_THAT(raw("GET / HTTP/1.1\r\nHost: a\r\n" + many), StartsWith("HTTP/1.1 431 "));
}

TEST_F(ServerLimits, BoundsChunkExtensionsAndTrailers) {
    start();
    EXPECT_THAT(post("Transfer-Encoding: chunked\r\n", "3;" + std::string(200'000, 'x')),
                StartsWith("HTTP/1.1 4"));
    EXPECT_THAT(post("Transfer-Encoding: chunked\r\n", "0\r\nX: " + std::string(200'000, 'x')),
                StartsWith("HTTP/1.1 4"));
    EXPECT_EQ(handled, 0);
}

class MalformedRequest : public ServerLimits, public ::testing::WithParamInterface<const char*> {};

TEST_P(MalformedRequest, IsAnsweredWith400AndAProblemDocument) {
    start();
    RawClient raw_client(loop, server->port());
    raw_client.send(GetParam());
    raw_client.end_of_input();
    const auto answer = raw_client.read_all();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Type: application/problem+json\r\n"));
    EXPECT_EQ(handled, 0);
    EXPECT_EQ(status_of("/still-there"), 200);
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedRequest,
    ::testing::Values(
        "nonsense\r\n\r\n", "\x16\x03\x01\x02\x01\x01\xfc\x03\x03", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));

class BadTarget : public ServerLimits, public ::testing::WithParamInterface<const char*> {};

TEST_P(BadTarget, IsAnsweredWith400) {
    start();
    const auto answer =
        raw(fmt::format("GET {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", GetParam()));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(answer, HasSubstr("urn:directory-bolt:problem:bad_target"));
    EXPECT_EQ(handled, 0);
}

INSTANTIATE_TEST_SUITE_P(All, BadTarget,
                         ::testing::Values("/a/../b", "/%2e%2e/etc/passwd", "/a/%2E%2e", "/..%2fsecret",
                                           "/a/./b", "/.", "/a%00b", "/%0d%0a", "/%", "/%4", "/%zz",
                                           "/%c3%28", "/%ed%a0%80", "/a%5cb", "/..%5c..%5c", "noslash",
                                           "ftp://host/", "host:443"));

TEST_F(ServerLimits, DecodesThePathOnce) {
    start();
    EXPECT_EQ(get("/a%252e%252e")->body, "/a%2e%2e");
    EXPECT_EQ(get("/a+b%2Bc")->body, "/a+b+c");
    EXPECT_EQ(get("/...")->body, "/...");
    EXPECT_THAT(raw("GET http://other/abs?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                HasSubstr("/abs"));
}

TEST_F(ServerLimits, AnswersSlowRequestsWith408) {
    settings.request_timeout = std::chrono::milliseconds{100};
    start();
    EXPECT_THAT(raw("GET / HTTP/1.1\r\nHost: a\r\n"), StartsWith("HTTP/1.1 408 "));
    EXPECT_THAT(raw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"),
                StartsWith("HTTP/1.1 408 "));
    EXPECT_EQ(handled, 0);
}

TEST_F(ServerLimits, DoesNotLetATrickleOfBytesRenewTheRequestTimeout) {
    settings.request_timeout = std::chrono::milliseconds{200};
    start();
    RawClient raw_client(loop, server->port());
    bool ended = false;
    asio::co_spawn(
        loop.context(),
        [](asio::ip::tcp::socket& socket, bool& end) -> Async<void> {
            asio::steady_timer timer(socket.get_executor());
            while (socket.is_open()) {
                co_await asio::async_write(socket, asio::buffer("G", 1), as_result);
                timer.expires_after(std::chrono::milliseconds{10});
                co_await timer.async_wait(as_result);
            }
            end = true;
        }(raw_client.socket(), ended),
        asio::detached);
    EXPECT_THAT(raw_client.read_response(), StartsWith("HTTP/1.1 408 "));
    raw_client.socket().close();
    EXPECT_TRUE(loop.run_until([&] { return ended; }));
}

TEST_F(ServerLimits, ClosesIdleConnectionsWithoutAWord) {
    settings.idle_timeout = std::chrono::milliseconds{100};
    start();
    EXPECT_EQ(raw(""), "");
    RawClient raw_client(loop, server->port());
    raw_client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(raw_client.read_response(), StartsWith("HTTP/1.1 200 OK"));
    EXPECT_EQ(raw_client.read_all(), "");
}

TEST_F(ServerLimits, DoesNotTimeOutAHandlerThatTakesLonger) {
    settings.idle_timeout = settings.request_timeout = std::chrono::milliseconds{50};
    router.add("GET", "/slow", [](Request&) -> Async<Response> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds{300});
        co_await timer.async_wait(as_result);
        co_return Response::text(200, "late");
    });
    start();
    EXPECT_EQ(get("/slow")->body, "late");
}

TEST_F(ServerLimits, CutsAReaderThatTakesNothing) {
    settings.idle_timeout = std::chrono::milliseconds{100};
    settings.connections_max = 1;
    router.add("GET", "/some", plain([](Request&) { return Response::text(200, std::string(16'000, 'x')); }));
    start();
    RawClient raw_client(loop, server->port(), 4096);
    std::string requests;
    for (int i = 0; i < 2000; ++i) requests += "GET /some HTTP/1.1\r\nHost: a\r\n\r\n";
    raw_client.send(requests);
    // As long as that connection lives, it holds the only place.
    EXPECT_TRUE(
        loop.run_until([&] { return raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") != ""; }));
    EXPECT_LT(raw_client.read_all().size(), 2000u * 16'000u);
}

TEST_F(ServerLimits, ClosesConnectionsAboveTheCapAtOnce) {
    settings.connections_max = 2;
    start();
    RawClient first(loop, server->port());
    RawClient second(loop, server->port());
    for (auto* one : {&first, &second}) {
        one->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        EXPECT_THAT(one->read_response(), StartsWith("HTTP/1.1 200"));
    }
    EXPECT_THAT(raw("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), IsEmpty());
    second.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    second.read_all();
    second.socket().close();
    // The place is free as soon as the server has seen the close.
    EXPECT_TRUE(
        loop.run_until([&] { return raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") != ""; }));
}

TEST_F(ServerLimits, SurvivesRandomBytes) {
    start();
    std::uint64_t state = 42;
    for (int i = 0; i < 300; ++i) {
        std::string bytes = i % 3 == 0   ? "GET / HTTP/1.1\r\n"
                            : i % 3 == 1 ? "POST / HTTP/1.1\r\nHost: a\r\n"
                                         : "";
        for (int k = 0; k < 200; ++k) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            bytes += static_cast<char>(state >> 56);
        }
        RawClient raw_client(loop, server->port());
        raw_client.send(bytes);
        raw_client.end_of_input();
        EXPECT_THAT(raw_client.read_all(), StartsWith("HTTP/1.1 400 ")) << i;
    }
    EXPECT_EQ(status_of("/"), 200);
}

} // namespace
} // namespace bolt::net::test
