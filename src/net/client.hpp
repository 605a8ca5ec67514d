#pragma once
#include "base/async.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::net {

/// The cookies of one visitor, kept between calls: which are sent where follows RFC 6265 and the public
/// suffix list (libcurl's cookie engine).
struct CookieJar {
    std::vector<std::string> lines{}; ///< in Netscape's file format
    /// True if it holds a cookie of that name for any host.
    bool has(std::string_view name) const;
};

struct ClientRequest {
    std::string method = "GET";
    std::string url{}; ///< http:// or https:// only
    Headers headers{};
    std::string body{};
    std::chrono::milliseconds timeout{10'000}; ///< the whole call
    std::size_t response_bytes_max = 4 << 20;  ///< more: too_large
    int redirects_max = 0;                     ///< 0: a 3xx is returned as it is
    /// If set: asked with every IP address before a connection to it is opened or used, redirects included.
    /// False ends the call with permission_denied. Must not call the client.
    std::function<bool(const std::string& address)> address_allowed{};
    /// If not empty: the host of `url` is not looked up; these IP addresses are tried in their order.
    std::vector<std::string> addresses{};
    /// Asks for gzip, deflate, br and zstd and decodes them; response_bytes_max then bounds what comes out.
    bool decode = false;
    /// Opens a connection of its own instead of a kept one, which the peer may be about to close.
    bool fresh_connection = false;
    /// Sends its cookies and takes the answer's (also when the call fails).
    std::shared_ptr<CookieJar> cookies{};
};

/// HTTP client over libcurl's multi interface on the io_context: connections are kept and shared.
/// Proxies from the environment are not used: the address check above must see the real peer.
/// Errors: invalid_argument (URL, method, header), permission_denied (address_allowed), timeout, unavailable
/// (DNS, refused, TLS, cut, too many redirects), too_large, cancelled (the client was destroyed). Messages
/// name host and port, never the query or a credential. Any HTTP status is a Response, not an error.
class HttpClient {
  public:
    explicit HttpClient(const asio::any_io_executor& executor);
    ~HttpClient();
    Async<Result<Response>> send(ClientRequest request);

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

/// A WebSocket client (for `verify` and benches): text messages only. One send() and one receive() at a time
/// (conflict). Reads only while asked to: a client that does not call receive() is a slow one.
class SocketClient {
  public:
    /// Connects to ws://host:port/path within `timeout`; unavailable or permission_denied (4xx) otherwise.
    static Async<Result<std::unique_ptr<SocketClient>>> connect(std::string url, Headers headers,
                                                                std::chrono::milliseconds timeout);
    virtual ~SocketClient() = default;
    virtual Async<Result<void>> send(std::string text) = 0;
    /// The next text message; timeout or unavailable (closed).
    virtual Async<Result<std::string>> receive(std::chrono::milliseconds timeout) = 0;
    virtual Async<void> close() = 0;
    /// The code of the close frame the peer sent, e.g. 1001; 0 before, or if it cut the connection without
    /// one.
    virtual int close_code() const = 0;
};

} // namespace bolt::net
