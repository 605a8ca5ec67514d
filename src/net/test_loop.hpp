#pragma once
// What the network's tests share: a loop to run coroutines on, and a client that sends raw bytes.
#include "net/client.hpp"
#include "net/server.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

namespace bolt::net::test {

/// An io_context on the test's thread.
class Loop {
  public:
    asio::any_io_executor executor() { return io_.get_executor(); }

    /// Runs `work` to its end and gives its result. Ends the test if it takes longer than `at_most`.
    template <class T>
    T run(Async<T> work, std::chrono::seconds at_most = std::chrono::seconds{60}) {
        std::optional<T> result;
        drive(
            [](Async<T> inner, std::optional<T>& out) -> Async<void> {
                out.emplace(co_await std::move(inner));
            }(std::move(work), result),
            at_most);
        if (!result) throw std::runtime_error("the coroutine did not end in time");
        return std::move(*result);
    }
    void run(Async<void> work, std::chrono::seconds at_most = std::chrono::seconds{60}) {
        if (!drive(std::move(work), at_most)) throw std::runtime_error("the coroutine did not end in time");
    }

    /// Runs handlers until `condition` holds; false after `at_most`.
    template <class Condition>
    bool run_until(Condition condition, std::chrono::seconds at_most = std::chrono::seconds{20}) {
        const auto end = std::chrono::steady_clock::now() + at_most;
        io_.restart();
        while (!condition())
            if (io_.run_one_until(end) == 0) return condition();
        return true;
    }

    asio::io_context& context() { return io_; }

  private:
    bool drive(Async<void> work, std::chrono::seconds at_most) {
        bool done = false;
        std::exception_ptr failure;
        asio::co_spawn(io_, std::move(work), [&](std::exception_ptr error) {
            failure = error;
            done = true;
        });
        run_until([&] { return done; }, at_most);
        if (failure) std::rethrow_exception(failure);
        return done;
    }

    asio::io_context io_{1};
};

/// A TCP client that sends whatever bytes a test wants.
class RawClient {
  public:
    explicit RawClient(Loop& loop, std::uint16_t port, int receive_buffer = 0)
        : loop_(loop), socket_(loop.executor()) {
        socket_.open(asio::ip::tcp::v4());
        if (receive_buffer) socket_.set_option(asio::socket_base::receive_buffer_size(receive_buffer));
        loop_.run(socket_.async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable));
    }

    void send(std::string_view bytes) {
        loop_.run([](auto& socket, std::string_view data) -> Async<void> {
            co_await asio::async_write(socket, asio::buffer(data), as_result); // a server may close early
        }(socket_, bytes));
    }
    /// Everything until the server closes.
    std::string read_all() {
        return loop_.run([](auto& socket) -> Async<std::string> {
            std::string text;
            co_await asio::async_read(socket, asio::dynamic_buffer(text), as_result);
            co_return text;
        }(socket_));
    }
    /// One response: head and as much body as its Content-Length says.
    std::string read_response() {
        return loop_.run([](auto& socket, std::string& rest) -> Async<std::string> {
            auto [error, head] =
                co_await asio::async_read_until(socket, asio::dynamic_buffer(rest), "\r\n\r\n", as_result);
            if (error) co_return std::exchange(rest, {});
            std::size_t length = 0;
            if (auto at = rest.find("Content-Length: "); at < head) length = std::stoul(rest.substr(at + 16));
            const auto total = head + length;
            if (rest.size() < total)
                co_await asio::async_read(socket, asio::dynamic_buffer(rest),
                                          asio::transfer_exactly(total - rest.size()), as_result);
            auto response = rest.substr(0, total);
            rest.erase(0, total);
            co_return response;
        }(socket_, rest_));
    }
    /// Sends and reads until the server closes.
    std::string exchange(std::string_view bytes) {
        send(bytes);
        return read_all();
    }
    void end_of_input() { socket_.shutdown(asio::ip::tcp::socket::shutdown_send); }
    asio::ip::tcp::socket& socket() { return socket_; }

  private:
    Loop& loop_;
    asio::ip::tcp::socket socket_;
    std::string rest_;
};

/// A handler that answers at once.
template <class F>
Handler plain(F answer) {
    return [answer](Request& request) -> Async<Response> { co_return answer(request); };
}

/// A server with a client on one loop.
class ServerTest : public ::testing::Test {
  public:
    Loop loop;
    Router router;
    ServerSettings settings;
    std::optional<Server> server;
    std::optional<HttpClient> client;

    void start() {
        server.emplace(loop.executor(), settings, std::move(router));
        client.emplace(loop.executor());
        auto started = server->start();
        ASSERT_TRUE(started) << started.error().message;
    }
    std::string url(std::string_view path, std::string_view scheme = "http") const {
        return fmt::format("{}://127.0.0.1:{}{}", scheme, server->port(), path);
    }
    Result<Response> send(ClientRequest request) { return loop.run(client->send(std::move(request))); }
    Result<Response> get(std::string_view path, Headers headers = {}) {
        return send({.url = url(path), .headers = std::move(headers)});
    }
    int status_of(std::string_view path) {
        auto response = get(path);
        return response ? response->status : -1;
    }
    std::string raw(std::string_view bytes) { return RawClient(loop, server->port()).exchange(bytes); }
    std::unique_ptr<SocketClient> connect(std::string_view path) {
        auto socket = loop.run(SocketClient::connect(url(path, "ws"), {}, std::chrono::milliseconds{10'000}));
        if (!socket) throw std::runtime_error(socket.error().message);
        return std::move(*socket);
    }
    void TearDown() override {
        client.reset();
        if (server) loop.run(server->stop());
        server.reset();
    }
};

} // namespace bolt::net::test
