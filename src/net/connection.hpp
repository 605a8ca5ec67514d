#pragma once
#include "net/server_state.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace bolt::net {

/// Serves HTTP/1.1 on an accepted connection until it ends or becomes a WebSocket.
void start_connection(std::shared_ptr<ServerState> state, asio::ip::tcp::socket socket);

} // namespace bolt::net
