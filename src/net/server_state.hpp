#pragma once
#include "base/signal.hpp"
#include "net/router.hpp"

#include <unordered_set>

namespace bolt::net {

/// One accepted connection, HTTP or WebSocket, as the server sees it.
class Peer {
  public:
    virtual ~Peer() = default;
    /// The server stops: end as soon as what runs is done.
    virtual void finish() = 0;
    /// End now. Never calls a handler before it returns.
    virtual void cut() = 0;
};

/// What all connections of one server share. On the server's thread only.
struct ServerState {
    ServerState(asio::any_io_executor executor, ServerSettings server_settings, Router server_router)
        : settings(std::move(server_settings)), router(std::move(server_router)), clock(std::move(executor)),
          peer_left(clock) {
        router.impl().finish();
    }

    const ServerSettings settings;
    Router router;
    SystemClock clock; ///< the network's time is the machine's: a simulator has no sockets
    std::unordered_set<Peer*> peers;
    Signal peer_left;
    bool stopping = false;

    void join(Peer* peer) { peers.insert(peer); }
    void leave(Peer* peer) {
        peers.erase(peer);
        peer_left.notify();
    }
};

} // namespace bolt::net
