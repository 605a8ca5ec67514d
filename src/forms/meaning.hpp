#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace bolt::forms {

/// What a form control asks for.
enum class Meaning : std::uint8_t {
    none, ///< nothing of the business (search box, unknown)
    trap, ///< a honeypot: never touched
    business_name,
    contact_first_name,
    contact_last_name,
    contact_full_name,
    job_title, ///< of the contact person
    email,
    email_confirm,
    phone,
    phone_country_code,
    phone_area_code,
    phone_local, ///< the rest of a split number
    fax,
    website,
    address_full, ///< one field for street, city, code and country
    address_line1,
    house_number, ///< where street and number are asked apart
    address_line2,
    city,
    district, ///< a part of the city, or a county where a state is asked for as well
    state,    ///< state, province, region, or county where nothing above it is asked for
    postal_code,
    country,
    latitude,
    longitude,
    description,
    short_description, ///< tagline and slogan as well
    category,
    subcategory,
    tags,         ///< keywords as well
    hours_text,   ///< one field for all opening hours
    hours_open,   ///< detail: day "mon".."sun"
    hours_close,  ///< detail: day
    hours_closed, ///< checkbox "closed"; detail: day
    hours_opened, ///< checkbox "open on this day"; detail: day
    social_link,  ///< detail: network ("facebook", ...)
    video,        ///< address of one
    logo,
    photo,
    year_founded,
    employees, ///< how many
    price_range,
    tax_id,
    reciprocal_link, ///< address of a page that links back
    upgrade,         ///< a paid extra, or the choice between free and paid: nothing is ever bought
    password,
    username,
    captcha,
    terms,      ///< must be agreed to
    newsletter, ///< consent to be advertised to: left alone
    search,
    coupon,  ///< a voucher's code, or an offer of the business to its guests
    payment, ///< card number and the like: never filled
    message  ///< free text to the site's owner
};

/// The name in site descriptions, plans and logs, e.g. "business_name".
std::string_view to_string(Meaning meaning);
std::optional<Meaning> parse_meaning(std::string_view text);

} // namespace bolt::forms
