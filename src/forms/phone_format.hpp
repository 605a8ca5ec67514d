#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// A phone number taken apart.
struct PhoneParts {
    std::string calling_code; ///< digits without "+", "" if unknown
    std::string national; ///< digits after it, without trunk zero; all digits if no numbering plan holds them
};

/// Reads a number as people write it, in the country where the business is (ISO alpha-2); parse_phone without
/// its formats.
PhoneParts read_phone(std::string_view written, std::string_view country);

/// The ways to write the number, the customer's own first: as written, with spaces, international, national,
/// digits only.
std::vector<std::string> phone_spellings(std::string_view written, std::string_view country);

} // namespace bolt::forms
