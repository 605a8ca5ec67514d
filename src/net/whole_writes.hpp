#pragma once
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <memory>

namespace bolt::net {

/// A TCP socket on which each write is whole: async_write_some() writes all its buffers, and what others ask
/// to write meanwhile waits its turn. So a WebSocket's owner may write frames of its own beside the control
/// frames of Beast's stream above. One thread.
class WholeWrites {
  public:
    using next_layer_type = boost::asio::ip::tcp::socket;
    using executor_type = next_layer_type::executor_type;

    explicit WholeWrites(next_layer_type socket) : state_(std::make_shared<State>(std::move(socket))) {}
    /// Ends what is under way: a write holds its state, not this.
    ~WholeWrites() {
        boost::system::error_code ignored;
        if (state_) state_->socket.close(ignored);
    }
    WholeWrites(WholeWrites&&) noexcept = default;
    WholeWrites& operator=(WholeWrites&&) = delete;

    executor_type get_executor() { return state_->socket.get_executor(); }
    next_layer_type& next_layer() { return state_->socket; }
    const next_layer_type& next_layer() const { return state_->socket; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return state_->socket.async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            [state = state_, buffers, started = false](auto& self, boost::system::error_code error = {},
                                                       std::size_t bytes = 0) mutable {
                if (started) {
                    state->writing = false;
                    state->turn.cancel_one();
                    return self.complete(error, bytes);
                }
                // A wait's end is only the sign to look again.
                if (state->writing) return state->turn.async_wait(std::move(self));
                state->writing = started = true;
                auto& socket = state->socket;
                boost::asio::async_write(socket, buffers, std::move(self));
            },
            token, state_->socket);
    }

  private:
    struct State {
        explicit State(next_layer_type from)
            : socket(std::move(from)),
              turn(socket.get_executor(), boost::asio::steady_timer::time_point::max()) {}
        next_layer_type socket;
        boost::asio::steady_timer turn; ///< never runs out; each write that ends wakes one that waits
        bool writing = false;
    };
    std::shared_ptr<State> state_;
};

/// How Beast ends the connection after the close frames.
inline void teardown(boost::beast::role_type role, WholeWrites& stream, boost::system::error_code& error) {
    boost::beast::websocket::teardown(role, stream.next_layer(), error);
}
template <class Handler>
void async_teardown(boost::beast::role_type role, WholeWrites& stream, Handler&& handler) {
    boost::beast::websocket::async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

} // namespace bolt::net
