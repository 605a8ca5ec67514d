#include "net/connection.hpp"

#include "base/log.hpp"
#include "net/request_reader.hpp"
#include "net/web_socket_session.hpp"
#include "net/wire.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace bolt::net {
namespace {

using tcp = asio::ip::tcp;

/// A reader must take at least this much, or it ties up the connection: 16 KiB/s above the idle timeout.
constexpr std::size_t write_bytes_per_second_min = 16 << 10;
/// After the last answer what the peer still sends is read and thrown away for a while: closing a socket with
/// unread data resets it, and the peer would lose the answer (RFC 9112 section 9.6).
constexpr auto linger_time = 2s;
constexpr std::size_t linger_bytes_max = 8 << 20;

Response internal_error() {
    return problem(500, "Internal Server Error", "The server failed; the failure was logged.");
}

class Connection final : public Peer, public std::enable_shared_from_this<Connection> {
  public:
    Connection(std::shared_ptr<ServerState> state, tcp::socket socket)
        : state_(std::move(state)), socket_(std::move(socket)),
          deadline_(socket_.get_executor(), state_->clock, [this] { interrupt(); }),
          buffer_(state_->settings.header_bytes_max + (64 << 10)) {
        boost::system::error_code error;
        socket_.set_option(tcp::no_delay(true), error);
        const auto peer = socket_.remote_endpoint(error);
        if (!error) remote_ = peer.address().to_string();
        state_->join(this);
    }
    ~Connection() override { state_->leave(this); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void finish() override {
        if (idle_) interrupt();
    }
    void cut() override {
        boost::system::error_code error;
        socket_.close(error);
        // Emitted from the loop and only into a running handler: Asio would pass it on later otherwise, when
        // the coroutine may be gone.
        asio::post(socket_.get_executor(), [self = shared_from_this()] {
            if (self->handling_) self->stop_handler_.emit(asio::cancellation_type::terminal);
        });
    }

    static void start(const std::shared_ptr<Connection>& self) {
        auto executor = self->socket_.get_executor();
        auto slot = self->stop_handler_.slot();
        // The completion handler keeps the connection (and the signal its slot belongs to) alive.
        asio::co_spawn(executor, self->serve(),
                       asio::bind_cancellation_slot(slot, [self](const std::exception_ptr&) {}));
    }

  private:
    /// Says, while it lives, that code of a handler runs or waits.
    struct Running {
        explicit Running(bool& running) : flag(running) { flag = true; }
        ~Running() { flag = false; }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        bool& flag;
    };

    Async<void> serve() {
        while (!state_->stopping && co_await wait_for_request()) {
            deadline_.arm(state_->settings.request_timeout);
            auto incoming = co_await read_request(socket_, buffer_, state_->settings, deadline_);
            deadline_.disarm();
            if (incoming.gone) break;
            incoming.request.remote = remote_;
            RouteMatch match;
            Response response;
            if (incoming.refusal) {
                response = std::move(*incoming.refusal);
            } else {
                state_->router.impl().find(incoming.request, incoming.upgrade, match);
                if (match.socket) {
                    auto refused = co_await check_upgrade(*match.socket, incoming.request);
                    if (!refused) co_return become_web_socket(*match.socket, incoming);
                    response = std::move(*refused);
                } else {
                    response = co_await answer(*match.handler, incoming.request);
                }
            }
            if (response.cut) break;
            if (!is_sendable(response)) {
                log::error("a handler made a response that cannot be sent",
                           {{"method", incoming.request.method}, {"route", incoming.request.route}});
                response = internal_error();
            }
            const bool keep = incoming.keep_alive && !incoming.framing_lost && !state_->stopping &&
                              response.headers.get("Connection") != "close" &&
                              !(response.more && incoming.http_1_0);
            const Framing framing{keep, incoming.http_1_0, incoming.request.method == "HEAD"};
            if (!co_await write(response, framing)) break;
            if (!keep) {
                co_await linger();
                break;
            }
        }
        boost::system::error_code error;
        socket_.shutdown(tcp::socket::shutdown_both, error);
        socket_.close(error);
    }

    /// False if the peer left or the idle time is over.
    Async<bool> wait_for_request() {
        if (buffer_.size() > 0) co_return true; // pipelined
        idle_ = true;
        deadline_.arm(state_->settings.idle_timeout);
        auto [error, bytes] = co_await socket_.async_read_some(buffer_.prepare(4096), as_result);
        idle_ = false;
        deadline_.disarm();
        buffer_.commit(bytes);
        co_return !error;
    }

    Async<Response> answer(const Handler& handler, Request& request) {
        std::string what;
        try {
            const Running running(handling_);
            co_return co_await handler(request);
        } catch (const std::exception& error) {
            what = error.what();
        } catch (...) {
            what = "an exception that is no std::exception";
        }
        report(request, what);
        co_return internal_error();
    }

    Async<std::optional<Response>> check_upgrade(const RouteMatch::SocketRoute& route, Request& request) {
        if (!route.check) co_return std::nullopt;
        std::string what;
        try {
            const Running running(handling_);
            co_return co_await route.check(request);
        } catch (const std::exception& error) {
            what = error.what();
        } catch (...) {
            what = "an exception that is no std::exception";
        }
        report(request, what);
        co_return internal_error();
    }

    void report(const Request& request, const std::string& what) {
        if (!socket_.is_open()) return; // cut while the handler ran: its exception says only that
        log::error("a handler failed with an exception",
                   {{"method", request.method}, {"path", request.path}, {"error", what}});
    }

    void become_web_socket(const RouteMatch::SocketRoute& route, Incoming& incoming) {
        start_web_socket({.state = state_,
                          .socket = std::move(socket_),
                          .handshake = std::move(incoming.handshake),
                          .request = std::move(incoming.request),
                          .handler = route.handler});
    }

    Async<bool> write(const Response& response, const Framing& framing) {
        const std::string head = response_head(response, framing);
        const bool body = !framing.head_request && may_have_body(response.status);
        if (response.more) {
            if (!co_await write_all(head)) co_return false;
            co_return !body || co_await write_pieces(response, !framing.http_1_0);
        }
        const std::array<asio::const_buffer, 2> parts{
            asio::buffer(head), asio::buffer(body ? response.body : std::string_view{})};
        deadline_.arm(state_->settings.idle_timeout +
                      std::chrono::seconds{response.body.size() / write_bytes_per_second_min});
        auto [error, bytes] = co_await asio::async_write(socket_, parts, as_result);
        deadline_.disarm();
        co_return !error && !deadline_.expired();
    }

    Async<bool> write_all(std::string_view bytes) {
        deadline_.arm(state_->settings.idle_timeout +
                      std::chrono::seconds{bytes.size() / write_bytes_per_second_min});
        auto [error, written] = co_await asio::async_write(socket_, asio::buffer(bytes), as_result);
        deadline_.disarm();
        co_return !error && !deadline_.expired();
    }

    /// One piece is in memory at a time. False cuts the connection.
    Async<bool> write_pieces(const Response& response, bool chunked) {
        Result<std::string> piece = response.body;
        for (bool first = true; piece && (first || !piece->empty()); first = false) {
            if (!piece->empty()) {
                const auto framed = chunked ? fmt::format("{:x}\r\n{}\r\n", piece->size(), *piece) : *piece;
                if (!co_await write_all(framed)) co_return false;
            }
            piece = co_await next_piece(response);
        }
        if (!piece) {
            log::error("an answer that was on its way could not be finished",
                       {{"error", piece.error().message}});
            co_return false;
        }
        co_return !chunked || co_await write_all("0\r\n\r\n");
    }

    Async<Result<std::string>> next_piece(const Response& response) {
        try {
            co_return co_await response.more();
        } catch (const std::exception& error) {
            co_return fail(ErrorCode::internal, error.what());
        }
    }

    Async<void> linger() {
        boost::system::error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        deadline_.arm(linger_time);
        std::array<char, 4096> waste;
        for (std::size_t total = 0; total < linger_bytes_max && !deadline_.expired();) {
            auto [error, bytes] = co_await socket_.async_read_some(asio::buffer(waste), as_result);
            if (error) break;
            total += bytes;
        }
        deadline_.disarm();
    }

    void interrupt() {
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }

    std::shared_ptr<ServerState> state_;
    tcp::socket socket_;
    Deadline deadline_;
    boost::beast::flat_buffer buffer_;
    asio::cancellation_signal stop_handler_;
    std::string remote_;
    bool idle_ = false;
    bool handling_ = false;
};

} // namespace

void start_connection(std::shared_ptr<ServerState> state, tcp::socket socket) {
    Connection::start(std::make_shared<Connection>(std::move(state), std::move(socket)));
}

} // namespace bolt::net
