#pragma once
#include <string>
#include <string_view>

namespace bolt {

/// How addresses of a country are written, as far as a form must know (Universal Postal Union, "Postal
/// addressing systems").
struct AddressRules {
    bool has_postal_code = true;
    bool needs_state = false; ///< a letter does not arrive without it
    std::string_view
        postal_form; ///< alternatives by '|': 9 a digit, A a letter, ' ' a blank or nothing; "" = any
    std::string_view state_word = "State or region";
    std::string_view postal_word = "Postal code";
};
/// Of an ISO 3166-1 alpha-2 code; the defaults for a country without special rules.
AddressRules address_rules(std::string_view country);
/// True if the code has the country's form (letter case and outer blanks do not count).
bool is_postal_code(const AddressRules& rules, std::string_view code);

} // namespace bolt
