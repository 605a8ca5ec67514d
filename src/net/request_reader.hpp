#pragma once
#include "net/deadline.hpp"
#include "net/server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace bolt::net {

/// What came of reading one request.
struct Incoming {
    bool gone = false;               ///< the peer left: nothing to answer
    std::optional<Response> refusal; ///< answer this instead of asking a handler
    bool framing_lost = false;       ///< where the next request starts is unknown: close after the answer
    bool keep_alive = false;
    bool http_1_0 = false;
    bool upgrade = false; ///< a well-formed WebSocket handshake
    Request request;
    boost::beast::http::request<boost::beast::http::string_body> handshake; ///< if `upgrade`
};

/// Reads one request within the settings' bounds, answers Expect: 100-continue on the way. `deadline` is
/// armed by the caller and cancels the socket's operations.
Async<Incoming> read_request(asio::ip::tcp::socket& socket, boost::beast::flat_buffer& buffer,
                             const ServerSettings& settings, const Deadline& deadline);

} // namespace bolt::net
