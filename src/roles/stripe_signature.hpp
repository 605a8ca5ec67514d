#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::roles {

/// Checks a `Stripe-Signature` header over the raw body (docs.stripe.com, "Verify webhook signatures"):
/// scheme v1, any of several v1 values may match (secret roll), other schemes are ignored, the timestamp may
/// be at most `tolerance` away from `now` in either direction. Comparison takes constant time. Errors say
/// what to fix and never name the secret.
Result<void> check_stripe_signature(std::string_view header, std::string_view body, std::string_view secret,
                                    TimePoint now, Duration tolerance = std::chrono::seconds{300});

/// The header that Stripe would send: for the demo's own purchases, `verify` and tests.
std::string stripe_signature_header(std::string_view body, std::string_view secret, TimePoint at);

} // namespace bolt::roles
