#pragma once
#include "net/server_state.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace bolt::net {

/// What a connection hands over when it becomes a WebSocket.
struct Upgrade {
    std::shared_ptr<ServerState> state;
    asio::ip::tcp::socket socket;
    boost::beast::http::request<boost::beast::http::string_body> handshake; ///< checked by read_request
    Request request;
    SocketHandler handler;
};

/// Answers the handshake and serves the socket until it ends.
void start_web_socket(Upgrade upgrade);

} // namespace bolt::net
