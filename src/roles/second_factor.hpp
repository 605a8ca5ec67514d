#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bolt::store {
class Tx;
}

namespace bolt::roles {

/// The 6-digit code of a time step of 30 s (RFC 6238 with HMAC-SHA-1, as authenticators expect; RFC 4226
/// section 5.3).
std::string totp_code(std::string_view secret, std::int64_t step);
/// The step that `now` lies in.
std::int64_t totp_step(TimePoint now);
/// The step, of the present one and its two neighbours (clocks differ), whose code this is.
std::optional<std::int64_t> matching_step(std::string_view secret, TimePoint now, std::string_view code);
/// RFC 4648 section 6, without padding.
std::string base32(std::string_view bytes);

enum class SecondFactorCheck { none_needed, good, missing, wrong };
/// Checks and uses up `code` (of the authenticator, or a recovery code) for a user who has a second factor.
/// data_loss: the secret was sealed under another BOLT_SECRET_KEY; then nobody gets in by password alone.
Result<SecondFactorCheck> check_second_factor(store::Tx& tx, TimePoint now, std::string_view secret_key,
                                              std::string_view user_id, std::string_view code);

} // namespace bolt::roles
