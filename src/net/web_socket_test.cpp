#include "net/test_loop.hpp"

#include <set>

namespace bolt::net::test {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view handshake =
    "GET /echo HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n";

std::shared_ptr<const std::string> text(std::string value) {
    return std::make_shared<const std::string>(std::move(value));
}

class Sockets : public ServerTest {
  public:
    std::set<std::shared_ptr<WebSocket>> open; ///< of /feed
    int closed = 0;
    std::string binary;

    void SetUp() override {
        router.add_socket("/echo", nullptr, [this](std::shared_ptr<WebSocket> socket, const Request&) {
            socket->on_text = [weak = std::weak_ptr(socket)](std::string message) {
                if (message == "close") return weak.lock()->close(4001, "as asked");
                if (message == "throw") throw std::runtime_error("callback failed");
                weak.lock()->send_text(text("echo " + message));
            };
            socket->on_binary = [this](std::string message) { binary = message; };
            socket->on_close = [this] { ++closed; };
        });
        auto check = [](Request& request) -> Async<std::optional<Response>> {
            if (request.query_value("token") == "good") co_return std::nullopt;
            if (request.query_value("token") == "throw") throw std::runtime_error("check failed");
            co_return problem(403, "Forbidden", "This token may not.");
        };
        router.add_socket("/feed/{topic}", check,
                          [this](std::shared_ptr<WebSocket> socket, const Request& request) {
                              open.insert(socket);
                              socket->send_text(text("topic " + request.params.at("topic")));
                              socket->on_close = [this, key = socket.get()] {
                                  ++closed;
                                  std::erase_if(open, [key](const auto& one) { return one.get() == key; });
                              };
                          });
    }
    Result<std::string> receive(SocketClient& socket, milliseconds timeout = milliseconds{10'000}) {
        return loop.run(socket.receive(timeout));
    }
    void send_text(SocketClient& socket, std::string message) {
        ASSERT_TRUE(loop.run(socket.send(std::move(message))));
    }
};

TEST_F(Sockets, EchoMessages) {
    start();
    auto socket = connect("/echo");
    send_text(*socket, "one");
    EXPECT_EQ(receive(*socket).value_or("none"), "echo one");
    const std::string large(200'000, 'x');
    send_text(*socket, large);
    EXPECT_EQ(receive(*socket).value_or("none"), "echo " + large);
    EXPECT_EQ(receive(*socket, milliseconds{20}).error().code, ErrorCode::timeout);
    send_text(*socket, "after a timeout");
    EXPECT_EQ(receive(*socket).value_or("none"), "echo after a timeout");
    loop.run(socket->close());
    EXPECT_TRUE(loop.run_until([&] { return closed == 1; }));
}

TEST_F(Sockets, AreCheckedBeforeTheUpgrade) {
    start();
    auto attempt = [&](std::string_view path) {
        return loop.run(SocketClient::connect(url(path, "ws"), {}, milliseconds{5000}));
    };
    EXPECT_EQ(attempt("/feed/a").error().code, ErrorCode::permission_denied);
    EXPECT_EQ(attempt("/feed/a?token=throw").error().code, ErrorCode::unavailable);
    EXPECT_EQ(attempt("/nowhere").error().code, ErrorCode::permission_denied);
    auto good = attempt("/feed/a?token=good");
    ASSERT_TRUE(good) << good.error().message;
    EXPECT_EQ(receive(**good).value_or("none"), "topic a");
    EXPECT_EQ(status_of("/feed/a"), 426);
    EXPECT_EQ(send({.method = "POST", .url = url("/echo")})->status, 405);
}

TEST_F(Sockets, RefuseBadHandshakes) {
    start();
    auto with = [&](std::string_view from, std::string_view to) {
        std::string request(handshake);
        request.replace(request.find(from), from.size(), to);
        RawClient raw_client(loop, server->port());
        raw_client.send(request);
        return raw_client.read_response();
    };
    EXPECT_THAT(with("Version: 13", "Version: 12"), StartsWith("HTTP/1.1 426 "));
    EXPECT_THAT(with("dGhlIHNhbXBsZSBub25jZQ==", "short"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(with("Host: a\r\n", ""), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(with("\r\n\r\n", "\r\n\r\nearly"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(with("websocket", "h2c"), StartsWith("HTTP/1.1 426 "));
    const auto accepted = with("GET", "GET");
    EXPECT_THAT(accepted, StartsWith("HTTP/1.1 101 "));
    EXPECT_THAT(accepted, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    EXPECT_THAT(accepted, ::testing::Not(HasSubstr("Beast")));
}

TEST_F(Sockets, CloseWithTheCodeGiven) {
    start();
    auto socket = connect("/echo");
    send_text(*socket, "last");
    send_text(*socket, "close");
    EXPECT_EQ(receive(*socket).value_or("none"), "echo last"); // what is queued goes first
    auto end = receive(*socket);
    ASSERT_FALSE(end);
    EXPECT_THAT(end.error().message, HasSubstr("4001 as asked"));
    EXPECT_EQ(socket->close_code(), 4001);
    EXPECT_TRUE(loop.run_until([&] { return closed == 1; }));
}

TEST_F(Sockets, CloseAfterWhatIsQueued) {
    start();
    auto socket = connect("/feed/a?token=good");
    ASSERT_TRUE(loop.run_until([&] { return open.size() == 1; }));
    auto one = *open.begin();
    for (int i = 0; i < 20; ++i) one->send_text(text(std::to_string(i)));
    one->close(1008, "token revoked");
    one->send_text(text("too late"));
    EXPECT_EQ(receive(*socket).value_or("none"), "topic a");
    for (int i = 0; i < 20; ++i) EXPECT_EQ(receive(*socket).value_or("none"), std::to_string(i));
    EXPECT_FALSE(receive(*socket));
    EXPECT_EQ(socket->close_code(), 1008);
}

TEST_F(Sockets, EndOnlyThemselvesWhenACallbackThrows) {
    start();
    auto good = connect("/echo");
    auto bad = connect("/echo");
    send_text(*bad, "throw");
    EXPECT_FALSE(receive(*bad));
    EXPECT_EQ(bad->close_code(), 1011);
    send_text(*good, "still");
    EXPECT_EQ(receive(*good).value_or("none"), "echo still");
}

TEST_F(Sockets, BoundTheReasonAndTheCode) {
    start();
    auto socket = connect("/feed/a?token=good");
    ASSERT_EQ(receive(*socket).value_or("none"), "topic a");
    std::string reason;
    for (int i = 0; i < 100; ++i) reason += "\xC3\xBC";
    (*open.begin())->close(1005, reason);
    auto end = receive(*socket);
    EXPECT_EQ(socket->close_code(), 1011);
    EXPECT_THAT(end.error().message, EndsWith("\xC3\xBC"));
}

TEST_F(Sockets, RefuseFramesAgainstTheProtocol) {
    settings.socket_message_bytes_max = 1000;
    start();
    const auto answer_to = [&](std::string frame) {
        RawClient raw_client(loop, server->port());
        raw_client.send(handshake);
        EXPECT_THAT(raw_client.read_response(), StartsWith("HTTP/1.1 101 "));
        raw_client.send(frame);
        return raw_client.read_all();
    };
    using namespace std::string_literals;
    EXPECT_EQ(answer_to("\x81\x01x"s).substr(0, 4), "\x88\x02\x03\xEA"s);            // unmasked: 1002
    EXPECT_EQ(answer_to("\xF1\x81\0\0\0\0x"s).substr(0, 4), "\x88\x02\x03\xEA"s);    // reserved bits: 1002
    EXPECT_EQ(answer_to("\x81\x81\0\0\0\0\xFF"s).substr(0, 4), "\x88\x02\x03\xEF"s); // not UTF-8: 1007
    EXPECT_EQ(answer_to("\x81\xFE\x03\xE9\0\0\0\0"s).substr(0, 4), "\x88\x02\x03\xF1"s); // 1001 bytes: 1009
    EXPECT_EQ(answer_to("\x81\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0"s).substr(0, 4),
              "\x88\x02\x03\xF1"s);
    EXPECT_TRUE(loop.run_until([&] { return closed == 5; }));
    EXPECT_EQ(answer_to("\x82\x82\0\0\0\0hi\x88\x80\0\0\0\0"s),
              "\x88\x02\x03\xE8"s); // binary, then an orderly close
    EXPECT_EQ(binary, "hi");
}

TEST_F(Sockets, PingSilentClientsAndDropDeadOnes) {
    settings.idle_timeout = milliseconds{300};
    start();
    auto alive = connect("/echo");
    RawClient dead(loop, server->port());
    dead.send(handshake);
    EXPECT_THAT(dead.read_response(), StartsWith("HTTP/1.1 101 "));
    // The living one answers pings while it waits; the dead one answers nothing.
    EXPECT_EQ(receive(*alive, milliseconds{1500}).error().code, ErrorCode::timeout);
    EXPECT_EQ(closed, 1);
    EXPECT_EQ(dead.read_all().substr(0, 1), "\x89"); // it got a ping
    send_text(*alive, "x");
    EXPECT_EQ(receive(*alive).value_or("none"), "echo x");
}

TEST_F(Sockets, FanOutToManyClientsInOrderWithoutCopies) {
    constexpr int clients = 150;
    constexpr int messages = 40;
    start();
    std::vector<std::unique_ptr<SocketClient>> sockets;
    for (int i = 0; i < clients; ++i) sockets.push_back(connect("/feed/a?token=good"));
    ASSERT_TRUE(loop.run_until([&] { return open.size() == clients; }));

    std::vector<std::weak_ptr<const std::string>> sent;
    for (int i = 0; i < messages; ++i) {
        auto message = text(std::to_string(i));
        sent.push_back(message);
        for (const auto& socket : open) socket->send_text(message);
        EXPECT_GT(message.use_count(), clients) << "the text must be shared, not copied";
    }
    int complete = 0;
    for (auto& socket : sockets)
        asio::co_spawn(
            loop.context(),
            [](SocketClient& one, int& count) -> Async<void> {
                if ((co_await one.receive(milliseconds{10'000})).value_or("") != "topic a") co_return;
                for (int i = 0; i < messages; ++i)
                    if ((co_await one.receive(milliseconds{10'000})).value_or("") != std::to_string(i))
                        co_return;
                ++count;
            }(*socket, complete),
            asio::detached);
    EXPECT_TRUE(loop.run_until([&] { return complete == clients; }));
    EXPECT_TRUE(loop.run_until([&] {
        return std::ranges::all_of(sent, [](const auto& one) { return one.expired(); });
    })) << "a sent text is not kept";
    sockets.clear();
    EXPECT_TRUE(loop.run_until([&] { return closed == clients && open.empty(); }));
}

TEST_F(Sockets, MayBeClosedFromBothSidesAtOnce) {
    start();
    std::vector<std::unique_ptr<SocketClient>> sockets;
    for (int i = 0; i < 100; ++i) sockets.push_back(connect("/feed/a?token=good"));
    ASSERT_TRUE(loop.run_until([&] { return open.size() == 100; }));
    for (auto& socket : sockets)
        asio::co_spawn(
            loop.context(), [](SocketClient& one) -> Async<void> { co_await one.close(); }(*socket),
            asio::detached);
    int i = 0;
    for (const auto& socket : std::vector(open.begin(), open.end())) {
        if (++i % 3 == 0) loop.context().poll_one(); // lets some closes cross at other moments
        socket->send_text(text("x"));
        socket->close(1000, "");
    }
    EXPECT_TRUE(loop.run_until([&] { return closed == 100; }));
}

class SlowClient : public Sockets {
  public:
    /// Broadcasts until the client that does not read is gone; gives how many bytes it was offered.
    std::size_t flood(std::size_t message_bytes) {
        RawClient slow(loop, server->port(), 4096);
        std::string request(handshake);
        request.replace(request.find("/echo"), 5, "/feed/a?token=good");
        slow.send(request);
        EXPECT_THAT(slow.read_response(), StartsWith("HTTP/1.1 101 "));
        auto fast = connect("/feed/a?token=good");
        EXPECT_EQ(receive(*fast).value_or("none"), "topic a");

        const auto message = text(std::string(message_bytes, 'x'));
        std::size_t offered = 0;
        long kept = 0;
        while (closed == 0 && offered < (256u << 20)) {
            for (const auto& socket : std::vector(open.begin(), open.end())) socket->send_text(message);
            offered += message->size();
            kept = std::max(kept, message.use_count());
            EXPECT_EQ(receive(*fast).value_or("none").size(), message_bytes);
        }
        EXPECT_EQ(closed, 1) << "the slow client was not dropped";
        EXPECT_EQ(open.size(), 1u) << "the fast client must stay";
        // What waits is bounded: the queue, one message above it, and what the fast client has in flight.
        EXPECT_LE(kept, static_cast<long>(settings.socket_queue_messages_max) + 10);
        EXPECT_LE(static_cast<std::size_t>(kept) * message_bytes,
                  settings.socket_queue_bytes_max + 10 * message_bytes);
        return offered;
    }
};

TEST_F(SlowClient, IsDroppedAtTheMessageCap) {
    settings.socket_queue_messages_max = 20;
    settings.socket_queue_bytes_max = 1 << 30;
    start();
    EXPECT_LT(flood(10'000), 64u << 20);
}

TEST_F(SlowClient, IsDroppedAtTheByteCap) {
    settings.socket_queue_messages_max = 1 << 20;
    settings.socket_queue_bytes_max = 300'000;
    start();
    EXPECT_LT(flood(50'000), 64u << 20);
}

TEST_F(Sockets, AnswerPingsBetweenMessagesAndNeverWithinOne) {
    start();
    RawClient client(loop, server->port(), 4096);
    std::string request(handshake);
    request.replace(request.find("/echo"), 5, "/feed/a?token=good");
    client.send(request);
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 101 "));
    ASSERT_TRUE(loop.run_until([&] { return open.size() == 1; }));
    auto one = *open.begin();
    // More than the kernel takes while nobody reads: writes stop somewhere within a message.
    const auto message = text(std::string(70'000, 'm'));
    for (int i = 0; i < 12; ++i) {
        one->send_text(message);
        client.send("\x89\x81" + std::string(4, '\0') + "p");
        loop.context().poll();
    }
    one->close(1000, "");
    client.send("\x88\x82" + std::string(4, '\0') + "\x03\xE8");
    const auto bytes = client.read_all();
    client.socket().close();
    std::string kinds;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes.at(at + i)); };
        kinds += byte(0) == 0x81 ? 't' : byte(0) == 0x8A ? 'p' : byte(0) == 0x88 ? 'c' : '?';
        std::size_t size = byte(1), head = 2;
        if (size == 127)
            for (size = 0; head < 10; ++head) size = size << 8 | byte(head);
        if (kinds.back() == 't' && size > 10) {
            EXPECT_EQ(bytes.substr(at + head, size), *message);
        }
        at += head + size;
    }
    EXPECT_EQ(std::ranges::count(kinds, 't'), 1 + 12) << kinds;
    EXPECT_EQ(std::ranges::count(kinds, '?'), 0) << kinds;
    EXPECT_THAT(kinds, HasSubstr("p")) << "pings are answered";
    EXPECT_THAT(kinds, EndsWith("c"));
    one = nullptr;
    EXPECT_TRUE(loop.run_until([&] { return closed == 1; }));
}

TEST_F(Sockets, TellWhatWaitsAndWhenNothingDoes) {
    start();
    auto socket = connect("/feed/a?token=good");
    ASSERT_EQ(receive(*socket).value_or("none"), "topic a");
    auto one = *open.begin();
    ASSERT_TRUE(loop.run_until([&] { return one->backlog().messages == 0; }));
    int drained = 0;
    one->on_drained = [&] { ++drained; };
    one->send_text(text("abc"));
    one->send_text(text("de"));
    EXPECT_EQ(one->backlog().messages, 2u);
    EXPECT_EQ(one->backlog().bytes, 5u);
    ASSERT_TRUE(loop.run_until([&] { return drained > 0; }));
    EXPECT_EQ(drained, 1) << "once, after the last one";
    EXPECT_EQ(one->backlog().messages + one->backlog().bytes, 0u);
    one->on_drained = nullptr;
    one->cut();
    EXPECT_FALSE(one->open());
    EXPECT_TRUE(loop.run_until([&] { return closed == 1; }));
}

TEST_F(Sockets, ReportTheEndOfADroppedClientOnlyAfterTheBroadcast) {
    settings.socket_queue_messages_max = 1;
    start();
    auto socket = connect("/feed/a?token=good");
    ASSERT_EQ(receive(*socket).value_or("none"), "topic a");
    auto one = *open.begin();
    for (int i = 0; i < 10; ++i) one->send_text(text("x"));
    EXPECT_FALSE(one->open());
    EXPECT_EQ(closed, 0) << "on_close must not run inside send_text";
    EXPECT_TRUE(loop.run_until([&] { return closed == 1; }));
    one->send_text(text("ignored"));
    one->close(1000, "ignored");
    EXPECT_EQ(closed, 1);
}

} // namespace
} // namespace bolt::net::test
