#include "forms/meaning.hpp"

#include <array>
#include <utility>

namespace bolt::forms {
namespace {

using enum Meaning;
constexpr std::array<std::pair<Meaning, std::string_view>, 55> kNames = {{
    {none, "none"},
    {trap, "trap"},
    {business_name, "business_name"},
    {contact_first_name, "contact_first_name"},
    {contact_last_name, "contact_last_name"},
    {contact_full_name, "contact_full_name"},
    {job_title, "job_title"},
    {email, "email"},
    {email_confirm, "email_confirm"},
    {phone, "phone"},
    {phone_country_code, "phone_country_code"},
    {phone_area_code, "phone_area_code"},
    {phone_local, "phone_local"},
    {fax, "fax"},
    {website, "website"},
    {address_full, "address_full"},
    {address_line1, "address_line1"},
    {house_number, "house_number"},
    {address_line2, "address_line2"},
    {city, "city"},
    {district, "district"},
    {state, "state"},
    {postal_code, "postal_code"},
    {country, "country"},
    {latitude, "latitude"},
    {longitude, "longitude"},
    {description, "description"},
    {short_description, "short_description"},
    {category, "category"},
    {subcategory, "subcategory"},
    {tags, "tags"},
    {hours_text, "hours_text"},
    {hours_open, "hours_open"},
    {hours_close, "hours_close"},
    {hours_closed, "hours_closed"},
    {hours_opened, "hours_opened"},
    {social_link, "social_link"},
    {video, "video"},
    {logo, "logo"},
    {photo, "photo"},
    {year_founded, "year_founded"},
    {employees, "employees"},
    {price_range, "price_range"},
    {tax_id, "tax_id"},
    {reciprocal_link, "reciprocal_link"},
    {upgrade, "upgrade"},
    {password, "password"},
    {username, "username"},
    {captcha, "captcha"},
    {terms, "terms"},
    {newsletter, "newsletter"},
    {search, "search"},
    {coupon, "coupon"},
    {payment, "payment"},
    {message, "message"},
}};

} // namespace

std::string_view to_string(Meaning meaning) {
    for (const auto& [each, name] : kNames)
        if (each == meaning) return name;
    return "none";
}

std::optional<Meaning> parse_meaning(std::string_view text) {
    for (const auto& [meaning, name] : kNames)
        if (name == text) return meaning;
    return std::nullopt;
}

} // namespace bolt::forms
