#include "net/web_socket_session.hpp"

#include "base/encoding.hpp"
#include "base/log.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>

namespace bolt::net {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;

/// How long the handshake and, at the end, the peer's close frame may take.
constexpr auto handshake_timeout = 10s;
/// RFC 6455 section 5.5: a control frame carries 125 bytes, two of them the code.
constexpr std::size_t reason_bytes_max = 123;

/// RFC 6455 section 7.4: codes that may stand in a close frame. Anything else from a caller is our bug: 1011.
websocket::close_code sendable(int code) {
    const bool good =
        (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    return static_cast<websocket::close_code>(good ? code : 1011);
}

std::string shortened(std::string reason) {
    reason = to_valid_utf8(reason);
    if (reason.size() <= reason_bytes_max) return reason;
    reason.resize(reason_bytes_max);
    while (!is_utf8(reason)) reason.pop_back();
    return reason;
}

class Session final : public WebSocket, public Peer, public std::enable_shared_from_this<Session> {
  public:
    Session(std::shared_ptr<ServerState> state, tcp::socket socket, std::string remote)
        : state_(std::move(state)), stream_(std::move(socket)), remote_(std::move(remote)) {
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = handshake_timeout;
        timeout.idle_timeout = state_->settings.idle_timeout;
        timeout.keep_alive_pings = true;
        stream_.set_option(timeout);
        // The 101 answer gets the name "Boost.Beast/..." unless there is one.
        stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
            response.set(beast::http::field::server, "directory-bolt");
        }));
        stream_.read_message_max(state_->settings.socket_message_bytes_max);
        stream_.auto_fragment(false);
        state_->join(this);
    }
    ~Session() override { state_->leave(this); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void send_text(std::shared_ptr<const std::string> message) override {
        if (!open() || !message) return;
        const auto& settings = state_->settings;
        if (queue_.size() >= settings.socket_queue_messages_max ||
            queued_bytes_ >= settings.socket_queue_bytes_max) {
            log::info("a WebSocket client was too slow and is dropped",
                      {{"remote", remote_}, {"messages", queue_.size()}, {"bytes", queued_bytes_}});
            return cut();
        }
        queued_bytes_ += message->size();
        queue_.push_back(std::move(message));
        write_next();
    }

    void close(int code, std::string reason) override {
        if (!open()) return;
        close_ = websocket::close_reason(sendable(code), shortened(std::move(reason)));
        write_next();
    }

    bool open() const override { return accepted_ && !close_ && !ended_; }
    std::string remote() const override { return remote_; }
    Backlog backlog() const override { return {queue_.size(), queued_bytes_}; }

    void finish() override {
        if (accepted_)
            close(1001, "the server stops");
        else
            cut();
    }

    void cut() override {
        ended_ = true;
        boost::system::error_code ignored;
        // Reset instead of an orderly end: the kernel must not keep what a dead client never takes.
        stream_.next_layer().set_option(tcp::socket::linger(true, 0), ignored);
        stream_.next_layer().close(ignored);
    }

    Async<void> serve(beast::http::request<beast::http::string_body> handshake, Request request,
                      SocketHandler handler) {
        auto self = shared_from_this();
        if (auto [error] = co_await stream_.async_accept(handshake, as_result); error || ended_) co_return;
        handshake = {};
        accepted_ = true;
        guarded([&] { handler(self, request); });
        request = {};
        handler = nullptr;
        while (!ended_) {
            std::string text;
            auto buffer = asio::dynamic_buffer(text);
            if (auto [error, bytes] = co_await stream_.async_read(buffer, as_result); error) break;
            const auto& receiver = stream_.got_text() ? on_text : on_binary;
            if (receiver && open()) guarded([&] { receiver(std::move(text)); });
        }
        ended_ = true;
        if (on_close) guarded(on_close);
        // The callbacks usually hold this socket: break the circle.
        on_text = on_binary = nullptr;
        on_drained = on_close = nullptr;
    }

  private:
    /// A callback's exception ends its own connection, nothing else.
    template <class F>
    void guarded(F&& callback) {
        try {
            callback();
        } catch (const std::exception& error) {
            log::error("a WebSocket callback failed with an exception", {{"error", error.what()}});
            close(1011, "internal error");
        }
    }

    /// Keeps one write in flight: Beast allows no second one.
    void write_next() {
        if (writing_ || ended_) return;
        if (queue_.empty()) {
            if (!close_) return;
            writing_ = true; // nothing follows a close frame
            stream_.async_close(*close_, [self = shared_from_this()](boost::system::error_code) {});
            return;
        }
        writing_ = true;
        stream_.text(true);
        auto message = queue_.front();
        const auto bytes = asio::buffer(*message);
        stream_.async_write(bytes, [self = shared_from_this(), message = std::move(message)](
                                       boost::system::error_code error, std::size_t) {
            self->writing_ = false;
            self->queued_bytes_ -= message->size();
            self->queue_.pop_front();
            if (error) self->ended_ = true; // the read ends too, with on_close
            self->write_next();
            if (self->queue_.empty() && self->open() && self->on_drained) self->guarded(self->on_drained);
        });
    }

    std::shared_ptr<ServerState> state_;
    websocket::stream<tcp::socket, false> stream_; // false: no permessage-deflate
    std::string remote_;
    std::deque<std::shared_ptr<const std::string>> queue_; ///< the first one may be in flight
    std::size_t queued_bytes_ = 0;
    std::optional<websocket::close_reason> close_;
    bool accepted_ = false;
    bool writing_ = false;
    bool ended_ = false;
};

Async<void> run(std::shared_ptr<Session> session, Upgrade upgrade) {
    co_await session->serve(std::move(upgrade.handshake), std::move(upgrade.request),
                            std::move(upgrade.handler));
}

} // namespace

void start_web_socket(Upgrade upgrade) {
    auto executor = upgrade.socket.get_executor();
    auto session =
        std::make_shared<Session>(upgrade.state, std::move(upgrade.socket), upgrade.request.remote);
    asio::co_spawn(executor, run(std::move(session), std::move(upgrade)), [](const std::exception_ptr&) {});
}

} // namespace bolt::net
