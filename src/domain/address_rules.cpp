#include "domain/address_rules.hpp"

#include <algorithm>
#include <cctype>

namespace bolt {
namespace {

struct Row {
    std::string_view country;
    std::string_view form; ///< "-": the country has no postal codes
    bool needs_state = false;
};
constexpr Row kRows[] = {
    {"US", "99999|99999-9999", true},
    {"CA", "A9A 9A9", true},
    {"AU", "9999", true},
    {"IN", "999999|999 999", true},
    {"BR", "99999-999|99999999", true},
    {"MX", "99999", true},
    {"MY", "99999", true},
    {"CN", "999999", true},
    {"GB", "A9 9AA|A99 9AA|AA9 9AA|AA99 9AA|A9A 9AA|AA9A 9AA"},
    {"DE", "99999"},
    {"AT", "9999"},
    {"CH", "9999"},
    {"LI", "9999"},
    {"FR", "99999"},
    {"IT", "99999"},
    {"ES", "99999"},
    {"PT", "9999-999|9999"},
    {"NL", "9999 AA"},
    {"BE", "9999"},
    {"LU", "9999|L-9999"},
    {"DK", "9999"},
    {"NO", "9999"},
    {"SE", "999 99"},
    {"FI", "99999"},
    {"IS", "999"},
    {"PL", "99-999"},
    {"CZ", "999 99"},
    {"SK", "999 99"},
    {"HU", "9999"},
    {"SI", "9999"},
    {"HR", "99999"},
    {"RO", "999999"},
    {"BG", "9999"},
    {"GR", "999 99"},
    {"CY", "9999"},
    {"MT", "AAA 9999"},
    {"EE", "99999"},
    {"LV", "LV-9999|9999"},
    {"LT", "LT-99999|99999"},
    {"IE", "A99 AAAA|A99 A9AA|A99 AA9A|A99 AA99|A99 A99A|A99 9AAA|A99 A999|A99 999A|A99 9A9A"},
    {"TR", "99999"},
    {"UA", "99999"},
    {"RU", "999999"},
    {"JP", "999-9999|9999999"},
    {"KR", "99999"},
    {"TW", "999|99999|999999"},
    {"SG", "999999"},
    {"TH", "99999"},
    {"VN", "999999|99999"},
    {"PH", "9999"},
    {"ID", "99999"},
    {"NZ", "9999"},
    {"ZA", "9999"},
    {"IL", "9999999|99999"},
    {"SA", "99999|99999-9999"},
    {"EG", "99999"},
    {"MA", "99999"},
    {"AR", "9999|A9999AAA"},
    {"CL", "9999999|999-9999"},
    {"CO", "999999"},
    {"PE", "99999"},
    {"PR", "99999|99999-9999"},
    {"AE", "-"},
    {"HK", "-"},
    {"MO", "-"},
    {"PA", "-"},
    {"QA", "-"},
    {"BS", "-"},
    {"BZ", "-"},
    {"FJ", "-"},
    {"JM", "-"},
    {"KE", "99999"},
    {"GH", "-"},
    {"UG", "-"},
    {"RW", "-"},
    {"ZW", "-"},
    {"BO", "-"},
    {"AO", "-"}};

bool has_form(std::string_view code, std::string_view form) {
    std::size_t at = 0;
    for (const char want : form) {
        if (want == ' ') {
            if (at < code.size() && code[at] == ' ') ++at;
            continue;
        }
        if (at >= code.size()) return false;
        const auto c = static_cast<unsigned char>(code[at++]);
        if (want == '9' ? !std::isdigit(c) : want == 'A' ? !std::isalpha(c) : std::toupper(c) != want)
            return false;
    }
    return at == code.size();
}

} // namespace

AddressRules address_rules(std::string_view country) {
    AddressRules rules;
    const auto found = std::ranges::find(kRows, country, &Row::country);
    if (found != std::end(kRows)) {
        rules.has_postal_code = found->form != "-";
        rules.postal_form = rules.has_postal_code ? found->form : std::string_view();
        rules.needs_state = found->needs_state;
    }
    if (country == "US") rules.state_word = "State", rules.postal_word = "ZIP code";
    if (country == "CA") rules.state_word = "Province";
    if (country == "GB") rules.postal_word = "Postcode", rules.state_word = "County";
    if (country == "IE") rules.postal_word = "Eircode", rules.state_word = "County";
    return rules;
}

bool is_postal_code(const AddressRules& rules, std::string_view code) {
    while (code.starts_with(' ')) code.remove_prefix(1);
    while (code.ends_with(' ')) code.remove_suffix(1);
    if (code.empty() || code.size() > 20) return false;
    if (rules.postal_form.empty()) return true;
    for (auto rest = rules.postal_form; !rest.empty();) {
        const auto end = std::min(rest.find('|'), rest.size());
        if (has_form(code, rest.substr(0, end))) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

} // namespace bolt
