#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt {

/// Lower-case hexadecimal.
std::string hex(std::string_view bytes);
std::string base64(std::string_view bytes);
/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);
/// Reads standard base64 with or without padding; invalid_argument on any other character.
Result<std::string> base64_decode(std::string_view text);

/// True if `text` is well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view text);
/// Replaces each ill-formed sequence by U+FFFD and removes NUL: text that any store and any screen can take.
std::string to_valid_utf8(std::string_view text);

/// Text that is safe in HTML text and in quoted attributes.
std::string escape_html(std::string_view text);

/// application/x-www-form-urlencoded decoding of one component ('+' is a space); ill-formed escapes stay as
/// they are.
std::string url_decode(std::string_view text);
/// Percent-encodes everything but RFC 3986 unreserved characters.
std::string url_encode(std::string_view text);

} // namespace bolt
