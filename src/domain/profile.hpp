#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt {

/// One opening interval of a day, local time "HH:MM"; closes after it opens ("24:00" = end of day).
struct OpeningInterval {
    std::string opens;
    std::string closes;
    bool operator==(const OpeningInterval&) const = default;
};

/// What a customer tells us about the business. Every text is valid UTF-8, trimmed, bounded (see
/// read_profile).
struct BusinessProfile {
    std::string business_name;
    std::string contact_first_name;
    std::string contact_last_name;
    std::string email;
    std::string phone;   ///< as written; 7-15 digits
    std::string website; ///< http:// or https://
    std::string address; ///< street and number
    std::string city;
    std::string state; ///< name or code, as written
    std::string postal_code;
    std::string country; ///< ISO 3166-1 alpha-2, upper case
    std::string description;
    std::vector<std::string> categories; ///< the customer's words, most important first
    std::map<std::string, std::vector<OpeningInterval>>
        hours; ///< "mon".."sun"; a missing day is unknown, empty is closed
    std::map<std::string, std::string> social_links; ///< network ("facebook", ...) to URL
    std::string logo_url;
    std::vector<std::string> photo_urls; ///< http:// or https://, best first
    std::string short_description;       ///< slogan or summary, one line
    std::string address_line2;           ///< suite, floor
    std::string job_title;               ///< of the contact person
    std::string fax;
    std::string tax_id;             ///< as written
    int year_founded = 0;           ///< 0: not told
    int employees = 0;              ///< how many; 0: not told
    int price_level = 0;            ///< 1 (inexpensive) to 4 (luxury); 0: not told
    std::optional<double> latitude; ///< WGS 84 degrees; both or none
    std::optional<double> longitude;
    bool operator==(const BusinessProfile&) const = default;
};

/// Reads a profile from the JSON of `customers.business_data`, metadata or an API body. Lenient in keys (zip
/// = postal_code, category = categories[0], camelCase accepted), strict in bounds: every problem of type or
/// size is invalid_argument with its field. Missing fields stay empty: see missing_fields().
Result<BusinessProfile> read_profile(const json::value& value);
json::object write_profile(const BusinessProfile& profile);

/// The fields without which no directory can be submitted to, in the words shown to people; empty when
/// complete. Required: business name, e-mail (pattern), phone (7-15 digits), website (http/https), street,
/// city, postal code, country, description (50-1000 characters), at least one category.
std::vector<std::string> missing_fields(const BusinessProfile& profile);

/// True for something@domain.tld without spaces or control characters, at most 254 bytes (RFC 5321).
bool is_email(std::string_view text);
/// True for an absolute http(s) URL with a host, at most 2,048 bytes.
bool is_http_url(std::string_view text);
/// Number of Unicode code points.
std::size_t character_count(std::string_view utf8);
/// "united states", "USA", "us" -> "US"; unknown text is returned upper-cased if it has two letters, else "".
std::string country_code(std::string_view text);

} // namespace bolt
