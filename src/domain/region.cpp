#include "domain/region.hpp"

#include "domain/profile.hpp"

#include <algorithm>
#include <cctype>

namespace bolt {
namespace {

struct Region {
    std::string_view country;
    std::string_view code;
    std::string_view name;
};

// ISO 3166-2 subdivisions of the countries whose directories ask for them as a list.
constexpr Region kRegions[] = {
    {"US", "AL", "Alabama"},
    {"US", "AK", "Alaska"},
    {"US", "AZ", "Arizona"},
    {"US", "AR", "Arkansas"},
    {"US", "CA", "California"},
    {"US", "CO", "Colorado"},
    {"US", "CT", "Connecticut"},
    {"US", "DE", "Delaware"},
    {"US", "DC", "District of Columbia"},
    {"US", "FL", "Florida"},
    {"US", "GA", "Georgia"},
    {"US", "HI", "Hawaii"},
    {"US", "ID", "Idaho"},
    {"US", "IL", "Illinois"},
    {"US", "IN", "Indiana"},
    {"US", "IA", "Iowa"},
    {"US", "KS", "Kansas"},
    {"US", "KY", "Kentucky"},
    {"US", "LA", "Louisiana"},
    {"US", "ME", "Maine"},
    {"US", "MD", "Maryland"},
    {"US", "MA", "Massachusetts"},
    {"US", "MI", "Michigan"},
    {"US", "MN", "Minnesota"},
    {"US", "MS", "Mississippi"},
    {"US", "MO", "Missouri"},
    {"US", "MT", "Montana"},
    {"US", "NE", "Nebraska"},
    {"US", "NV", "Nevada"},
    {"US", "NH", "New Hampshire"},
    {"US", "NJ", "New Jersey"},
    {"US", "NM", "New Mexico"},
    {"US", "NY", "New York"},
    {"US", "NC", "North Carolina"},
    {"US", "ND", "North Dakota"},
    {"US", "OH", "Ohio"},
    {"US", "OK", "Oklahoma"},
    {"US", "OR", "Oregon"},
    {"US", "PA", "Pennsylvania"},
    {"US", "PR", "Puerto Rico"},
    {"US", "RI", "Rhode Island"},
    {"US", "SC", "South Carolina"},
    {"US", "SD", "South Dakota"},
    {"US", "TN", "Tennessee"},
    {"US", "TX", "Texas"},
    {"US", "UT", "Utah"},
    {"US", "VT", "Vermont"},
    {"US", "VA", "Virginia"},
    {"US", "WA", "Washington"},
    {"US", "WV", "West Virginia"},
    {"US", "WI", "Wisconsin"},
    {"US", "WY", "Wyoming"},
    {"CA", "AB", "Alberta"},
    {"CA", "BC", "British Columbia"},
    {"CA", "MB", "Manitoba"},
    {"CA", "NB", "New Brunswick"},
    {"CA", "NL", "Newfoundland and Labrador"},
    {"CA", "NT", "Northwest Territories"},
    {"CA", "NS", "Nova Scotia"},
    {"CA", "NU", "Nunavut"},
    {"CA", "ON", "Ontario"},
    {"CA", "PE", "Prince Edward Island"},
    {"CA", "QC", "Quebec"},
    {"CA", "SK", "Saskatchewan"},
    {"CA", "YT", "Yukon"},
    {"AU", "ACT", "Australian Capital Territory"},
    {"AU", "NSW", "New South Wales"},
    {"AU", "NT", "Northern Territory"},
    {"AU", "QLD", "Queensland"},
    {"AU", "SA", "South Australia"},
    {"AU", "TAS", "Tasmania"},
    {"AU", "VIC", "Victoria"},
    {"AU", "WA", "Western Australia"},
    {"DE", "BW", "Baden-Württemberg"},
    {"DE", "BY", "Bayern"},
    {"DE", "BE", "Berlin"},
    {"DE", "BB", "Brandenburg"},
    {"DE", "HB", "Bremen"},
    {"DE", "HH", "Hamburg"},
    {"DE", "HE", "Hessen"},
    {"DE", "MV", "Mecklenburg-Vorpommern"},
    {"DE", "NI", "Niedersachsen"},
    {"DE", "NW", "Nordrhein-Westfalen"},
    {"DE", "RP", "Rheinland-Pfalz"},
    {"DE", "SL", "Saarland"},
    {"DE", "SN", "Sachsen"},
    {"DE", "ST", "Sachsen-Anhalt"},
    {"DE", "SH", "Schleswig-Holstein"},
    {"DE", "TH", "Thüringen"},
};

bool same_text(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

const Region* find_region(std::string_view country, std::string_view text) {
    for (const auto& region : kRegions)
        if (region.country == country && (same_text(region.code, text) || same_text(region.name, text)))
            return &region;
    return nullptr;
}

bool matches_shape(std::string_view text, std::string_view shape) {
    return text.size() == shape.size() && std::ranges::equal(text, shape, [](unsigned char c, char kind) {
               return kind == '9'   ? std::isdigit(c) != 0
                      : kind == 'A' ? std::isalpha(c) != 0
                                    : c == static_cast<unsigned char>(kind);
           });
}

} // namespace

std::string_view region_name(std::string_view country, std::string_view text) {
    const auto* region = find_region(country, text);
    return region != nullptr ? region->name : std::string_view();
}

std::string_view region_code(std::string_view country, std::string_view text) {
    const auto* region = find_region(country, text);
    return region != nullptr ? region->code : std::string_view();
}

std::string_view country_of_address(std::string_view state, std::string_view postal_code) {
    const bool zip = matches_shape(postal_code, "99999") || matches_shape(postal_code, "99999-9999");
    if (zip && find_region("US", state) != nullptr) return "US";
    const bool canadian = matches_shape(postal_code, "A9A 9A9") || matches_shape(postal_code, "A9A9A9");
    if (canadian && find_region("CA", state) != nullptr) return "CA";
    return {};
}

} // namespace bolt
