#include "roles/second_factor.hpp"

#include "base/crypto.hpp"
#include "base/secret_box.hpp"
#include "roles/staff_auth.hpp"
#include "store/second_factor.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::chrono::seconds kStep{30};
constexpr int kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;

} // namespace

std::int64_t totp_step(TimePoint now) {
    return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()) / kStep;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
    std::string counter(8, '\0');
    for (int i = 7; i >= 0; --i, step >>= 8)
        counter[static_cast<std::size_t>(i)] = static_cast<char>(step & 0xFF);
    const auto mac = hmac_sha1(secret, counter);
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i]));
    };
    const std::size_t offset = byte(19) & 0xF;
    const std::uint32_t number =
        (byte(offset) & 0x7F) << 24 | byte(offset + 1) << 16 | byte(offset + 2) << 8 | byte(offset + 3);
    return fmt::format("{:0{}}", number % kModulus, kDigits);
}

std::optional<std::int64_t> matching_step(std::string_view secret, TimePoint now, std::string_view code) {
    const auto present = totp_step(now);
    std::optional<std::int64_t> found;
    for (const auto step : {present - 1, present, present + 1}) // all are compared, whichever matches
        if (secret_equal(totp_code(secret, step), code)) found = step;
    return found;
}

std::string base32(std::string_view bytes) {
    static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffer = buffer << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += kAlphabet[buffer >> (bits - 5) & 31];
    }
    if (bits > 0) out += kAlphabet[buffer << (5 - bits) & 31];
    return out;
}

Result<SecondFactorCheck> check_second_factor(store::Tx& tx, TimePoint now, std::string_view secret_key,
                                              std::string_view user_id, std::string_view code) {
    auto factor = store::find_second_factor(tx, user_id);
    if (!factor) return forward(factor);
    if (!*factor || !(*factor)->confirmed) return SecondFactorCheck::none_needed;
    if (code.empty()) return SecondFactorCheck::missing;
    auto recovered = store::use_recovery_code(tx, user_id, StaffAuth::token_hash(code));
    if (!recovered) return forward(recovered);
    if (*recovered) return SecondFactorCheck::good;
    auto secret = unseal(secret_key, (*factor)->sealed_secret);
    if (!secret) return forward(secret);
    const auto step = matching_step(*secret, now, code);
    if (!step) return SecondFactorCheck::wrong;
    auto fresh = store::use_step(tx, user_id, *step);
    if (!fresh) return forward(fresh);
    return *fresh ? SecondFactorCheck::good : SecondFactorCheck::wrong;
}

} // namespace bolt::roles
