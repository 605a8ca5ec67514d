#pragma once
// For tests of the HTTP roles: routes behind a real server on a real store, and a clock that a test moves.
#include "base/json.hpp"
#include "base/test_loop.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "queue/queue.hpp"
#include "store/sql.hpp"
#include "store/test_store.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <memory>

namespace bolt::roles {

/// A queue that answers as it is told.
class StubQueue final : public queue::Queue {
  public:
    Async<Result<std::string>> send(std::string body,
                                    std::map<std::string, std::string> attributes) override {
        if (failure) co_return tl::unexpected<Error>(*failure);
        sent.emplace_back(std::move(body), std::move(attributes));
        co_return fmt::format("message-{}", sent.size());
    }
    Async<Result<std::vector<queue::Message>>> receive(int, Duration, Duration) override {
        co_return std::vector<queue::Message>{};
    }
    Async<Result<void>> remove(const queue::Message&) override { co_return Result<void>{}; }
    Async<Result<void>> extend(const queue::Message&, Duration) override { co_return Result<void>{}; }
    Async<Result<void>> dead_letter(const queue::Message&, std::string) override { co_return Result<void>{}; }
    Async<Result<queue::Depth>> depth() override {
        if (failure) co_return tl::unexpected<Error>(*failure);
        co_return queue::Depth{.visible = 3, .in_flight = 2, .dead = 1, .oldest = std::chrono::seconds{7}};
    }
    std::string provider() const override { return "stub"; }
    std::string url() const override { return "stub:jobs"; }

    std::optional<Error> failure;
    std::vector<std::pair<std::string, std::map<std::string, std::string>>> sent;
};

class HttpTest : public testing::Test {
  protected:
    void SetUp() override {
        database = place.open(loop.platform);
    }
    void TearDown() override {
        if (server) (void)loop.run(end(*server));
        server.reset();
        if (database) database->close();
    }
    static Async<bool> end(net::Server& server) {
        co_await server.stop();
        co_return true;
    }
    void serve(net::Router router) {
        server =
            std::make_unique<net::Server>(loop.platform.executor, net::ServerSettings{}, std::move(router));
        auto started = server->start();
        ASSERT_TRUE(started) << started.error().message;
    }

    std::string url(std::string_view path) const {
        return fmt::format("http://127.0.0.1:{}{}", server->port(), path);
    }
    net::Response send(std::string method, std::string_view path, std::string body = "",
                       net::Headers headers = {}) {
        auto response = loop.run(http->send({.method = std::move(method),
                                             .url = url(path),
                                             .headers = std::move(headers),
                                             .body = std::move(body),
                                             .timeout = std::chrono::milliseconds{30'000}}),
                                 std::chrono::milliseconds{40'000});
        if (!response) throw std::runtime_error(response.error().message);
        return std::move(*response);
    }
    net::Response get(std::string_view path, net::Headers headers = {}) {
        return send("GET", path, "", std::move(headers));
    }
    /// The JSON of a body; null where it is none.
    static json::value document(const net::Response& response) {
        return parse_json(response.body).value_or(json::value{});
    }
    /// "<status> <last part of type>" of a problem document, which must be one.
    static std::string problem(const net::Response& response) {
        EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json") << response.body;
        const auto body = document(response);
        EXPECT_EQ(get_int(body, "status"), response.status);
        EXPECT_FALSE(get_string(body, "title").empty());
        const auto type = get_string(body, "type");
        return fmt::format("{} {}", response.status, type.substr(type.rfind(':') + 1));
    }

    template <class F>
    auto write(F function) {
        auto result = database->write_blocking(std::move(function));
        if (!result) throw std::runtime_error(result.error().message);
        if constexpr (!std::is_void_v<typename decltype(result)::value_type>) return std::move(*result);
    }
    void script(std::string text) {
        write([&](store::Tx& tx) -> Result<void> {
            tx.script(text);
            return {};
        });
    }
    store::Rows rows(const std::string& query) {
        const auto& text = texts.emplace_back(query);
        const auto& statement = statements.emplace_back(store::Statement{text.c_str()});
        auto result =
            database->read_blocking([&](store::Tx& tx) -> Result<store::Rows> { return tx.run(statement); });
        if (!result) throw std::runtime_error(result.error().message);
        return std::move(*result);
    }
    std::int64_t number(const std::string& query) { return rows(query).integer(0, 0); }
    std::string text(const std::string& query) {
        auto found = rows(query);
        return found.empty() ? "(no row)" : found.text(0, 0);
    }

    TestLoop loop;
    ManualClock clock{loop.io.get_executor()};
    Platform platform{loop.io.get_executor(), clock, loop.random};
    store::TestPlace place;
    const store::TestFolder& folder = place.folder;
    std::deque<std::string> texts;
    std::deque<store::Statement> statements;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<net::Server> server;
    std::unique_ptr<net::HttpClient> http = std::make_unique<net::HttpClient>(loop.platform.executor);
};

} // namespace bolt::roles
