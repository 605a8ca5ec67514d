#include "submit/proxy_connection.hpp"

#include "net/deadline.hpp"
#include "submit/proxy_head.hpp"
#include "submit/trackers.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace bolt::submit {

using tcp = asio::ip::tcp;

namespace {
constexpr std::size_t kProblemsMax = 1000;
constexpr std::size_t kChunk = 16 << 10;
} // namespace

class ProxyConnection : public std::enable_shared_from_this<ProxyConnection> {
  public:
    ProxyConnection(std::shared_ptr<AddressProxy::State> state, tcp::socket client)
        : state_(std::move(state)), client_(std::move(client)), server_(client_.get_executor()),
          deadline_(client_.get_executor(), state_->platform.clock, [this] { cut(); }) {
        boost::system::error_code ignored;
        client_.set_option(tcp::no_delay(true), ignored);
        state_->connections.insert(this);
    }
    ~ProxyConnection() { state_->connections.erase(this); }
    ProxyConnection(const ProxyConnection&) = delete;
    ProxyConnection& operator=(const ProxyConnection&) = delete;

    asio::any_io_executor executor() { return client_.get_executor(); }

    void cut() {
        boost::system::error_code ignored;
        client_.close(ignored);
        server_.close(ignored);
    }

    Async<void> serve() {
        deadline_.arm(state_->settings.idle_timeout);
        auto head = co_await read_head(client_, up_);
        if (!head) co_return;
        auto request = read_proxy_request(*head);
        if (!request) co_return co_await answer(400, "Bad Request", request.error().message);
        if (is_unwanted(request->url)) {
            ++state_->trackers_refused;
            co_return co_await answer(403, "Forbidden", "trackers are not visited");
        }
        if (state_->full()) co_return co_await refuse(request->url, too_much());
        auto destination = co_await state_->policy.check(request->url);
        if (!destination) co_return co_await refuse(request->url, destination.error());
        if (auto connected = co_await connect(*destination); !connected) {
            state_->note_problem(destination->host, connected.error());
            const bool late = connected.error().code == ErrorCode::timeout;
            co_return co_await answer(late ? 504 : 502, late ? "Gateway Timeout" : "Bad Gateway",
                                      connected.error().message);
        }
        state_->problems.erase(destination->host);
        host_ = destination->host;
        deadline_.arm(state_->settings.idle_timeout);
        if (request->tunnel)
            co_await run_tunnel();
        else
            co_await run_plain(std::move(request->head), destination->host);
        cut();
    }

  private:
    bool is_unwanted(const std::string& url) const {
        if (!state_->settings.block_trackers) return false;
        const auto destination = read_destination(url);
        return destination && is_tracker(destination->host);
    }

    Error too_much() const {
        return {ErrorCode::too_large,
                fmt::format("the visit loads more than {} MB", state_->settings.total_bytes_max >> 20)};
    }

    /// Bytes up to and with the empty line; what came after it stays in `buffer`.
    Async<std::optional<std::string>> read_head(tcp::socket& socket, std::string& buffer) {
        auto [error, bytes] = co_await asio::async_read_until(
            socket, asio::dynamic_buffer(buffer, state_->settings.head_bytes_max), "\r\n\r\n", as_result);
        if (error) co_return std::nullopt;
        std::string head = buffer.substr(0, bytes);
        buffer.erase(0, bytes);
        co_return head;
    }

    Async<Result<void>> connect(const Destination& destination) {
        deadline_.disarm();
        net::Deadline patience(client_.get_executor(), state_->platform.clock, [this] {
            boost::system::error_code ignored;
            server_.close(ignored);
        });
        patience.arm(state_->settings.connect_timeout);
        std::string text = "no address";
        for (const auto& address : destination.addresses) {
            boost::system::error_code ignored;
            server_.close(ignored);
            auto [error] =
                co_await server_.async_connect(tcp::endpoint(address, destination.port), as_result);
            if (patience.expired())
                co_return fail(ErrorCode::timeout,
                               fmt::format("{}:{} does not answer", destination.host, destination.port));
            if (!error) {
                server_.set_option(tcp::no_delay(true), ignored);
                co_return Result<void>{};
            }
            text = error.message();
        }
        co_return fail(ErrorCode::unavailable,
                       fmt::format("cannot connect to {}:{}: {}", destination.host, destination.port, text));
    }

    Async<void> refuse(const std::string& url, const Error& error) {
        if (auto destination = read_destination(url)) state_->note_problem(destination->host, error);
        const bool unknown = error.code == ErrorCode::not_found || error.code == ErrorCode::unavailable;
        if (error.code == ErrorCode::too_large)
            co_return co_await answer(503, "Service Unavailable", error.message);
        co_await answer(unknown ? 502 : 403, unknown ? "Bad Gateway" : "Forbidden", error.message);
    }

    Async<void> answer(int status, std::string_view reason, std::string text) {
        deadline_.arm(5s);
        const auto bytes = proxy_answer(status, reason, text);
        co_await asio::async_write(client_, asio::buffer(bytes), as_result);
        // The rest of the request is read and thrown away: closing with unread data would reset the answer.
        boost::system::error_code ignored;
        client_.shutdown(tcp::socket::shutdown_send, ignored);
        std::array<char, 4096> waste;
        for (std::size_t total = 0; total < state_->settings.bytes_max;) {
            auto [error, count] = co_await client_.async_read_some(asio::buffer(waste), as_result);
            if (error) break;
            total += count;
        }
        cut();
    }

    Async<void> run_tunnel() {
        const std::string_view established = "HTTP/1.1 200 Connection established\r\n\r\n";
        auto [error, bytes] = co_await asio::async_write(client_, asio::buffer(established), as_result);
        if (error) co_return;
        start_upward(std::move(up_));
        co_await pump(server_, client_, {});
    }

    Async<void> run_plain(std::string head, std::string host) {
        start_upward(std::move(head) + std::move(up_));
        std::string buffer, first;
        for (;;) {
            auto answer_head = co_await read_head(server_, buffer);
            if (!answer_head) {
                if (!client_open_) co_return; // the browser gave up first
                const auto text = fmt::format("{} closed the connection without an answer", host);
                state_->note_problem(host, Error{ErrorCode::unavailable, text});
                co_return co_await answer(502, "Bad Gateway", text);
            }
            if (is_interim(*answer_head)) continue;
            auto closing = close_after(*answer_head);
            if (!closing) co_return co_await answer(502, "Bad Gateway", closing.error().message);
            first = std::move(*closing);
            break;
        }
        co_await pump(server_, client_, std::move(first) + std::move(buffer));
    }

    void start_upward(std::string first) {
        asio::co_spawn(
            client_.get_executor(),
            [](std::shared_ptr<ProxyConnection> self, std::string bytes) -> Async<void> {
                co_await self->pump(self->client_, self->server_, std::move(bytes));
                // The browser closed its side: whatever it asked for, it no longer wants.
                boost::system::error_code ignored;
                if (!self->client_open_) self->server_.close(ignored);
            }(shared_from_this(), std::move(first)),
            [](std::exception_ptr) {});
    }

    Async<void> pump(tcp::socket& from, tcp::socket& to, std::string bytes) {
        std::size_t total = bytes.size();
        if (!bytes.empty()) {
            auto [error, count] = co_await asio::async_write(to, asio::buffer(bytes), as_result);
            if (error) co_return;
        }
        bytes.resize(kChunk);
        while (total <= state_->settings.bytes_max) {
            auto [error, count] = co_await from.async_read_some(asio::buffer(bytes), as_result);
            if (error) {
                if (&from == &client_) client_open_ = false;
                co_return;
            }
            total += count;
            if (&from == &server_) state_->received += count;
            if (state_->full()) {
                // The rest would only be thrown away.
                state_->note_problem(host_, too_much());
                co_return state_->cut_all();
            }
            deadline_.arm(state_->settings.idle_timeout);
            auto [failed, written] =
                co_await asio::async_write(to, asio::buffer(bytes.data(), count), as_result);
            if (failed) co_return;
        }
    }

    std::shared_ptr<AddressProxy::State> state_;
    tcp::socket client_;
    tcp::socket server_;
    net::Deadline deadline_;
    std::string up_;
    std::string host_; ///< where it is connected to
    bool client_open_ = true;
};

void AddressProxy::State::note_problem(const std::string& host, const Error& error) {
    if (problems.size() >= kProblemsMax) problems.clear();
    problems[host] = error;
}

void AddressProxy::State::cut_all() {
    for (auto* connection : connections) connection->cut();
}

void start_proxy_connection(std::shared_ptr<AddressProxy::State> state, tcp::socket client) {
    auto connection = std::make_shared<ProxyConnection>(std::move(state), std::move(client));
    auto executor = connection->executor();
    asio::co_spawn(
        executor,
        [](std::shared_ptr<ProxyConnection> self) -> Async<void> { co_await self->serve(); }(connection),
        [](std::exception_ptr) {});
}

} // namespace bolt::submit
