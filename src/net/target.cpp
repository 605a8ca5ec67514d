#include "net/target.hpp"

#include "base/encoding.hpp"

#include <optional>

namespace bolt::net {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Percent-decodes once; nullopt on an ill-formed escape. '+' stays: it means a space only in forms.
std::optional<std::string> decode_path(std::string_view raw) {
    std::string path;
    path.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '%') {
            path += raw[i];
            continue;
        }
        if (i + 2 >= raw.size()) return std::nullopt;
        const int high = hex_digit(raw[i + 1]);
        const int low = hex_digit(raw[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        path += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return path;
}

bool has_dot_segment(std::string_view path) {
    while (!path.empty()) {
        path.remove_prefix(1); // the '/'
        const auto segment = path.substr(0, path.find('/'));
        if (segment == "." || segment == "..") return true;
        path.remove_prefix(segment.size());
    }
    return false;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (part.empty()) continue;
        const auto equals = part.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
        pairs.emplace_back(to_valid_utf8(url_decode(part.substr(0, equals))),
                           to_valid_utf8(url_decode(value)));
    }
    return pairs;
}

/// "http://host/a?b" -> "/a?b"; a server must take this form too (RFC 9112 section 3.2.2).
std::string_view without_origin(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const auto rest = target.substr(scheme.size());
        const auto slash = rest.find_first_of("/?");
        return slash == std::string_view::npos ? "/" : rest.substr(slash);
    }
    return target;
}

} // namespace

Result<Target> parse_target(std::string_view target) {
    if (target == "*") return Target{.path = "*", .query = {}};
    target = without_origin(target);
    const auto raw_path = target.substr(0, target.find('?'));
    if (!raw_path.starts_with('/'))
        return fail(ErrorCode::invalid_argument, "the request target must start with '/'");

    auto path = decode_path(raw_path);
    if (!path) return fail(ErrorCode::invalid_argument, "the path has an ill-formed percent escape");
    if (std::ranges::any_of(*path, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '\\'; }))
        return fail(ErrorCode::invalid_argument, "the path has a control character or a backslash");
    if (!is_utf8(*path)) return fail(ErrorCode::invalid_argument, "the path is not UTF-8");
    if (has_dot_segment(*path))
        return fail(ErrorCode::invalid_argument,
                    "the path has a '.' or '..' segment: send the resolved path");

    auto query = raw_path.size() == target.size() ? std::string_view{} : target.substr(raw_path.size() + 1);
    return Target{.path = std::move(*path), .query = parse_query(query)};
}

} // namespace bolt::net
