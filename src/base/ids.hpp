#pragma once
#include "base/clock.hpp"
#include "base/random.hpp"

#include <string>
#include <string_view>

namespace bolt {

/// A new UUID of version 7 (RFC 9562): sorts by time of creation, 74 random bits. Lower case, 36 characters.
std::string new_uuid(const Clock& clock, Random& random);
/// True for the 36-character form of any UUID, upper or lower case.
bool is_uuid(std::string_view text);

} // namespace bolt
