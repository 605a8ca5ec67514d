#include "net/client.hpp"
#include "net/wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace bolt::net {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;

constexpr std::size_t message_bytes_max = 16 << 20;
constexpr std::chrono::seconds close_timeout{5};

struct Address {
    std::string host;
    std::string port;
    std::string authority; ///< for the Host field
    std::string target;
};

Result<Address> parse_address(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->scheme() != "ws" || parsed->host_address().empty())
        return fail(ErrorCode::invalid_argument, "not a ws:// URL");
    Address address;
    address.host = parsed->host_address(); // without the brackets of an IPv6 address
    address.port = parsed->has_port() ? std::string(parsed->port()) : "80";
    address.authority = std::string(parsed->encoded_host_and_port());
    address.target = std::string(parsed->encoded_target());
    if (!address.target.starts_with('/')) address.target.insert(0, "/");
    return address;
}

/// What outlives the SocketClient: operations in flight hold it.
struct Link : std::enable_shared_from_this<Link> {
    explicit Link(asio::any_io_executor executor)
        : stream(executor), arrived(executor, asio::steady_timer::time_point::max()), deadline(executor) {}

    websocket::stream<tcp::socket, false> stream;
    asio::steady_timer arrived; ///< ended by cancel() when a read is over
    asio::steady_timer deadline;
    std::string text;
    std::optional<boost::system::error_code>
        read_result; ///< of the read that is over, until receive() takes it
    bool reading = false;
    bool receiving = false;
    bool sending = false;
    bool timed_out = false;

    void cut() {
        boost::system::error_code ignored;
        stream.next_layer().close(ignored);
    }

    /// Cuts the connection unless disarmed in time: for the connect phase.
    void arm(std::chrono::milliseconds timeout) {
        deadline.expires_after(timeout);
        deadline.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            auto self = weak.lock();
            if (!self || error) return;
            self->timed_out = true;
            self->cut();
        });
    }

    void start_read() {
        if (reading || read_result) return;
        reading = true;
        text.clear();
        struct Buffer {
            std::shared_ptr<Link> link;
            beast::flat_buffer bytes;
        };
        auto buffer = std::make_shared<Buffer>(Buffer{shared_from_this(), beast::flat_buffer{}});
        stream.async_read(buffer->bytes, [buffer](boost::system::error_code error, std::size_t) {
            auto& link = *buffer->link;
            link.reading = false;
            const auto bytes = buffer->bytes.cdata();
            link.text.assign(static_cast<const char*>(bytes.data()), bytes.size());
            link.read_result = error;
            link.arrived.cancel();
        });
    }
};

Async<Result<void>> open(std::shared_ptr<Link> link, Address address, Headers headers,
                         std::chrono::milliseconds timeout) {
    const auto where = address.authority;
    const auto refused = [&](const boost::system::error_code& error) {
        if (link->timed_out)
            return fail(ErrorCode::timeout,
                        fmt::format("{} did not answer within {} ms", where, timeout.count()));
        return fail(ErrorCode::unavailable, where + ": " + error.message());
    };
    link->arm(timeout);
    tcp::resolver resolver(link->stream.get_executor());
    auto [resolve_error, endpoints] = co_await resolver.async_resolve(address.host, address.port, as_result);
    if (resolve_error || link->timed_out) co_return refused(resolve_error);
    auto [connect_error, endpoint] =
        co_await asio::async_connect(link->stream.next_layer(), endpoints, as_result);
    if (connect_error || link->timed_out) co_return refused(connect_error);
    boost::system::error_code ignored;
    link->stream.next_layer().set_option(tcp::no_delay(true), ignored);

    websocket::stream_base::timeout limits{};
    limits.handshake_timeout = close_timeout;
    limits.idle_timeout = websocket::stream_base::none();
    limits.keep_alive_pings = false;
    link->stream.set_option(limits);
    link->stream.read_message_max(message_bytes_max);
    link->stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
        for (const auto& [name, value] : headers.all()) request.insert(name, value);
    }));
    websocket::response_type response;
    auto [error] =
        co_await link->stream.async_handshake(response, address.authority, address.target, as_result);
    // The decorator refers to this frame.
    link->stream.set_option(websocket::stream_base::decorator([](websocket::request_type&) {}));
    link->deadline.cancel();
    if (error == websocket::error::upgrade_declined) {
        const bool forbidden = response.result_int() >= 400 && response.result_int() < 500;
        co_return fail(forbidden ? ErrorCode::permission_denied : ErrorCode::unavailable,
                       fmt::format("{} refused the WebSocket with status {}", where, response.result_int()));
    }
    if (error || link->timed_out) co_return refused(error);
    co_return Result<void>{};
}

class Client final : public SocketClient {
  public:
    explicit Client(std::shared_ptr<Link> link) : link_(std::move(link)) {}
    ~Client() override { link_->cut(); }

    Async<Result<void>> send(std::string text) override {
        auto link = link_;
        if (link->sending) co_return fail(ErrorCode::conflict, "another send() is running");
        link->sending = true;
        link->stream.text(true);
        auto [error, bytes] = co_await link->stream.async_write(asio::buffer(text), as_result);
        link->sending = false;
        if (error) co_return closed(*link, error);
        co_return Result<void>{};
    }

    Async<Result<std::string>> receive(std::chrono::milliseconds timeout) override {
        auto link = link_;
        if (link->receiving) co_return fail(ErrorCode::conflict, "another receive() is running");
        link->start_read();
        if (!link->read_result) {
            link->receiving = true;
            link->arrived.expires_after(timeout);
            co_await link->arrived.async_wait(as_result);
            link->receiving = false;
        }
        // A read that is not over goes on; the next receive() takes its message.
        if (!link->read_result)
            co_return fail(ErrorCode::timeout, fmt::format("no message within {} ms", timeout.count()));
        if (*link->read_result) co_return closed(*link, *link->read_result);
        link->read_result.reset();
        co_return std::move(link->text);
    }

    Async<void> close() override {
        auto link = link_;
        if (link->stream.is_open())
            co_await link->stream.async_close(websocket::close_code::normal, as_result);
        link->cut();
    }

    int close_code() const override {
        const auto& reason = link_->stream.reason();
        return reason ? static_cast<int>(reason.code) : 0;
    }

  private:
    static tl::unexpected<Error> closed(Link& link, const boost::system::error_code& error) {
        const auto& reason = link.stream.reason();
        if (!reason) return fail(ErrorCode::unavailable, "the connection is closed: " + error.message());
        return fail(ErrorCode::unavailable,
                    fmt::format("the peer closed the connection with code {} {}",
                                static_cast<int>(reason.code),
                                std::string_view(reason.reason.data(), reason.reason.size())));
    }

    std::shared_ptr<Link> link_;
};

} // namespace

Async<Result<std::unique_ptr<SocketClient>>> SocketClient::connect(std::string url, Headers headers,
                                                                   std::chrono::milliseconds timeout) {
    auto address = parse_address(url);
    if (!address) co_return forward(address);
    for (const auto& [name, value] : headers.all())
        if (!is_token(name) || !is_field_value(value))
            co_return fail(ErrorCode::invalid_argument,
                           "a request header has a character that cannot be sent");
    auto link = std::make_shared<Link>(co_await asio::this_coro::executor);
    if (auto opened = co_await open(link, std::move(*address), std::move(headers), timeout); !opened) {
        link->cut();
        co_return forward(opened);
    }
    co_return std::make_unique<Client>(std::move(link));
}

} // namespace bolt::net
