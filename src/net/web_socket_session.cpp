#include "net/web_socket_session.hpp"

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "net/whole_writes.hpp"

#include <algorithm>
#include <array>
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
/// Messages that one write takes: two buffers each, and Asio gives the kernel at most 64 at a time.
constexpr std::size_t batch_max = 32;
/// What the kernel keeps for a client that does not read. By itself it lets that grow to megabytes, which we
/// would not see; with this one such a client shows after some hundred messages, and one at 100 ms still gets
/// 1 MB/s.
constexpr int kernel_buffer_bytes = 128 << 10;

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

/// A message and its frame's head (RFC 6455 section 5.2): final, text, unmasked.
struct Waiting {
    explicit Waiting(std::shared_ptr<const std::string> text) : message(std::move(text)) {
        const auto size = message->size();
        const std::size_t more = size < 126 ? 0 : size < 65536 ? 2 : 8;
        head[0] = 0x81;
        head[1] = static_cast<unsigned char>(more == 0 ? size : more == 2 ? 126 : 127);
        for (std::size_t i = 0; i < more; ++i)
            head[2 + i] = static_cast<unsigned char>(size >> 8 * (more - 1 - i));
        head_size = 2 + more;
    }
    std::shared_ptr<const std::string> message;
    std::array<unsigned char, 10> head;
    std::size_t head_size;
};

class Session final : public WebSocket, public Peer, public std::enable_shared_from_this<Session> {
  public:
    Session(std::shared_ptr<ServerState> state, tcp::socket socket, std::string remote)
        : state_(std::move(state)), stream_(WholeWrites(std::move(socket))), remote_(std::move(remote)) {
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
        boost::system::error_code ignored;
        tcp_socket().set_option(tcp::socket::send_buffer_size(kernel_buffer_bytes), ignored);
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
        queue_.emplace_back(std::move(message));
        // Not at once: what else is sent in this step goes out in the same write.
        if (writing_ || std::exchange(write_posted_, true)) return;
        asio::post(stream_.get_executor(), [self = shared_from_this()] {
            self->write_posted_ = false;
            self->write_next();
        });
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
        tcp_socket().set_option(tcp::socket::linger(true, 0), ignored);
        tcp_socket().close(ignored);
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

    tcp::socket& tcp_socket() { return stream_.next_layer().next_layer(); }

    /// Keeps one write in flight, of what waits by then. The frames go below Beast's stream, which would
    /// write one message at a time; its own (pong, close) take turns with them.
    void write_next() {
        if (writing_ || ended_) return;
        if (queue_.empty()) {
            if (!close_) return;
            writing_ = true; // nothing follows a close frame
            stream_.async_close(*close_, [self = shared_from_this()](boost::system::error_code) {});
            return;
        }
        if (!stream_.is_open()) return; // the peer closes: the read ends, with on_close
        writing_ = true;
        const auto count = std::min(queue_.size(), batch_max);
        std::vector<asio::const_buffer> buffers;
        buffers.reserve(2 * count);
        for (std::size_t i = 0; i < count; ++i) {
            const auto& [message, head, head_size] = queue_[i];
            buffers.push_back(asio::buffer(head, head_size));
            buffers.push_back(asio::buffer(*message));
        }
        stream_.next_layer().async_write_some(
            buffers, [self = shared_from_this(), count](boost::system::error_code error, std::size_t) {
                self->written(count, error);
            });
    }

    void written(std::size_t count, boost::system::error_code error) {
        writing_ = false;
        for (; count > 0; --count) {
            queued_bytes_ -= queue_.front().message->size();
            queue_.pop_front();
        }
        if (error) ended_ = true; // the read ends too, with on_close
        write_next();
        if (queue_.empty() && open() && on_drained) guarded(on_drained);
    }

    std::shared_ptr<ServerState> state_;
    websocket::stream<WholeWrites, false> stream_; // false: no permessage-deflate
    std::string remote_;
    std::deque<Waiting> queue_; ///< the first ones may be in flight
    std::size_t queued_bytes_ = 0;
    std::optional<websocket::close_reason> close_;
    bool accepted_ = false;
    bool writing_ = false;
    bool write_posted_ = false;
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
