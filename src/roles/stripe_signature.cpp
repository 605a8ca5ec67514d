#include "roles/stripe_signature.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <charconv>
#include <fmt/format.h>
#include <vector>

namespace bolt::roles {
namespace {

constexpr std::size_t kHeaderBytesMax = 4096;
constexpr std::size_t kSignaturesMax = 16;

std::string sign(std::string_view seconds, std::string_view body, std::string_view secret) {
    std::string signed_bytes(seconds);
    signed_bytes += '.';
    signed_bytes += body;
    return hex(hmac_sha256(secret, signed_bytes));
}

} // namespace

Result<void> check_stripe_signature(std::string_view header, std::string_view body, std::string_view secret,
                                    TimePoint now, Duration tolerance) {
    if (secret.empty())
        return fail(ErrorCode::unavailable, "the webhook has no secret: set STRIPE_WEBHOOK_SECRET");
    if (header.empty()) return fail(ErrorCode::invalid_argument, "the Stripe-Signature header is missing");
    if (header.size() > kHeaderBytesMax)
        return fail(ErrorCode::invalid_argument, "the Stripe-Signature header is too long");

    std::string_view seconds;
    std::vector<std::string_view> signatures;
    for (auto rest = header; !rest.empty();) {
        const auto comma = rest.find(',');
        auto item = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        while (item.starts_with(' ')) item.remove_prefix(1);
        const auto equals = item.find('=');
        if (equals == std::string_view::npos) continue;
        const auto scheme = item.substr(0, equals);
        if (scheme == "t") seconds = item.substr(equals + 1);
        if (scheme == "v1" && signatures.size() < kSignaturesMax)
            signatures.push_back(item.substr(equals + 1));
    }
    std::int64_t at = 0;
    const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), at);
    if (seconds.empty() || error != std::errc{} || end != seconds.data() + seconds.size())
        return fail(ErrorCode::invalid_argument, "the Stripe-Signature header has no timestamp (t=)");
    if (signatures.empty())
        return fail(ErrorCode::invalid_argument, "the Stripe-Signature header has no v1 signature");

    const auto expected = sign(seconds, body, secret);
    bool matches = false;
    for (const auto signature : signatures) matches |= secret_equal(signature, expected);
    if (!matches)
        return fail(ErrorCode::invalid_argument, "no v1 signature matches the body: check "
                                                 "STRIPE_WEBHOOK_SECRET and that nothing rewrites the body");

    const auto now_seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto tolerance_seconds = std::chrono::duration_cast<std::chrono::seconds>(tolerance).count();
    // Compared without subtracting: `at` may be any number.
    if (at < now_seconds - tolerance_seconds || at > now_seconds + tolerance_seconds)
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("the signature's timestamp is more than {} s away: replayed, or a wrong clock",
                        tolerance_seconds));
    return {};
}

std::string stripe_signature_header(std::string_view body, std::string_view secret, TimePoint at) {
    const auto seconds =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
    return fmt::format("t={},v1={}", seconds, sign(seconds, body, secret));
}

} // namespace bolt::roles
