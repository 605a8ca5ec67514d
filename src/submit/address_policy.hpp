#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::submit {

/// Looks up all addresses of a host name; IP literals resolve to themselves. not_found if there is none.
using Resolver = std::function<Async<Result<std::vector<asio::ip::address>>>(std::string host)>;
/// The machine's resolver (getaddrinfo on asio's resolver thread).
Resolver system_resolver();

struct AddressSettings {
    /// Hosts that may be visited wherever they resolve to: "name", "name:port", "*.suffix" or
    /// "*.suffix:port"; IP literals too ("127.0.0.1:9000", "[::1]:9000"). Without a port any port is meant.
    /// For the playground.
    std::vector<std::string> allowed_hosts;
    /// How long an answer of the resolver is kept.
    Duration keep = std::chrono::seconds{30};
};

/// Where a permitted URL leads. Connect to one of `addresses` and nowhere else, so that a name that changes
/// its address between check and connection gains nothing.
struct Destination {
    std::string scheme; ///< "http", "https"
    std::string host;   ///< lower case, IPv6 literals without brackets
    std::uint16_t port = 0;
    std::vector<asio::ip::address> addresses;
};

/// Takes scheme, host and port from an absolute http(s) or ws(s) URL (ws counts as http, wss as https).
/// invalid_argument for anything else, for user names in the URL, and for control characters.
Result<Destination> read_destination(std::string_view url);

/// True for addresses of the public internet: not loopback, private, link-local (cloud metadata too), shared
/// (CGNAT), multicast, reserved or documentation; IPv4 inside IPv6 (mapped, NAT64) counts as that IPv4
/// address; 6to4 and Teredo are refused. Source: IANA special-purpose address registries.
bool is_public_address(const asio::ip::address& address);
/// The same for text; false for text that is no IP address.
bool is_public_address(std::string_view address);

/// The one check for every address that a directory, a page or a profile can cause a visit to. One thread.
class AddressPolicy {
  public:
    AddressPolicy(Clock& clock, AddressSettings settings, Resolver resolver = system_resolver());

    /// The destination with its checked addresses. invalid_argument: no http(s) URL; permission_denied with
    /// the reason (port, private network); not_found or unavailable: the name does not resolve. Ports: 80,
    /// 443 and those from 1024 that the Fetch standard does not call bad. A name is refused if any of its
    /// addresses is not public. Each refusal is logged.
    Async<Result<Destination>> check(std::string url);

  private:
    struct Known {
        std::vector<asio::ip::address> addresses;
        Duration until{0};
    };
    Async<Result<Destination>> look(std::string url);
    bool listed(const Destination& destination) const;
    Async<Result<std::vector<asio::ip::address>>> resolve(std::string host);

    Clock& clock_;
    AddressSettings settings_;
    Resolver resolver_;
    std::map<std::string, Known, std::less<>> known_;
};

} // namespace bolt::submit
