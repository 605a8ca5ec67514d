// What the autocomplete attribute and the placeholder say of a control.
#include "forms/naming.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <array>

namespace bolt::forms {

std::optional<Naming> read_autocomplete(std::string_view value) {
    // Field names of the HTML standard, section 4.10.18.7, that matter here.
    static constexpr std::array<std::pair<std::string_view, Meaning>, 29> kFields = {{
        {"organization", Meaning::business_name},
        {"name", Meaning::contact_full_name},
        {"given-name", Meaning::contact_first_name},
        {"family-name", Meaning::contact_last_name},
        {"organization-title", Meaning::job_title},
        {"email", Meaning::email},
        {"tel", Meaning::phone},
        {"tel-national", Meaning::phone},
        {"tel-country-code", Meaning::phone_country_code},
        {"tel-area-code", Meaning::phone_area_code},
        {"tel-local", Meaning::phone_local},
        {"url", Meaning::website},
        {"street-address", Meaning::address_line1},
        {"address-line1", Meaning::address_line1},
        {"address-line2", Meaning::address_line2},
        {"address-line3", Meaning::none},
        {"address-level2", Meaning::city},
        {"address-level1", Meaning::state},
        {"postal-code", Meaning::postal_code},
        {"country", Meaning::country},
        {"country-name", Meaning::country},
        {"photo", Meaning::logo},
        {"username", Meaning::username},
        {"new-password", Meaning::password},
        {"current-password", Meaning::password},
        {"one-time-code", Meaning::captcha},
        {"cc-number", Meaning::payment},
        {"cc-exp", Meaning::payment},
        {"cc-csc", Meaning::payment},
    }};
    const auto folded = fold(value);
    const auto last = folded.substr(folded.rfind(' ') == std::string::npos ? 0 : folded.rfind(' ') + 1);
    for (const auto& [name, meaning] : kFields)
        if (name == last) return Naming{meaning, "", 1.0, false};
    return std::nullopt;
}

bool is_example(std::string_view placeholder) {
    const auto text = fold(placeholder);
    const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
    if (text.starts_with("http") || text.starts_with("www.") || text.starts_with("e.g") ||
        text.starts_with("z.b") || text.starts_with("example") || text.starts_with("ex.") ||
        text.starts_with("+"))
        return true;
    if (text.find('@') != std::string::npos ||
        (digits > 0 && digits * 2 >= static_cast<std::ptrdiff_t>(text.size())))
        return true;
    return text.find(' ') == std::string::npos && text.find('.') != std::string::npos && !text.ends_with(".");
}

} // namespace bolt::forms
