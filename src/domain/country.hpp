#pragma once
#include <string>
#include <string_view>

namespace bolt {

// country_code(), which reads what people write, is declared in domain/profile.hpp with its contract.

/// The English name of an ISO 3166-1 alpha-2 code in upper case ("US" -> "United States"); "" if there is none.
std::string_view country_name(std::string_view code);
/// The alpha-3 code of an alpha-2 code in upper case ("US" -> "USA"); "" if there is none.
std::string_view country_code3(std::string_view code);

} // namespace bolt
