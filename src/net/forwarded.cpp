#include "net/forwarded.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace bolt::net {
namespace {

using asio::ip::address;

/// More hops than any chain of proxies has: what stands before them was written by the caller.
constexpr std::size_t kHopsMax = 32;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<address> parse(std::string_view text) {
    // A zone ("fe80::1%eth0") is a name of this machine's, not of a caller's.
    if (text.empty() || text.size() > 45 || text.find('%') != text.npos) return std::nullopt;
    boost::system::error_code error;
    auto parsed = asio::ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    if (parsed.is_v6() && parsed.to_v6().is_v4_mapped())
        return address(asio::ip::make_address_v4(asio::ip::v4_mapped, parsed.to_v6()));
    return parsed;
}

std::array<unsigned char, 16> bytes_of(const address& from) {
    return from.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, from.to_v4()).to_bytes()
                        : from.to_v6().to_bytes();
}

/// "192.0.2.1", "192.0.2.1:443", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443".
std::optional<address> parse_hop(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos || (end + 1 != text.size() && text[end + 1] != ':')) return std::nullopt;
        const auto inner = parse(text.substr(1, end - 1));
        return inner && text.substr(0, end).find(':') != text.npos ? inner : std::nullopt;
    }
    const auto colon = text.find(':');
    if (colon != text.npos && text.find(':', colon + 1) == text.npos) text = text.substr(0, colon);
    return parse(text);
}

/// The value of `for` in one element of Forwarded (RFC 7239); "" if it has none.
std::string_view for_of(std::string_view element) {
    while (!element.empty()) {
        const auto end = std::min(element.find(';'), element.size());
        const auto pair = trimmed(element.substr(0, end));
        element.remove_prefix(std::min(end + 1, element.size()));
        const auto equals = pair.find('=');
        if (equals == pair.npos || !same_name(trimmed(pair.substr(0, equals)), "for")) continue;
        auto value = trimmed(pair.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

/// The hops of every field of that name, the last first. A comma within quotes splits too: no address holds
/// one, so the pieces are nonsense, and nothing behind nonsense counts.
std::vector<std::string_view> hops_from_the_end(const Headers& headers, std::string_view name) {
    std::vector<std::string_view> hops;
    for (auto field = headers.all().rbegin(); field != headers.all().rend(); ++field) {
        if (!same_name(field->first, name)) continue;
        std::string_view rest = field->second;
        for (bool more = true; more && hops.size() < kHopsMax;) {
            const auto comma = rest.rfind(',');
            more = comma != rest.npos;
            hops.push_back(trimmed(more ? rest.substr(comma + 1) : rest));
            if (more) rest = rest.substr(0, comma);
        }
    }
    return hops;
}

} // namespace

Result<TrustedProxies::Range> TrustedProxies::read_range(std::string_view text) {
    const auto slash = text.find('/');
    const auto base = parse(text.substr(0, slash));
    const auto wrong = [&] {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" is neither an IP address nor a range such as 10.0.0.0/8", text));
    };
    if (!base) return wrong();
    const unsigned width = base->is_v4() ? 32 : 128;
    Range range{bytes_of(*base), 128};
    if (slash == text.npos) return range;
    const auto digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > width) return wrong();
    if (bits == 0)
        return fail(ErrorCode::invalid_argument, fmt::format("\"{}\" would believe everybody", text));
    range.bits = 128 - width + bits;
    return range;
}

Result<TrustedProxies> TrustedProxies::read(std::string_view list, Header header) {
    TrustedProxies proxies;
    proxies.header_ = header;
    if (trimmed(list).empty()) return proxies;
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        auto range = read_range(trimmed(list.substr(begin, end - begin)));
        if (!range) return forward(range);
        proxies.ranges_.push_back(*range);
        begin = end + 1;
    }
    return proxies;
}

bool TrustedProxies::trusts(const Bytes& address) const {
    return std::ranges::any_of(ranges_, [&](const Range& range) {
        const unsigned whole = range.bits / 8, rest = range.bits % 8;
        if (!std::equal(address.begin(), address.begin() + whole, range.first.begin())) return false;
        return rest == 0 || ((address[whole] ^ range.first[whole]) >> (8 - rest)) == 0;
    });
}

bool TrustedProxies::trusts(std::string_view address) const {
    const auto parsed = parse(address);
    return parsed && trusts(bytes_of(*parsed));
}

std::string TrustedProxies::caller(std::string_view peer, const Headers& headers) const {
    std::string caller(peer);
    if (ranges_.empty() || !trusts(peer)) return caller;
    const bool plain = header_ == Header::x_forwarded_for;
    for (const auto element : hops_from_the_end(headers, plain ? "X-Forwarded-For" : "Forwarded")) {
        const auto hop = parse_hop(plain ? element : for_of(element));
        if (!hop) break;
        caller = hop->to_string();
        if (!trusts(bytes_of(*hop))) break;
    }
    return caller;
}

} // namespace bolt::net
