// A connection against a socket and a hub that a test holds in its hands: what a real network does too
// seldom.
#include "realtime/connection.hpp"

#include "base/test_loop.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace bolt::realtime {
namespace {

class FakeSocket final : public net::WebSocket {
  public:
    void send_text(std::shared_ptr<const std::string> message) override {
        sent.push_back(message);
        if (!takes) ++waiting;
    }
    void close(int code, std::string) override { closed = code; }
    void cut() override { closed = -1; }
    bool open() const override { return closed == 0; }
    std::string remote() const override { return "127.0.0.1"; }
    Backlog backlog() const override { return {waiting, waiting * 100}; }
    /// The client has taken everything.
    void drain() {
        waiting = 0;
        on_drained();
    }
    std::vector<std::int64_t> positions() const {
        std::vector<std::int64_t> found;
        for (const auto& text : sent) {
            const auto message = json::parse(*text);
            if (message.at(3).as_string() == "postgres_changes")
                found.push_back(message.at(4).at("data").at("position").as_int64());
        }
        return found;
    }

    std::vector<std::shared_ptr<const std::string>> sent;
    bool takes = true; ///< false: what is sent waits until drain()
    std::size_t waiting = 0;
    int closed = 0;
};

/// A feed of job changes in memory.
class FakeHost final : public ConnectionHost {
  public:
    explicit FakeHost(TestLoop& loop_in) : loop(loop_in) {}
    Clock& clock() const override { return loop.clock; }
    const HubSettings& limits() const override { return settings; }
    std::int64_t position() const override { return newest; }
    Async<void> wait_until_following() override { co_return; }
    Async<Result<std::optional<Identity>>> authorize_token(std::string) override { co_return Identity{}; }
    Async<Result<CatchUpPage>> read_after(std::int64_t after) override {
        ++reads;
        CatchUpPage page;
        page.exhausted = true;
        for (const auto& event : events)
            if (event.position > after) {
                if (std::ssize(page.events) == settings.catch_up_batch) {
                    page.exhausted = false;
                    break;
                }
                page.events.push_back(event);
            }
        if (during_read) std::exchange(during_read, nullptr)();
        co_await asio::post(loop.io, asio::use_awaitable);
        if (fail_reads > 0 && fail_reads--) co_return fail(ErrorCode::unavailable, "no answer");
        co_return page;
    }
    void start(std::string name, std::function<Async<void>()> body) override {
        ++running;
        spawn(loop.platform.executor, std::move(name), [this, body = std::move(body)]() -> Async<void> {
            co_await body();
            --running;
        });
    }
    void closed(Connection*) override { ++closings; }
    std::uint64_t access_changes() const override { return 0; }
    void count_message() override { ++messages; }

    /// One more change, given out to these.
    void change(std::initializer_list<Connection*> connections, std::string table = "jobs") {
        FeedEvent event{.position = ++newest, .type = "UPDATE", .table = table, .row = {}, .data_json = ""};
        event.data_json = fmt::format(R"({{"position":{}}})", newest);
        events.push_back(event);
        MessageCache cache;
        for (auto* connection : connections) connection->deliver(event, cache);
    }

    TestLoop& loop;
    HubSettings settings;
    std::int64_t newest = 0;
    std::vector<FeedEvent> events;
    std::function<void()> during_read;
    int fail_reads = 0, reads = 0, running = 0, closings = 0, messages = 0;
};

class ConnectionTest : public testing::Test {
  protected:
    std::shared_ptr<Connection> open(std::shared_ptr<FakeSocket> socket) {
        auto connection = std::make_shared<Connection>(host, socket, Version::v2, "token");
        connection->start();
        return connection;
    }
    void join(FakeSocket& socket, std::string topic, std::optional<std::int64_t> since = {},
              std::string table = "jobs", std::string join_ref = "1") {
        json::object payload{
            {"config", {{"postgres_changes", json::array{json::object{{"event", "*"}, {"table", table}}}}}}};
        if (since) payload["since"] = *since;
        socket.on_text(json::serialize(json::array{join_ref, "1", topic, "phx_join", payload}));
    }
    bool idle() {
        return loop.run_until([&] { return host.running == 0; });
    }
    static std::vector<std::int64_t> up_to(std::int64_t last, std::int64_t first = 1) {
        std::vector<std::int64_t> all;
        for (auto position = first; position <= last; ++position) all.push_back(position);
        return all;
    }

    TestLoop loop;
    FakeHost host{loop};
    std::shared_ptr<FakeSocket> socket = std::make_shared<FakeSocket>();
};

TEST_F(ConnectionTest, ClientsWithTheSameWishesShareOneText) {
    auto other_socket = std::make_shared<FakeSocket>(), third_socket = std::make_shared<FakeSocket>();
    auto one = open(socket), other = open(other_socket), third = open(third_socket);
    join(*socket, "realtime:a");
    join(*other_socket, "realtime:a");
    join(*third_socket, "realtime:a", {}, "jobs", "2");
    ASSERT_TRUE(idle());
    host.change({one.get(), other.get(), third.get()});
    EXPECT_EQ(socket->sent.back(), other_socket->sent.back()) << "the same object, not a copy";
    EXPECT_NE(*socket->sent.back(), *third_socket->sent.back()) << "it joined with another reference";
    EXPECT_EQ(third_socket->positions(), up_to(1));
}

TEST_F(ConnectionTest, TextsOfDifferentTopicsAreNeverMixedUp) {
    auto other_socket = std::make_shared<FakeSocket>();
    auto one = open(socket), other = open(other_socket);
    join(*socket, "realtime:x|realtime:y", {}, "jobs", "1");
    join(*other_socket, "realtime:y", {}, "jobs", "1realtime:x|");
    ASSERT_TRUE(idle());
    host.change({one.get(), other.get()});
    EXPECT_EQ(json::parse(*socket->sent.back()).at(2).as_string(), "realtime:x|realtime:y");
    EXPECT_EQ(json::parse(*other_socket->sent.back()).at(2).as_string(), "realtime:y");
}

TEST_F(ConnectionTest, LittleWaitsForASlowClientAndItMissesNothing) {
    host.settings.waiting_messages_max = 10;
    host.settings.catch_up_batch = 7;
    auto connection = open(socket);
    join(*socket, "realtime:a");
    ASSERT_TRUE(idle());
    socket->takes = false;
    std::size_t most = 0;
    for (int i = 1; i <= 500; ++i) {
        host.change({connection.get()});
        loop.io.poll();
        most = std::max(most, socket->waiting);
        if (i % 40 == 0) socket->drain();
    }
    socket->takes = true;
    socket->drain();
    ASSERT_TRUE(idle());
    host.change({connection.get()});
    EXPECT_EQ(socket->positions(), up_to(501));
    EXPECT_LE(most, 10u);
    int systems = 0;
    for (const auto& text : socket->sent) systems += text->find("\"system\"") != std::string::npos;
    EXPECT_EQ(systems, 1) << "a client that fell behind is not subscribed anew";
}

TEST_F(ConnectionTest, AChangeDuringTheLastReadIsNotSkipped) {
    for (int i = 0; i < 3; ++i) host.change({});
    auto connection = open(socket);
    // The read finds nothing new; before its answer arrives a change is given out to the live channels.
    host.during_read = [&] { host.change({connection.get()}); };
    join(*socket, "realtime:a", 3);
    ASSERT_TRUE(idle());
    host.change({connection.get()});
    EXPECT_EQ(socket->positions(), up_to(5, 4));
}

TEST_F(ConnectionTest, PositionsThatHoldNothingDoNotKeepAChannelBehind) {
    host.change({});
    host.newest = 9; // numbers given out to transactions that were rolled back
    auto connection = open(socket);
    join(*socket, "realtime:a", 1);
    ASSERT_TRUE(idle());
    EXPECT_LE(host.reads, 2);
    host.change({connection.get()});
    EXPECT_EQ(socket->positions(), up_to(10, 10));
}

TEST_F(ConnectionTest, ReadsAgainWhenTheFeedCannotBeRead) {
    host.change({});
    host.fail_reads = 1;
    auto connection = open(socket);
    join(*socket, "realtime:a", 0);
    ASSERT_TRUE(idle());
    EXPECT_EQ(socket->positions(), up_to(1));
    EXPECT_EQ(host.reads, 2);
}

TEST_F(ConnectionTest, ChannelsCatchUpOneAfterTheOther) {
    host.settings.waiting_messages_max = 10;
    host.settings.catch_up_batch = 10;
    for (int i = 0; i < 100; ++i) host.change({});
    auto connection = open(socket);
    for (int i = 0; i < 20; ++i) join(*socket, fmt::format("realtime:{}", i), 0);
    socket->takes = false;
    std::size_t most = 0;
    ASSERT_TRUE(loop.run_until([&] {
        most = std::max(most, socket->waiting);
        if (socket->waiting >= 10) socket->drain();
        if (host.running == 1 && socket->waiting > 0) socket->drain();
        return host.running == 0;
    }));
    EXPECT_EQ(socket->positions().size(), 2'000u);
    // Answers to its own joins come on top.
    EXPECT_LE(most, 10u + 20 * 3);
}

TEST_F(ConnectionTest, AStalledClientIsCut) {
    host.settings.stall_max = 50ms;
    for (int i = 0; i < 3; ++i) host.change({});
    auto connection = open(socket);
    socket->takes = false;
    join(*socket, "realtime:a", 0);
    ASSERT_TRUE(idle());
    EXPECT_EQ(socket->closed, -1);
    EXPECT_TRUE(socket->positions().empty());
}

TEST_F(ConnectionTest, AClosedSocketEndsTheWait) {
    host.settings.stall_max = std::chrono::hours{1};
    host.change({});
    auto connection = open(socket);
    socket->takes = false;
    join(*socket, "realtime:a", 0);
    ASSERT_TRUE(loop.run_until([&] { return socket->waiting == 2 && host.running == 1; }));
    socket->closed = 1000;
    socket->on_close();
    EXPECT_TRUE(idle());
    EXPECT_EQ(host.closings, 1);
}

} // namespace
} // namespace bolt::realtime
