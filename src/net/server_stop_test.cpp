#include "net/test_loop.hpp"

#include <boost/asio/steady_timer.hpp>

namespace bolt::net::test {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ServerStop : public ServerTest {
  public:
    int started = 0;
    int closed = 0;
    bool interrupted = false;

    void SetUp() override {
        router.add("GET", "/slow/{ms}", [this](Request& request) -> Async<Response> {
            ++started;
            asio::steady_timer timer(co_await asio::this_coro::executor,
                                     milliseconds{std::stoi(request.params["ms"])});
            auto [error] = co_await timer.async_wait(as_result);
            interrupted = error == asio::error::operation_aborted;
            co_return Response::text(200, "done");
        });
        router.add("GET", "/hello", plain([](Request&) { return Response::text(200, "hello"); }));
        router.add_socket("/feed", nullptr, [this](std::shared_ptr<WebSocket> socket, const Request&) {
            socket->on_text = [keep = socket](std::string) {}; // a circle that the server must break
            socket->on_close = [this] { ++closed; };
        });
    }
    milliseconds timed_stop() {
        const auto begin = std::chrono::steady_clock::now();
        loop.run(server->stop());
        return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    }
};

TEST_F(ServerStop, LetsARunningRequestEndAndAcceptsNoMore) {
    start();
    const auto port = server->port();
    RawClient raw_client(loop, port);
    raw_client.send("GET /slow/200 HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(loop.run_until([&] { return started == 1; }));
    std::string answer;
    asio::co_spawn(
        loop.context(),
        [](asio::ip::tcp::socket& socket, std::string& out) -> Async<void> {
            co_await asio::async_read(socket, asio::dynamic_buffer(out), as_result);
            socket.close();
        }(raw_client.socket(), answer),
        asio::detached);
    timed_stop();
    EXPECT_TRUE(loop.run_until([&] { return !raw_client.socket().is_open(); }));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, ::testing::EndsWith("done")) << "the second request must not be served";
    EXPECT_THROW(RawClient(loop, port), boost::system::system_error);
}

TEST_F(ServerStop, ClosesIdleConnectionsAtOnce) {
    settings.shutdown_grace = milliseconds{10'000};
    start();
    RawClient silent(loop, server->port());
    RawClient kept(loop, server->port());
    kept.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(kept.read_response(), StartsWith("HTTP/1.1 200 OK"));
    EXPECT_LT(timed_stop(), milliseconds{5000});
    EXPECT_EQ(silent.read_all(), "");
    EXPECT_EQ(kept.read_all(), "");
}

TEST_F(ServerStop, SaysGoodbyeToSockets) {
    settings.shutdown_grace = milliseconds{10'000};
    start();
    std::vector<std::unique_ptr<SocketClient>> sockets;
    int goodbyes = 0;
    for (int i = 0; i < 100; ++i) sockets.push_back(connect("/feed"));
    for (auto& socket : sockets)
        asio::co_spawn(
            loop.context(),
            [](SocketClient& one, int& count) -> Async<void> {
                co_await one.receive(milliseconds{10'000});
                if (one.close_code() == 1001) ++count;
            }(*socket, goodbyes),
            asio::detached);
    EXPECT_LT(timed_stop(), milliseconds{8000});
    EXPECT_TRUE(loop.run_until([&] { return goodbyes == 100; }));
    EXPECT_EQ(closed, 100);
}

TEST_F(ServerStop, CutsWhatDoesNotEndInTime) {
    settings.shutdown_grace = milliseconds{100};
    start();
    RawClient slow(loop, server->port());
    slow.send("GET /slow/3600000 HTTP/1.1\r\nHost: a\r\n\r\n");
    RawClient deaf(loop, server->port());
    deaf.send("GET /feed HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    EXPECT_THAT(deaf.read_response(), StartsWith("HTTP/1.1 101 "));
    ASSERT_TRUE(loop.run_until([&] { return started == 1; }));
    const auto took = timed_stop();
    EXPECT_GE(took, milliseconds{100});
    EXPECT_LT(took, milliseconds{5000});
    EXPECT_TRUE(interrupted) << "the handler is told to end";
    EXPECT_EQ(closed, 1);
    EXPECT_EQ(slow.read_all(), "");
}

TEST_F(ServerStop, MayBeCalledTwiceAndOnAServerThatNeverStarted) {
    start();
    timed_stop();
    timed_stop();
    Server idle(loop.executor(), ServerSettings{}, Router{});
    loop.run(idle.stop());
}

TEST_F(ServerStop, DestroyingTheServerCutsEverything) {
    start();
    auto socket = connect("/feed");
    RawClient silent(loop, server->port());
    silent.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(silent.read_response(), StartsWith("HTTP/1.1 200 OK"));
    server.reset();
    EXPECT_EQ(silent.read_all(), "");
    EXPECT_FALSE(loop.run(socket->receive(milliseconds{5000})));
    EXPECT_EQ(closed, 1);
}

} // namespace
} // namespace bolt::net::test
