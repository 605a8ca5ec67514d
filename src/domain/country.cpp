#include "domain/country.hpp"

#include "domain/profile.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace bolt {
namespace {

struct Country {
    std::string_view code;
    std::string_view code3;
    std::string_view name;
};

// ISO 3166-1 with the English short names of the Unicode CLDR; sorted by code.
constexpr std::array kCountries = {
    Country{"AD", "AND", "Andorra"},
    Country{"AE", "ARE", "United Arab Emirates"},
    Country{"AF", "AFG", "Afghanistan"},
    Country{"AG", "ATG", "Antigua and Barbuda"},
    Country{"AI", "AIA", "Anguilla"},
    Country{"AL", "ALB", "Albania"},
    Country{"AM", "ARM", "Armenia"},
    Country{"AO", "AGO", "Angola"},
    Country{"AQ", "ATA", "Antarctica"},
    Country{"AR", "ARG", "Argentina"},
    Country{"AS", "ASM", "American Samoa"},
    Country{"AT", "AUT", "Austria"},
    Country{"AU", "AUS", "Australia"},
    Country{"AW", "ABW", "Aruba"},
    Country{"AX", "ALA", "Åland Islands"},
    Country{"AZ", "AZE", "Azerbaijan"},
    Country{"BA", "BIH", "Bosnia and Herzegovina"},
    Country{"BB", "BRB", "Barbados"},
    Country{"BD", "BGD", "Bangladesh"},
    Country{"BE", "BEL", "Belgium"},
    Country{"BF", "BFA", "Burkina Faso"},
    Country{"BG", "BGR", "Bulgaria"},
    Country{"BH", "BHR", "Bahrain"},
    Country{"BI", "BDI", "Burundi"},
    Country{"BJ", "BEN", "Benin"},
    Country{"BL", "BLM", "St. Barthélemy"},
    Country{"BM", "BMU", "Bermuda"},
    Country{"BN", "BRN", "Brunei"},
    Country{"BO", "BOL", "Bolivia"},
    Country{"BQ", "BES", "Caribbean Netherlands"},
    Country{"BR", "BRA", "Brazil"},
    Country{"BS", "BHS", "Bahamas"},
    Country{"BT", "BTN", "Bhutan"},
    Country{"BV", "BVT", "Bouvet Island"},
    Country{"BW", "BWA", "Botswana"},
    Country{"BY", "BLR", "Belarus"},
    Country{"BZ", "BLZ", "Belize"},
    Country{"CA", "CAN", "Canada"},
    Country{"CC", "CCK", "Cocos (Keeling) Islands"},
    Country{"CD", "COD", "Democratic Republic of the Congo"},
    Country{"CF", "CAF", "Central African Republic"},
    Country{"CG", "COG", "Congo"},
    Country{"CH", "CHE", "Switzerland"},
    Country{"CI", "CIV", "Côte d'Ivoire"},
    Country{"CK", "COK", "Cook Islands"},
    Country{"CL", "CHL", "Chile"},
    Country{"CM", "CMR", "Cameroon"},
    Country{"CN", "CHN", "China"},
    Country{"CO", "COL", "Colombia"},
    Country{"CR", "CRI", "Costa Rica"},
    Country{"CU", "CUB", "Cuba"},
    Country{"CV", "CPV", "Cape Verde"},
    Country{"CW", "CUW", "Curaçao"},
    Country{"CX", "CXR", "Christmas Island"},
    Country{"CY", "CYP", "Cyprus"},
    Country{"CZ", "CZE", "Czechia"},
    Country{"DE", "DEU", "Germany"},
    Country{"DG", "DGA", "Diego Garcia"},
    Country{"DJ", "DJI", "Djibouti"},
    Country{"DK", "DNK", "Denmark"},
    Country{"DM", "DMA", "Dominica"},
    Country{"DO", "DOM", "Dominican Republic"},
    Country{"DZ", "DZA", "Algeria"},
    Country{"EA", "XEA", "Ceuta and Melilla"},
    Country{"EC", "ECU", "Ecuador"},
    Country{"EE", "EST", "Estonia"},
    Country{"EG", "EGY", "Egypt"},
    Country{"EH", "ESH", "Western Sahara"},
    Country{"ER", "ERI", "Eritrea"},
    Country{"ES", "ESP", "Spain"},
    Country{"ET", "ETH", "Ethiopia"},
    Country{"FI", "FIN", "Finland"},
    Country{"FJ", "FJI", "Fiji"},
    Country{"FK", "FLK", "Falkland Islands"},
    Country{"FM", "FSM", "Micronesia"},
    Country{"FO", "FRO", "Faroe Islands"},
    Country{"FR", "FRA", "France"},
    Country{"GA", "GAB", "Gabon"},
    Country{"GB", "GBR", "United Kingdom"},
    Country{"GD", "GRD", "Grenada"},
    Country{"GE", "GEO", "Georgia"},
    Country{"GF", "GUF", "French Guiana"},
    Country{"GG", "GGY", "Guernsey"},
    Country{"GH", "GHA", "Ghana"},
    Country{"GI", "GIB", "Gibraltar"},
    Country{"GL", "GRL", "Greenland"},
    Country{"GM", "GMB", "Gambia"},
    Country{"GN", "GIN", "Guinea"},
    Country{"GP", "GLP", "Guadeloupe"},
    Country{"GQ", "GNQ", "Equatorial Guinea"},
    Country{"GR", "GRC", "Greece"},
    Country{"GS", "SGS", "South Georgia and South Sandwich Islands"},
    Country{"GT", "GTM", "Guatemala"},
    Country{"GU", "GUM", "Guam"},
    Country{"GW", "GNB", "Guinea-Bissau"},
    Country{"GY", "GUY", "Guyana"},
    Country{"HK", "HKG", "Hong Kong"},
    Country{"HM", "HMD", "Heard and McDonald Islands"},
    Country{"HN", "HND", "Honduras"},
    Country{"HR", "HRV", "Croatia"},
    Country{"HT", "HTI", "Haiti"},
    Country{"HU", "HUN", "Hungary"},
    Country{"IC", "XIC", "Canary Islands"},
    Country{"ID", "IDN", "Indonesia"},
    Country{"IE", "IRL", "Ireland"},
    Country{"IL", "ISR", "Israel"},
    Country{"IM", "IMN", "Isle of Man"},
    Country{"IN", "IND", "India"},
    Country{"IO", "IOT", "British Indian Ocean Territory"},
    Country{"IQ", "IRQ", "Iraq"},
    Country{"IR", "IRN", "Iran"},
    Country{"IS", "ISL", "Iceland"},
    Country{"IT", "ITA", "Italy"},
    Country{"JE", "JEY", "Jersey"},
    Country{"JM", "JAM", "Jamaica"},
    Country{"JO", "JOR", "Jordan"},
    Country{"JP", "JPN", "Japan"},
    Country{"KE", "KEN", "Kenya"},
    Country{"KG", "KGZ", "Kyrgyzstan"},
    Country{"KH", "KHM", "Cambodia"},
    Country{"KI", "KIR", "Kiribati"},
    Country{"KM", "COM", "Comoros"},
    Country{"KN", "KNA", "St. Kitts and Nevis"},
    Country{"KP", "PRK", "North Korea"},
    Country{"KR", "KOR", "South Korea"},
    Country{"KW", "KWT", "Kuwait"},
    Country{"KY", "CYM", "Cayman Islands"},
    Country{"KZ", "KAZ", "Kazakhstan"},
    Country{"LA", "LAO", "Laos"},
    Country{"LB", "LBN", "Lebanon"},
    Country{"LC", "LCA", "St. Lucia"},
    Country{"LI", "LIE", "Liechtenstein"},
    Country{"LK", "LKA", "Sri Lanka"},
    Country{"LR", "LBR", "Liberia"},
    Country{"LS", "LSO", "Lesotho"},
    Country{"LT", "LTU", "Lithuania"},
    Country{"LU", "LUX", "Luxembourg"},
    Country{"LV", "LVA", "Latvia"},
    Country{"LY", "LBY", "Libya"},
    Country{"MA", "MAR", "Morocco"},
    Country{"MC", "MCO", "Monaco"},
    Country{"MD", "MDA", "Moldova"},
    Country{"ME", "MNE", "Montenegro"},
    Country{"MF", "MAF", "St. Martin"},
    Country{"MG", "MDG", "Madagascar"},
    Country{"MH", "MHL", "Marshall Islands"},
    Country{"MK", "MKD", "North Macedonia"},
    Country{"ML", "MLI", "Mali"},
    Country{"MM", "MMR", "Myanmar"},
    Country{"MN", "MNG", "Mongolia"},
    Country{"MO", "MAC", "Macao"},
    Country{"MP", "MNP", "Northern Mariana Islands"},
    Country{"MQ", "MTQ", "Martinique"},
    Country{"MR", "MRT", "Mauritania"},
    Country{"MS", "MSR", "Montserrat"},
    Country{"MT", "MLT", "Malta"},
    Country{"MU", "MUS", "Mauritius"},
    Country{"MV", "MDV", "Maldives"},
    Country{"MW", "MWI", "Malawi"},
    Country{"MX", "MEX", "Mexico"},
    Country{"MY", "MYS", "Malaysia"},
    Country{"MZ", "MOZ", "Mozambique"},
    Country{"NA", "NAM", "Namibia"},
    Country{"NC", "NCL", "New Caledonia"},
    Country{"NE", "NER", "Niger"},
    Country{"NF", "NFK", "Norfolk Island"},
    Country{"NG", "NGA", "Nigeria"},
    Country{"NI", "NIC", "Nicaragua"},
    Country{"NL", "NLD", "Netherlands"},
    Country{"NO", "NOR", "Norway"},
    Country{"NP", "NPL", "Nepal"},
    Country{"NR", "NRU", "Nauru"},
    Country{"NU", "NIU", "Niue"},
    Country{"NZ", "NZL", "New Zealand"},
    Country{"OM", "OMN", "Oman"},
    Country{"PA", "PAN", "Panama"},
    Country{"PE", "PER", "Peru"},
    Country{"PF", "PYF", "French Polynesia"},
    Country{"PG", "PNG", "Papua New Guinea"},
    Country{"PH", "PHL", "Philippines"},
    Country{"PK", "PAK", "Pakistan"},
    Country{"PL", "POL", "Poland"},
    Country{"PM", "SPM", "St. Pierre and Miquelon"},
    Country{"PN", "PCN", "Pitcairn Islands"},
    Country{"PR", "PRI", "Puerto Rico"},
    Country{"PS", "PSE", "Palestinian Territories"},
    Country{"PT", "PRT", "Portugal"},
    Country{"PW", "PLW", "Palau"},
    Country{"PY", "PRY", "Paraguay"},
    Country{"QA", "QAT", "Qatar"},
    Country{"RE", "REU", "Réunion"},
    Country{"RO", "ROU", "Romania"},
    Country{"RS", "SRB", "Serbia"},
    Country{"RU", "RUS", "Russia"},
    Country{"RW", "RWA", "Rwanda"},
    Country{"SA", "SAU", "Saudi Arabia"},
    Country{"SB", "SLB", "Solomon Islands"},
    Country{"SC", "SYC", "Seychelles"},
    Country{"SD", "SDN", "Sudan"},
    Country{"SE", "SWE", "Sweden"},
    Country{"SG", "SGP", "Singapore"},
    Country{"SH", "SHN", "St. Helena"},
    Country{"SI", "SVN", "Slovenia"},
    Country{"SJ", "SJM", "Svalbard and Jan Mayen"},
    Country{"SK", "SVK", "Slovakia"},
    Country{"SL", "SLE", "Sierra Leone"},
    Country{"SM", "SMR", "San Marino"},
    Country{"SN", "SEN", "Senegal"},
    Country{"SO", "SOM", "Somalia"},
    Country{"SR", "SUR", "Suriname"},
    Country{"SS", "SSD", "South Sudan"},
    Country{"ST", "STP", "São Tomé and Príncipe"},
    Country{"SV", "SLV", "El Salvador"},
    Country{"SX", "SXM", "Sint Maarten"},
    Country{"SY", "SYR", "Syria"},
    Country{"SZ", "SWZ", "Eswatini"},
    Country{"TC", "TCA", "Turks and Caicos Islands"},
    Country{"TD", "TCD", "Chad"},
    Country{"TF", "ATF", "French Southern Territories"},
    Country{"TG", "TGO", "Togo"},
    Country{"TH", "THA", "Thailand"},
    Country{"TJ", "TJK", "Tajikistan"},
    Country{"TK", "TKL", "Tokelau"},
    Country{"TL", "TLS", "Timor-Leste"},
    Country{"TM", "TKM", "Turkmenistan"},
    Country{"TN", "TUN", "Tunisia"},
    Country{"TO", "TON", "Tonga"},
    Country{"TR", "TUR", "Türkiye"},
    Country{"TT", "TTO", "Trinidad and Tobago"},
    Country{"TV", "TUV", "Tuvalu"},
    Country{"TW", "TWN", "Taiwan"},
    Country{"TZ", "TZA", "Tanzania"},
    Country{"UA", "UKR", "Ukraine"},
    Country{"UG", "UGA", "Uganda"},
    Country{"UM", "UMI", "U.S. Outlying Islands"},
    Country{"US", "USA", "United States"},
    Country{"UY", "URY", "Uruguay"},
    Country{"UZ", "UZB", "Uzbekistan"},
    Country{"VA", "VAT", "Vatican City"},
    Country{"VC", "VCT", "St. Vincent and Grenadines"},
    Country{"VE", "VEN", "Venezuela"},
    Country{"VG", "VGB", "British Virgin Islands"},
    Country{"VI", "VIR", "U.S. Virgin Islands"},
    Country{"VN", "VNM", "Vietnam"},
    Country{"VU", "VUT", "Vanuatu"},
    Country{"WF", "WLF", "Wallis and Futuna"},
    Country{"WS", "WSM", "Samoa"},
    Country{"XK", "XKK", "Kosovo"},
    Country{"YE", "YEM", "Yemen"},
    Country{"YT", "MYT", "Mayotte"},
    Country{"ZA", "ZAF", "South Africa"},
    Country{"ZM", "ZMB", "Zambia"},
    Country{"ZW", "ZWE", "Zimbabwe"},
};

// Other ways people write a country: own-language names and everyday short forms.
constexpr std::array<std::pair<std::string_view, std::string_view>, 47> kAliases = {{
    {"united states of america", "US"},
    {"u s a", "US"},
    {"u s", "US"},
    {"america", "US"},
    {"estados unidos", "US"},
    {"great britain", "GB"},
    {"britain", "GB"},
    {"england", "GB"},
    {"scotland", "GB"},
    {"wales", "GB"},
    {"northern ireland", "GB"},
    {"uk", "GB"},
    {"u k", "GB"},
    {"deutschland", "DE"},
    {"allemagne", "DE"},
    {"alemania", "DE"},
    {"österreich", "AT"},
    {"oesterreich", "AT"},
    {"autriche", "AT"},
    {"schweiz", "CH"},
    {"suisse", "CH"},
    {"svizzera", "CH"},
    {"españa", "ES"},
    {"espana", "ES"},
    {"espagne", "ES"},
    {"spanien", "ES"},
    {"frankreich", "FR"},
    {"francia", "FR"},
    {"italia", "IT"},
    {"italie", "IT"},
    {"italien", "IT"},
    {"nederland", "NL"},
    {"niederlande", "NL"},
    {"holland", "NL"},
    {"the netherlands", "NL"},
    {"belgië", "BE"},
    {"belgique", "BE"},
    {"belgien", "BE"},
    {"méxico", "MX"},
    {"brasil", "BR"},
    {"czech republic", "CZ"},
    {"turkey", "TR"},
    {"russian federation", "RU"},
    {"korea", "KR"},
    {"republic of korea", "KR"},
    {"macedonia", "MK"},
    {"viet nam", "VN"},
}};

// Lower case (ASCII and Latin-1) with everything that is no letter as one blank: "U.S.A." and "u s a" are the
// same.
std::string simplified(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 80)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool capital =
            !out.empty() && out.back() == '\xC3' && byte >= 0x80 && byte <= 0x9E && byte != 0x97;
        if (capital)
            out += static_cast<char>(byte + 0x20);
        else if (byte >= 0x80 || std::isalpha(byte))
            out += static_cast<char>(std::tolower(byte));
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// Simplified once: profiles are read for every claim of a submission.
const std::map<std::string, std::string_view>& codes_by_name() {
    static const auto codes = [] {
        std::map<std::string, std::string_view> made;
        for (const auto& country : kCountries) made.emplace(simplified(country.name), country.code);
        return made;
    }();
    return codes;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

} // namespace

std::string country_code(std::string_view text) {
    const auto wanted = simplified(text);
    if (wanted.empty()) return {};
    for (const auto& [alias, code] : kAliases)
        if (alias == wanted) return std::string(code);
    const auto code = upper(wanted);
    // Codes first: profiles are read often and nearly all hold one.
    if (!country_name(code).empty()) return code;
    for (const auto& country : kCountries)
        if (country.code3 == code) return std::string(country.code);
    if (const auto named = codes_by_name().find(wanted); named != codes_by_name().end())
        return std::string(named->second);
    const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    return code.size() == 2 && letter(code[0]) && letter(code[1]) ? code : std::string();
}

std::string_view country_name(std::string_view code) {
    const auto found = std::ranges::lower_bound(kCountries, code, {}, &Country::code);
    return found != kCountries.end() && found->code == code ? found->name : std::string_view();
}

std::string_view country_code3(std::string_view code) {
    const auto found = std::ranges::lower_bound(kCountries, code, {}, &Country::code);
    return found != kCountries.end() && found->code == code ? found->code3 : std::string_view();
}

} // namespace bolt
