#pragma once
#include "base/async.hpp"
#include "base/result.hpp"
#include "net/http.hpp"
#include "net/socket.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace bolt::net {

struct ServerSettings {
    std::string address = "127.0.0.1";       ///< IP to listen on
    std::uint16_t port = 0;                  ///< 0: a free one, see Server::port()
    std::size_t body_bytes_max = 1 << 20;    ///< larger request bodies: 413
    std::size_t header_bytes_max = 16 << 10; ///< larger request heads: 431
    std::size_t connections_max = 4096;      ///< further ones are closed at once
    std::chrono::milliseconds idle_timeout{
        60'000}; ///< keep-alive connection without a request; silent WebSocket
    std::chrono::milliseconds request_timeout{
        30'000}; ///< from first byte to last byte of a request (slowloris): 408
    std::size_t socket_queue_messages_max = 256;      ///< WebSocket: messages waiting for one client
    std::size_t socket_queue_bytes_max = 1 << 20;     ///< WebSocket: bytes waiting for one client
    std::size_t socket_message_bytes_max = 256 << 10; ///< WebSocket: one message from a client
    std::chrono::milliseconds shutdown_grace{3'000};  ///< stop(): how long running requests may take
};

using Handler = std::function<Async<Response>(Request&)>;
/// Runs before the upgrade; answer nullopt to accept the socket, a Response to refuse (401, 403).
using UpgradeCheck = std::function<Async<std::optional<Response>>(Request&)>;
using SocketHandler = std::function<void(std::shared_ptr<WebSocket>, const Request&)>;

/// Methods and path patterns to handlers. Pattern segments: literal, "{name}" (one segment), "{name...}" (the
/// rest). A literal segment wins over a parameter. Known path, wrong method: 405 with Allow; unknown path:
/// fallback or 404. Patterns are matched against the decoded Request::path. An ill-formed or repeated pattern
/// throws std::logic_error.
class Router {
  public:
    void add(std::string method, std::string pattern, Handler handler);
    void add_socket(std::string pattern, UpgradeCheck check, SocketHandler handler);
    /// For every path that no pattern matches (single page app, other hosts).
    void set_fallback(Handler handler);
    /// Runs around every handler (access checks, headers, metrics), also around the fallback, 404 and 405,
    /// but not around an UpgradeCheck, which is a socket's own access check. The last added is the outermost.
    using Middleware = std::function<Async<Response>(Request&, const Handler& next)>;
    void wrap(Middleware middleware);
    /// Every "METHOD pattern" that was added, for the API document's test.
    std::vector<std::string> routes() const;

    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    struct Impl;
    Impl& impl() const { return *impl_; }

  private:
    std::unique_ptr<Impl> impl_;
};

/// HTTP/1.1 and WebSocket on one port, on the io_context's thread. HEAD is answered from GET. An exception
/// that leaves a handler becomes a 500 problem document without its text (which goes to the log).
class Server {
  public:
    Server(const asio::any_io_executor& executor, ServerSettings settings, Router router);
    ~Server();
    /// Binds and starts accepting. unavailable if the address is taken: the message names address and port.
    Result<void> start();
    std::uint16_t port() const;
    /// Stops accepting, closes idle connections and sockets (1001), lets running requests end within
    /// shutdown_grace.
    Async<void> stop();

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace bolt::net
