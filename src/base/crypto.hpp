#pragma once
#include <string>
#include <string_view>

namespace bolt {

/// SHA-256 of `data`: 32 raw bytes (hex() makes them readable).
std::string sha256(std::string_view data);
/// HMAC-SHA-256 (RFC 2104): 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view data);
/// HMAC-SHA-1: 20 raw bytes. Only where a protocol asks for it (RFC 6238).
std::string hmac_sha1(std::string_view key, std::string_view data);
/// MD5 (RFC 1321): 16 raw bytes. Only where a protocol asks for it as a checksum; it protects nothing.
std::string md5(std::string_view data);
/// Compares in time that depends only on the lengths. Empty never equals empty: an unset secret matches
/// nothing.
bool secret_equal(std::string_view a, std::string_view b);

} // namespace bolt
