#include "realtime/origin.hpp"

#include <algorithm>
#include <cctype>

namespace bolt::realtime {
namespace {

bool equal_without_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// "https://host:1" of "https://host:1/path"; "" for text without a scheme.
std::string_view origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

} // namespace

bool is_same_origin(const net::Request& request, std::string_view public_url) {
    if (!request.headers.has("Origin")) return true;
    const auto origin = origin_of(request.headers.get("Origin")); // "null" has no scheme: foreign
    if (origin.empty()) return false;
    const auto host = origin.substr(origin.find("://") + 3);
    if (!host.empty() && equal_without_case(host, request.headers.get("Host"))) return true;
    return !public_url.empty() && equal_without_case(origin, origin_of(public_url));
}

} // namespace bolt::realtime
