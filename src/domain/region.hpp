#pragma once
#include <string_view>

namespace bolt {

/// The name of a state or province given by name or code in any letter case: ("US", "il") -> "Illinois". Knows the
/// United States, Canada, Australia and Germany (`country` is an ISO alpha-2 code); "" for anything else.
std::string_view region_name(std::string_view country, std::string_view text);
/// The same as a code: ("US", "Illinois") -> "IL".
std::string_view region_code(std::string_view country, std::string_view text);
/// The country an address without one must lie in: "US" or "CA" when both the state and the form of the postal code are
/// that country's; otherwise "".
std::string_view country_of_address(std::string_view state, std::string_view postal_code);

} // namespace bolt
