#include "submit/address_proxy.hpp"

#include "submit/proxy_connection.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace bolt::submit {
namespace {

using tcp = asio::ip::tcp;

Async<void> accept_all(std::shared_ptr<AddressProxy::State> state) {
    while (!state->stopped) {
        auto [error, socket] = co_await state->acceptor.async_accept(as_result);
        if (state->stopped) co_return;
        if (error) {
            // Out of descriptors or the like: wait instead of spinning.
            co_await state->platform.clock.sleep(100ms);
            continue;
        }
        if (state->connections.size() >= state->settings.connections_max) continue;
        start_proxy_connection(state, std::move(socket));
    }
}

} // namespace

AddressProxy::AddressProxy(const Platform& platform, AddressPolicy& policy, ProxySettings settings)
    : state_(std::make_shared<State>(platform, policy, settings)) {}

AddressProxy::~AddressProxy() { stop(); }

Result<void> AddressProxy::start() {
    boost::system::error_code error;
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), 0);
    state_->acceptor.open(endpoint.protocol(), error);
    if (!error) state_->acceptor.bind(endpoint, error);
    if (!error) state_->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return fail(ErrorCode::unavailable,
                    fmt::format("the browser's proxy cannot listen: {}", error.message()));
    state_->port = state_->acceptor.local_endpoint(error).port();
    spawn(state_->platform.executor, "browser proxy", [state = state_] { return accept_all(state); });
    return {};
}

void AddressProxy::stop() {
    state_->stopped = true;
    boost::system::error_code error;
    state_->acceptor.close(error);
    state_->cut_all();
}

std::string AddressProxy::url() const { return fmt::format("http://127.0.0.1:{}", state_->port); }

std::size_t AddressProxy::received() const { return state_->received; }
std::size_t AddressProxy::trackers_refused() const { return state_->trackers_refused; }

Error AddressProxy::problem_of(const std::string& host) const {
    const auto found = state_->problems.find(host);
    return found == state_->problems.end() ? Error{ErrorCode::internal, ""} : found->second;
}

} // namespace bolt::submit
