#include "store/customer_rows.hpp"

namespace bolt::store {
namespace {

/// All that read_profile takes of the object; when a member breaks its bounds, the others one by one.
BusinessProfile tolerant(const json::object& object) {
    if (auto whole = read_profile(object)) return std::move(*whole);
    BusinessProfile profile;
    for (const auto& [key, value] : object) {
        const auto one = read_profile(json::object{{key, value}});
        if (one) profile = overlay(std::move(profile), *one);
    }
    return profile;
}

void take(std::string& into, const std::string& from) {
    if (!from.empty()) into = from;
}

} // namespace

BusinessProfile overlay(BusinessProfile base, const BusinessProfile& over) {
    take(base.business_name, over.business_name);
    take(base.contact_first_name, over.contact_first_name);
    take(base.contact_last_name, over.contact_last_name);
    take(base.email, over.email);
    take(base.phone, over.phone);
    take(base.website, over.website);
    take(base.address, over.address);
    take(base.city, over.city);
    take(base.state, over.state);
    take(base.postal_code, over.postal_code);
    take(base.country, over.country);
    take(base.description, over.description);
    take(base.logo_url, over.logo_url);
    take(base.short_description, over.short_description);
    take(base.address_line2, over.address_line2);
    take(base.job_title, over.job_title);
    take(base.fax, over.fax);
    take(base.tax_id, over.tax_id);
    if (!over.photo_urls.empty()) base.photo_urls = over.photo_urls;
    if (over.year_founded != 0) base.year_founded = over.year_founded;
    if (over.employees != 0) base.employees = over.employees;
    if (over.price_level != 0) base.price_level = over.price_level;
    if (over.latitude) base.latitude = over.latitude, base.longitude = over.longitude;
    if (!over.categories.empty()) base.categories = over.categories;
    if (!over.hours.empty()) base.hours = over.hours;
    for (const auto& [network, url] : over.social_links) base.social_links[network] = url;
    return base;
}

BusinessProfile read_customer(const Rows& rows, std::size_t row, std::size_t column) {
    static constexpr const char* kKeys[] = {
        "business_name", "first_name", "last_name",   "email",   "phone",       "website", "address",
        "city",          "state",      "postal_code", "country", "description", "category"};
    json::object columns;
    Cells cells(rows, row, column);
    for (const auto* key : kKeys)
        if (auto text = cells.text(); !text.empty()) columns[key] = std::move(text);
    const auto data = cells.json();
    auto profile = data.is_object() ? tolerant(data.get_object()) : BusinessProfile{};
    // 'USA' is the column's default: it says nothing when the business data name another country.
    if (!profile.country.empty() && get_string(columns, "country") == "USA") columns.erase("country");
    // The column holds the first category only: unless it was changed by hand, the whole list stands.
    auto listed = profile.categories;
    if (!listed.empty() && get_string(columns, "category") == listed.front()) columns.erase("category");
    profile = overlay(std::move(profile), tolerant(columns));
    for (auto& each : listed)
        if (std::ranges::find(profile.categories, each) == profile.categories.end())
            profile.categories.push_back(std::move(each));
    return profile;
}

} // namespace bolt::store
