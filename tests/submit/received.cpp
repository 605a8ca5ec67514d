#include "tests/submit/received.hpp"

#include <fmt/format.h>
#include <set>

namespace bolt::submit::testing {
namespace {

std::string digits(std::string_view text) {
    std::string out;
    for (const char character : text)
        if (character >= '0' && character <= '9') out += character;
    return out;
}

/// White space runs as one blank: text areas send line ends of their own.
std::string flat(std::string_view text) {
    std::string out;
    for (const char character : text) {
        const bool blank = character == ' ' || character == '\n' || character == '\r' || character == '\t';
        if (!blank)
            out += character;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool one_of(const std::string& value, std::initializer_list<std::string_view> allowed) {
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

bool is_ten_digits_of(const std::string& value, const BusinessProfile& profile) {
    const auto found = digits(value), wanted = digits(profile.phone);
    return found.size() >= 10 && wanted.ends_with(found.substr(found.size() - 10));
}

/// Nothing must arrive in controls of these meanings.
const std::set<std::string, std::less<>> kEmpty = {"trap",     "search",        "newsletter", "fax",
                                                   "payment",  "address_line2", "captcha",    "logo",
                                                   "username", "password"};

/// "" if `value` is right for that meaning.
std::string problem(const std::string& meaning, const std::string& value, const BusinessProfile& profile) {
    const auto wanted = [&](const std::string& right) {
        return value == right ? std::string{} : fmt::format("is \"{}\" instead of \"{}\"", value, right);
    };
    const auto otherwise = [&](bool good) { return good ? std::string{} : fmt::format("is \"{}\"", value); };
    if (meaning == "business_name") return wanted(profile.business_name);
    if (meaning == "email" || meaning == "email_confirm") return wanted(profile.email);
    if (meaning == "city") return wanted(profile.city);
    if (meaning == "postal_code") return wanted(profile.postal_code);
    if (meaning == "address_line1") return wanted(profile.address);
    if (meaning == "contact_first_name") return wanted(profile.contact_first_name);
    if (meaning == "contact_last_name") return wanted(profile.contact_last_name);
    if (meaning == "contact_full_name")
        return wanted(profile.contact_first_name + " " + profile.contact_last_name);
    // A field for a short summary gets the first sentences.
    if (meaning == "description")
        return otherwise(flat(profile.description).starts_with(value) && value.size() >= 60);
    if (meaning == "phone") return otherwise(is_ten_digits_of(value, profile));
    if (meaning == "website") return otherwise(value == profile.website || value == profile.website + "/");
    if (meaning == "state") return otherwise(one_of(value, {"TX", "Texas"}));
    if (meaning == "country")
        return otherwise(
            one_of(value, {"US", "USA", "United States", "United States of America", "Vereinigte Staaten",
                           "Estados Unidos", "États-Unis", "Stati Uniti", "Verenigde Staten"}));
    if (meaning.starts_with("social_link:")) return wanted(profile.social_links.at(meaning.substr(12)));
    if (meaning.starts_with("hours_open:")) return wanted("08:00");
    if (meaning.starts_with("hours_close:")) return wanted("18:00");
    return otherwise(!value.empty()); // category, hours, terms: the site checks what it offers
}

/// True for meanings that the profile has nothing for: no times on a closed day.
bool may_be_missing(const std::string& meaning) {
    return meaning == "none" || meaning == "hours_open:sun" || meaning == "hours_close:sun";
}

/// True for controls in which anything would be wrong.
bool must_be_empty(const std::string& meaning) {
    return kEmpty.contains(meaning) ||
           (meaning.starts_with("hours_closed:") && meaning != "hours_closed:sun");
}

} // namespace

std::vector<std::string> differences(const json::value& site, const Received& received,
                                     const BusinessProfile& profile) {
    std::vector<std::string> out;
    for (const auto& [name, word] : site.at("controls").as_object()) {
        const std::string meaning(word.as_string());
        const auto [begin, end] = received.equal_range(std::string(name));
        std::string value;
        for (auto one = begin; one != end; ++one)
            if (!one->second.empty()) value = flat(one->second);
        if (must_be_empty(meaning)) {
            if (!value.empty() && value != "false")
                out.push_back(fmt::format("{} ({}) holds \"{}\"", std::string(name), meaning, value));
        } else if (value.empty()) {
            if (!may_be_missing(meaning))
                out.push_back(fmt::format("{} ({}) is missing", std::string(name), meaning));
        } else if (const auto why = problem(meaning, value, profile); !why.empty() && meaning != "none") {
            out.push_back(fmt::format("{} ({}) {}", std::string(name), meaning, why));
        }
    }
    return out;
}

} // namespace bolt::submit::testing
