#include "net/server.hpp"

#include "base/log.hpp"
#include "net/connection.hpp"

#include <boost/asio/ip/address.hpp>

namespace bolt::net {

using tcp = asio::ip::tcp;

struct Server::Impl {
    Impl(const asio::any_io_executor& server_executor, ServerSettings settings, Router router)
        : acceptor(server_executor),
          state(std::make_shared<ServerState>(server_executor, std::move(settings), std::move(router))) {}

    tcp::acceptor acceptor;
    std::shared_ptr<ServerState> state;
    std::uint16_t port = 0;

    void close_acceptor() {
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }

    void cut_all() {
        // A copy: a peer may leave while the others are cut.
        for (auto* peer : std::vector<Peer*>(state->peers.begin(), state->peers.end()))
            if (state->peers.contains(peer)) peer->cut();
    }

    static Async<void> accept(std::shared_ptr<Impl> self) {
        auto& state = *self->state;
        while (self->acceptor.is_open()) {
            auto [error, socket] = co_await self->acceptor.async_accept(as_result);
            if (error == asio::error::operation_aborted || state.stopping) co_return;
            if (error) {
                // Out of file descriptors, mostly: without a pause this would spin.
                log::warn("a connection could not be accepted", {{"error", error.message()}});
                co_await state.clock.sleep(100ms);
                continue;
            }
            if (state.peers.size() >= state.settings.connections_max) continue; // closes the socket
            start_connection(self->state, std::move(socket));
        }
    }
};

Server::Server(const asio::any_io_executor& executor, ServerSettings settings, Router router)
    : impl_(std::make_shared<Impl>(executor, std::move(settings), std::move(router))) {}

Server::~Server() {
    impl_->state->stopping = true;
    impl_->close_acceptor();
    impl_->cut_all();
}

Result<void> Server::start() {
    const auto& settings = impl_->state->settings;
    const auto where = fmt::format("{} port {}", settings.address, settings.port);
    boost::system::error_code error;
    const auto address = asio::ip::make_address(settings.address, error);
    if (error)
        return fail(ErrorCode::invalid_argument, "not an IP address to listen on: " + settings.address);
    const tcp::endpoint endpoint(address, settings.port);
    auto& acceptor = impl_->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) {
        impl_->close_acceptor();
        return fail(ErrorCode::unavailable, "cannot listen on " + where + ": " + error.message());
    }
    impl_->port = acceptor.local_endpoint().port();
    asio::co_spawn(acceptor.get_executor(), Impl::accept(impl_), [](const std::exception_ptr&) {});
    return {};
}

std::uint16_t Server::port() const { return impl_->port; }

Async<void> Server::stop() {
    auto impl = impl_; // the Server may be destroyed while this waits
    auto& state = *impl->state;
    state.stopping = true;
    impl->close_acceptor();
    for (auto* peer : std::vector<Peer*>(state.peers.begin(), state.peers.end()))
        if (state.peers.contains(peer)) peer->finish();

    const auto wait_until_empty = [](ServerState& server, Duration deadline) -> Async<void> {
        while (!server.peers.empty()) {
            const auto seen = server.peer_left.count();
            const auto left = deadline - server.clock.monotonic();
            if (left <= Duration::zero() || !co_await server.peer_left.wait_past(seen, left)) co_return;
        }
    };
    co_await wait_until_empty(state, state.clock.monotonic() + state.settings.shutdown_grace);
    if (state.peers.empty()) co_return;
    log::warn("connections were cut at the end of the shutdown grace", {{"connections", state.peers.size()}});
    impl->cut_all();
    // What a cut connection's coroutine still has to do takes no time, unless a handler waits for something
    // else.
    co_await wait_until_empty(state, state.clock.monotonic() + 100ms);
}

} // namespace bolt::net
