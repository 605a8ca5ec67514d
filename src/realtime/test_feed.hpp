#pragma once
// For tests of the feed: a hub behind a real server on a real store, and clients that speak version 2.
#include "base/test_loop.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "realtime/hub.hpp"
#include "store/feed.hpp"
#include "store/sql.hpp"
#include "store/test_store.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>

namespace bolt::realtime {

/// A WebSocket client of a test.
class TestClient {
  public:
    TestClient(TestLoop& loop, std::unique_ptr<net::SocketClient> socket)
        : loop_(loop), socket_(std::move(socket)) {}

    void send(std::string text) {
        auto sent = loop_.run(socket_->send(std::move(text)));
        if (!sent) throw std::runtime_error(sent.error().message);
    }
    /// The next message as text, or the error ("" and a message: the peer closed).
    Result<std::string> receive(std::chrono::milliseconds timeout = 10s) {
        return loop_.run(socket_->receive(timeout));
    }
    /// The next message; throws when none comes.
    json::array next(std::chrono::milliseconds timeout = 10s) {
        auto text = receive(timeout);
        if (!text) throw std::runtime_error(text.error().message);
        return json::parse(*text).as_array();
    }
    /// The next message with that event; the others are skipped.
    json::array next(std::string_view event) {
        for (;;)
            if (auto message = next(); message.at(3).as_string() == event) return message;
    }
    /// The data of the next change.
    json::object change() { return next("postgres_changes").at(4).at("data").as_object(); }
    /// Asks for something and gives the payload of the answer.
    json::object ask(std::string_view topic, std::string_view event, json::value payload,
                     std::string join_ref = "1") {
        const auto ref = std::to_string(++refs_);
        send(json::serialize(json::array{join_ref, ref, topic, event, std::move(payload)}));
        for (;;) {
            auto message = next("phx_reply");
            if (message.at(1).is_string() && message.at(1).as_string() == ref)
                return message.at(4).as_object();
        }
    }
    /// Joins and waits until subscribed; gives the payload of the system message.
    json::object join(std::string_view topic, json::array bindings, std::optional<std::int64_t> since = {},
                      std::string join_ref = "1") {
        json::object payload{{"config", {{"postgres_changes", std::move(bindings)}}}};
        if (since) payload["since"] = *since;
        auto answer = ask(topic, "phx_join", std::move(payload), std::move(join_ref));
        if (answer.at("status").as_string() != "ok") throw std::runtime_error(json::serialize(answer));
        return next("system").at(4).as_object();
    }
    net::SocketClient& socket() { return *socket_; }

  private:
    TestLoop& loop_;
    std::unique_ptr<net::SocketClient> socket_;
    int refs_ = 0;
};

inline json::object binding(std::string_view table, std::string_view event = "*",
                            std::string_view filter = "") {
    json::object entry{{"event", event}, {"schema", "public"}, {"table", table}};
    if (!filter.empty()) entry["filter"] = filter;
    return entry;
}

class FeedTest : public testing::Test {
  protected:
    static constexpr const char* kCustomer = "00000000-0000-4000-8000-00000000000c";
    static constexpr const char* kJob = "00000000-0000-4000-8000-000000000001";

    void SetUp() override {
        database = place.open(loop.platform);
        tokens["key"] = {.session_id = "", .name = "api-key"};
        tokens["token-1"] = {.session_id = "session-1", .name = "ada"};
        tokens["token-2"] = {.session_id = "session-2", .name = "bob"};
        script(fmt::format(R"(INSERT INTO customers (id, business_name) VALUES ('{}', 'Ada''s Bistro'))",
                           kCustomer));
    }
    void TearDown() override {
        if (!database) return; // there was none to be had: SetUp has said why
        stop();
        if (server) (void)loop.run(end(*server));
        hub.reset();
        server.reset();
        database->close();
    }
    static Async<bool> end(net::Server& server) {
        co_await server.stop();
        co_return true;
    }

    /// Makes hub and server; `follow`: the hub runs, too.
    void start(bool follow = true) {
        hub = std::make_unique<Hub>(
            loop.platform, *database,
            [this](std::string token) -> Async<Result<std::optional<Identity>>> {
                return check(std::move(token));
            },
            settings);
        net::Router router;
        router.add_socket(
            "/realtime/v1/websocket", [this](net::Request& request) { return hub->check_upgrade(request); },
            [this](std::shared_ptr<net::WebSocket> socket, const net::Request& request) {
                hub->accept(std::move(socket), request);
            });
        server = std::make_unique<net::Server>(loop.platform.executor, server_settings, std::move(router));
        ASSERT_TRUE(server->start());
        if (follow) run();
    }
    void run() {
        ended = false;
        spawn(loop.platform.executor, "hub", [this]() -> Async<void> {
            co_await hub->run(stopping);
            ended = true;
        });
    }
    void stop() {
        stopping.request();
        EXPECT_TRUE(loop.run_until([&] { return ended; }));
    }
    Async<Result<std::optional<Identity>>> check(std::string token) {
        ++checks;
        if (checks_fail) co_return fail(ErrorCode::unavailable, "no answer");
        while (checks_wait) co_await checks_released.wait_past(checks_released.count(), 20s);
        const auto found = tokens.find(token);
        co_return found == tokens.end() ? std::nullopt : std::optional(found->second);
    }

    void release_checks() {
        checks_wait = false;
        checks_released.notify();
    }

    std::string url(std::string_view token = "key", std::string_view version = "2.0.0") const {
        return fmt::format("ws://127.0.0.1:{}/realtime/v1/websocket?vsn={}&apikey={}", server->port(),
                           version, token);
    }
    Result<std::unique_ptr<net::SocketClient>> try_connect(std::string where, net::Headers headers = {}) {
        return loop.run(net::SocketClient::connect(std::move(where), std::move(headers), 10s));
    }
    TestClient connect(std::string_view token = "key", std::string_view version = "2.0.0") {
        auto socket = try_connect(url(token, version));
        if (!socket) throw std::runtime_error(socket.error().message);
        return TestClient(loop, std::move(*socket));
    }

    void script(std::string text) {
        auto done = database->write_blocking([text = std::move(text)](store::Tx& tx) -> Result<void> {
            tx.script(text);
            return {};
        });
        ASSERT_TRUE(done) << done.error().message;
    }
    void add_job(std::string_view id = kJob) {
        script(fmt::format(R"(INSERT INTO jobs (id, customer_id) VALUES ('{}', '{}'))", id, kCustomer));
    }
    void touch_job(int count = 1, std::string_view id = kJob) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += fmt::format(R"(UPDATE jobs SET priority = 5 - priority % 4 WHERE id = '{}';)", id);
        script(std::move(text));
    }
    /// The positions of all changes of jobs after `position`, as the table says; at(1) is the first one's.
    std::vector<std::int64_t> positions(std::int64_t after = 0) {
        auto read = database->read_blocking(
            [after](store::Tx& tx) { return store::changes_after(tx, after, 100'000); });
        std::vector<std::int64_t> found{after};
        for (const auto& change : *read)
            if (change.table == "jobs") found.push_back(change.position);
        return found;
    }
    /// The last position given out.
    std::int64_t newest() {
        auto found = database->read_blocking([](store::Tx& tx) { return store::feed_bounds(tx); });
        return found ? found->newest : -1;
    }

    TestLoop loop;
    store::TestPlace place;
    std::unique_ptr<store::Database> database;
    HubSettings settings;
    net::ServerSettings server_settings;
    std::map<std::string, Identity> tokens;
    int checks = 0;
    bool checks_fail = false;
    bool checks_wait = false; ///< token checks hang until release_checks()
    Signal checks_released{loop.clock};
    StopToken stopping{loop.clock};
    bool ended = true;
    std::unique_ptr<Hub> hub;
    std::unique_ptr<net::Server> server;
};

} // namespace bolt::realtime
