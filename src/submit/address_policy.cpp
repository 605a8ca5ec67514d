#include "submit/address_policy.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace bolt::submit {
namespace {

constexpr std::size_t kUrlBytesMax = 8192;
constexpr std::size_t kKnownMax = 1000;

/// Ports from 1024 that the Fetch standard ("bad port") keeps browsers away from.
constexpr std::array<std::uint16_t, 19> kBadPorts = {1719, 1720, 1723, 2049, 3659, 4045, 4190,
                                                     5060, 5061, 6000, 6566, 6665, 6666, 6667,
                                                     6668, 6669, 6679, 6697, 10080};

bool sane_port(std::uint16_t port) {
    if (port == 80 || port == 443) return true;
    return port >= 1024 && std::find(kBadPorts.begin(), kBadPorts.end(), port) == kBadPorts.end();
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (auto& character : out)
        if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
    return out;
}

/// Splits "host:port", "[v6]:port", "host" (port 0). nullopt if the port is no number.
std::optional<std::pair<std::string, std::uint16_t>> split_port(std::string_view authority) {
    std::string_view host = authority, port;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        host = authority.substr(1, end - 1);
        const auto rest = authority.substr(end + 1);
        if (!rest.empty() && !rest.starts_with(':')) return std::nullopt;
        if (!rest.empty()) port = rest.substr(1);
    } else if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
    }
    std::uint16_t number = 0;
    if (!port.empty()) {
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
        if (error != std::errc{} || end != port.data() + port.size() || number == 0) return std::nullopt;
    }
    auto name = lower_case(host);
    if (name.ends_with('.')) name.pop_back();
    return std::pair{std::move(name), number};
}

bool in_range(std::uint32_t address, std::uint32_t network, int bits) {
    return (address >> (32 - bits)) == (network >> (32 - bits));
}

/// IANA IPv4 Special-Purpose Address Registry, multicast and class E.
bool is_public(asio::ip::address_v4 address) {
    struct Range {
        std::uint32_t network;
        int bits;
    };
    static constexpr Range special[] = {
        {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
        {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16},
        {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4}};
    const auto number = address.to_uint();
    return std::none_of(std::begin(special), std::end(special),
                        [&](const Range& range) { return in_range(number, range.network, range.bits); });
}

bool is_public(const asio::ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    const auto tail = asio::ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]});
    if (address.is_v4_mapped()) return is_public(tail);
    static constexpr std::array<unsigned char, 12> nat64 = {0x00, 0x64, 0xff, 0x9b}; // 64:ff9b::/96
    if (std::equal(nat64.begin(), nat64.end(), bytes.begin())) return is_public(tail);
    if ((bytes[0] & 0xE0) != 0x20) return false; // only 2000::/3 is global unicast
    const auto first = static_cast<unsigned>(bytes[0] << 8 | bytes[1]);
    const auto second = static_cast<unsigned>(bytes[2] << 8 | bytes[3]);
    if (first == 0x2001 && second < 0x0200) return false;     // IETF protocol assignments, Teredo
    if (first == 0x2001 && second == 0x0db8) return false;    // documentation
    if (first == 0x2002) return false;                        // 6to4
    return !(first == 0x3fff && (second & 0xF000) == 0x0000); // documentation
}

} // namespace

Result<Destination> read_destination(std::string_view url) {
    if (url.size() > kUrlBytesMax)
        return fail(ErrorCode::invalid_argument, "the address is longer than 8192 bytes");
    const auto colon = url.find("://");
    if (colon == std::string_view::npos)
        return fail(ErrorCode::invalid_argument, "the address is no absolute http or https URL");
    Destination out;
    out.scheme = lower_case(url.substr(0, colon));
    if (out.scheme == "ws") out.scheme = "http";
    if (out.scheme == "wss") out.scheme = "https";
    if (out.scheme != "http" && out.scheme != "https")
        return fail(ErrorCode::invalid_argument, "only http and https addresses are visited");
    const auto rest = url.substr(colon + 3);
    const auto authority = rest.substr(0, std::min(rest.size(), rest.find_first_of("/?#")));
    const bool strange = std::any_of(authority.begin(), authority.end(), [](unsigned char character) {
        return character <= ' ' || character >= 0x7F || character == '\\' || character == '%';
    });
    if (strange) return fail(ErrorCode::invalid_argument, "the host holds characters that no host name has");
    if (authority.find('@') != std::string_view::npos)
        return fail(ErrorCode::invalid_argument, "addresses with a user name are not visited");
    auto parts = split_port(authority);
    if (!parts || parts->first.empty())
        return fail(ErrorCode::invalid_argument, "the address has no valid host");
    out.host = std::move(parts->first);
    out.port = parts->second != 0 ? parts->second : (out.scheme == "https" ? 443 : 80);
    return out;
}

bool is_public_address(const asio::ip::address& address) {
    return address.is_v4() ? is_public(address.to_v4()) : is_public(address.to_v6());
}

bool is_public_address(std::string_view address) {
    boost::system::error_code error;
    const auto parsed = asio::ip::make_address(std::string(address), error);
    return !error && is_public_address(parsed);
}

AddressPolicy::AddressPolicy(Clock& clock, AddressSettings settings, Resolver resolver)
    : clock_(clock), settings_(std::move(settings)), resolver_(std::move(resolver)) {}

bool AddressPolicy::listed(const Destination& destination) const {
    return std::any_of(settings_.allowed_hosts.begin(), settings_.allowed_hosts.end(),
                       [&](std::string_view rule) {
                           const bool suffix = rule.starts_with("*.");
                           const auto parts = split_port(suffix ? rule.substr(1) : rule);
                           if (!parts || (parts->second != 0 && parts->second != destination.port))
                               return false;
                           return suffix ? destination.host.ends_with(parts->first) &&
                                               destination.host.size() > parts->first.size()
                                         : destination.host == parts->first;
                       });
}

Async<Result<std::vector<asio::ip::address>>> AddressPolicy::resolve(std::string host) {
    const auto now = clock_.monotonic();
    if (const auto found = known_.find(host); found != known_.end()) {
        if (found->second.until > now) co_return found->second.addresses;
        known_.erase(found);
    }
    auto addresses = co_await resolver_(host);
    if (!addresses) co_return forward(addresses);
    if (addresses->empty())
        co_return fail(ErrorCode::not_found, fmt::format("the host {} has no address", host));
    // Hosts come from pages: the bound keeps a page that names thousands of hosts from filling memory.
    if (known_.size() >= kKnownMax) known_.clear();
    known_[host] = {*addresses, clock_.monotonic() + settings_.keep};
    co_return addresses;
}

// What a refusal tells of an attack must be found later (ASVS 16.3.3): the host, never the URL's secrets.
Async<Result<Destination>> AddressPolicy::check(std::string url) {
    auto checked = co_await look(std::move(url));
    if (!checked && checked.error().code == ErrorCode::permission_denied)
        log::warn("an address was refused",
                  {{"event", "address_refused"}, {"reason", checked.error().message}});
    co_return checked;
}

Async<Result<Destination>> AddressPolicy::look(std::string url) {
    auto destination = read_destination(url);
    if (!destination) co_return forward(destination);
    const bool allowed = listed(*destination);
    if (!allowed && !sane_port(destination->port))
        co_return fail(ErrorCode::permission_denied,
                       fmt::format("port {} is not visited", destination->port));
    auto addresses = co_await resolve(destination->host);
    if (!addresses) co_return forward(addresses);
    if (!allowed) {
        for (const auto& address : *addresses)
            if (!is_public_address(address))
                co_return fail(ErrorCode::permission_denied,
                               fmt::format("{} leads to {}, which is no public address", destination->host,
                                           address.to_string()));
    }
    destination->addresses = std::move(*addresses);
    co_return destination;
}

} // namespace bolt::submit
