#include "roles/token.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"

#include <algorithm>

namespace bolt::roles {
namespace {

constexpr std::size_t kTokenBytesMax = 4096;

std::string from_base64url(std::string_view text) {
    std::string standard(text);
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    return base64_decode(standard).value_or("");
}

std::int64_t seconds(TimePoint time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace

std::string write_realtime_token(std::string_view secret, std::string_view session_id, TimePoint expires_at) {
    auto text = base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' +
                base64url(json::serialize(
                    json::object{{"role", "staff"}, {"sid", session_id}, {"exp", seconds(expires_at)}}));
    const auto signature = base64url(hmac_sha256(secret, text));
    return text + '.' + signature;
}

std::optional<std::string> read_realtime_token(std::string_view secret, std::string_view token,
                                               TimePoint now) {
    if (secret.empty() || token.size() > kTokenBytesMax) return std::nullopt;
    const auto last = token.rfind('.');
    const auto first = token.find('.');
    if (last == std::string_view::npos || first == last) return std::nullopt;
    if (!secret_equal(token.substr(last + 1), base64url(hmac_sha256(secret, token.substr(0, last)))))
        return std::nullopt;
    const auto payload = parse_json(from_base64url(token.substr(first + 1, last - first - 1)));
    if (!payload || get_int(*payload, "exp") <= seconds(now)) return std::nullopt;
    auto session = get_string(*payload, "sid");
    if (session.empty()) return std::nullopt;
    return session;
}

} // namespace bolt::roles
