#pragma once
#include "base/random.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt {

/// Encrypts `plain` for storage (libsodium's secretbox: XSalsa20-Poly1305, random nonce) under a key derived
/// from `secret` (BLAKE2b-256). Base64 text; failed_precondition for an empty secret.
Result<std::string> seal(std::string_view secret, std::string_view plain, Random& random);
/// The reverse; data_loss if the text was changed or sealed under another secret.
Result<std::string> unseal(std::string_view secret, std::string_view sealed);

} // namespace bolt
