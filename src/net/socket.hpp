#pragma once
#include "base/async.hpp"

#include <functional>
#include <memory>
#include <string>

namespace bolt::net {

/// One accepted WebSocket. All calls on the server's thread. Alive as long as the handler's shared_ptr or the
/// connection.
class WebSocket {
  public:
    virtual ~WebSocket() = default;
    /// Queues a message; never blocks. A client whose queue passes the server's bound (messages or bytes) is
    /// dropped: the connection is cut, on_close runs. Shared text is not copied: broadcast the same pointer.
    virtual void send_text(std::shared_ptr<const std::string> message) = 0;
    /// Sends a close frame after what is queued, e.g. 1008 "token revoked".
    virtual void close(int code, std::string reason) = 0;
    /// Ends the connection now, without a close frame: for a peer that takes nothing any more. on_close runs
    /// later, never inside this call.
    virtual void cut() = 0;
    virtual bool open() const = 0;
    virtual std::string remote() const = 0;
    /// What waits for the peer, the message being written included.
    struct Backlog {
        std::size_t messages = 0;
        std::size_t bytes = 0;
    };
    virtual Backlog backlog() const = 0;

    std::function<void(std::string)> on_text;   ///< one whole text message
    std::function<void(std::string)> on_binary; ///< one whole binary message
    std::function<void()> on_drained;           ///< the last waiting message went out: the peer keeps up
    std::function<void()> on_close;             ///< exactly once, after which nothing else is called
};

} // namespace bolt::net
