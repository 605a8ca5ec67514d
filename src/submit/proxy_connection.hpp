#pragma once
#include "submit/address_proxy.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace bolt::submit {

class ProxyConnection;

/// What the proxy's connections share. One thread.
struct AddressProxy::State {
    State(const Platform& given, AddressPolicy& addresses, ProxySettings chosen)
        : platform(given), policy(addresses), settings(chosen), acceptor(given.executor) {}

    Platform platform;
    AddressPolicy& policy;
    ProxySettings settings;
    asio::ip::tcp::acceptor acceptor;
    std::uint16_t port = 0;
    bool stopped = false;
    std::size_t received = 0; ///< bytes from sites
    std::size_t trackers_refused = 0;
    std::set<ProxyConnection*> connections;
    std::map<std::string, Error, std::less<>> problems; ///< by host, see AddressProxy::problem_of

    void note_problem(const std::string& host, const Error& error);
    void cut_all();
    bool full() const { return received > settings.total_bytes_max; }
};

/// Serves one accepted connection until it ends.
void start_proxy_connection(std::shared_ptr<AddressProxy::State> state, asio::ip::tcp::socket client);

} // namespace bolt::submit
