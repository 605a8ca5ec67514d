#include "domain/profile.hpp"

#include "domain/address_rules.hpp"
#include "domain/profile_text.hpp"
#include "domain/region.hpp"

#include <charconv>
#include <fmt/format.h>
#include <initializer_list>

namespace bolt {
namespace {

using profile_text::Lines;

// Bounds in characters: generous for real businesses, small enough that a profile stays far below a queue
// message.
constexpr std::size_t kNameMax = 200;
constexpr std::size_t kShortTextMax = 120;
constexpr std::size_t kAddressMax = 300;
constexpr std::size_t kDescriptionMax = 5000;
constexpr std::size_t kCategoriesMax = 20;
constexpr std::size_t kSocialLinksMax = 20;
constexpr std::size_t kUrlMax = 2048;
constexpr std::size_t kPhotosMax = 20;

constexpr std::string_view kNetworks[] = {"facebook", "instagram", "twitter", "x",
                                          "linkedin", "youtube",   "tiktok",  "pinterest",
                                          "yelp",     "whatsapp",  "google",  "xing"};

using Keys = std::initializer_list<std::string_view>;

/// Collects the first problem, so that reading goes on straight and the caller learns what is wrong.
class Reader {
  public:
    explicit Reader(const json::value& value) : value_(value), address_(bolt::find(value, "address")) {
        if (address_ != nullptr && !address_->is_object()) address_ = nullptr;
    }

    std::string text(Keys keys, std::size_t characters_max, Lines lines = Lines::one) {
        const auto* found = member(keys);
        if (found == nullptr) return {};
        std::string raw;
        if (const auto* string = found->if_string())
            raw = *string;
        else if (found->is_int64() || found->is_uint64())
            raw = json::serialize(*found); // zip codes, phone numbers
        else
            return problem(*keys.begin(), "must be text"), std::string();
        return bounded(*keys.begin(), profile_text::clean(raw, lines), characters_max);
    }

    std::string url(Keys keys) { return profile_text::url(text(keys, kUrlMax)); }

    std::vector<std::string> list(Keys keys, std::size_t items_max) {
        std::vector<std::string> out;
        const auto* found = member(keys);
        if (found == nullptr) return out;
        const auto add = [&](std::string_view raw) {
            auto item = bounded(*keys.begin(), profile_text::clean(raw, Lines::one), kShortTextMax);
            if (!item.empty() && std::ranges::find(out, item) == out.end()) out.push_back(std::move(item));
        };
        if (const auto* string = found->if_string()) {
            for (std::string_view rest = *string; !rest.empty();) {
                const auto comma = std::min(rest.find(','), rest.size());
                add(rest.substr(0, comma));
                rest.remove_prefix(std::min(comma + 1, rest.size()));
            }
        } else if (const auto* items = found->if_array()) {
            for (const auto& item : *items) {
                if (!item.is_string()) return problem(*keys.begin(), "must be a list of texts"), out;
                add(item.get_string());
            }
        } else {
            problem(*keys.begin(), "must be a list of texts");
        }
        if (out.size() > items_max)
            problem(*keys.begin(), fmt::format("has more than {} entries", items_max));
        return out;
    }

    /// A number, also where it is written as text; nullopt if there is none or it lies outside.
    std::optional<double> number(Keys keys, double least, double most) {
        const auto* found = member(keys);
        if (found == nullptr) return std::nullopt;
        double out = 0;
        if (const auto* text = found->if_string()) {
            const auto* end = text->data() + text->size();
            const auto [rest, error] = std::from_chars(text->data(), end, out);
            if (text->empty()) return std::nullopt;
            if (error != std::errc{} || rest != end)
                return problem(*keys.begin(), "must be a number"), std::nullopt;
        } else if (found->is_number()) {
            out = found->to_number<double>();
        } else {
            return problem(*keys.begin(), "must be a number"), std::nullopt;
        }
        if (out >= least && out <= most) return out;
        problem(*keys.begin(), fmt::format("must be from {} to {}", least, most));
        return std::nullopt;
    }

    const json::value* member(Keys keys) const {
        for (const auto key : keys)
            for (const auto* place : {&value_, address_})
                if (const auto* found = place == nullptr ? nullptr : bolt::find(*place, key);
                    found != nullptr && !found->is_null() && found != address_)
                    return found;
        return nullptr;
    }

    void problem(std::string_view field, std::string_view what) {
        if (problem_.empty()) problem_ = fmt::format("{}: {}", field, what);
    }
    const std::string& problem() const { return problem_; }

  private:
    std::string bounded(std::string_view field, std::string text, std::size_t characters_max) {
        if (character_count(text) > characters_max)
            problem(field, fmt::format("longer than {} characters", characters_max));
        return text;
    }
    const json::value& value_;
    const json::value* address_; ///< the older form: address as an object of its own
    std::string problem_;
};

std::size_t digit_count(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }));
}

bool is_phone(std::string_view text) {
    const auto digits = digit_count(text);
    return digits >= 7 && digits <= 15 && text.size() <= 40;
}

void read_names(Reader& read, BusinessProfile& profile) {
    profile.business_name = read.text(
        {"business_name", "businessName", "company_name", "companyName", "company", "name"}, kNameMax);
    profile.contact_first_name =
        read.text({"contact_first_name", "contactFirstName", "first_name", "firstName"}, kShortTextMax);
    profile.contact_last_name =
        read.text({"contact_last_name", "contactLastName", "last_name", "lastName"}, kShortTextMax);
    if (!profile.contact_first_name.empty() || !profile.contact_last_name.empty()) return;
    const auto whole = read.text({"contact_name", "contactName", "full_name", "fullName"}, kShortTextMax);
    const auto space = whole.rfind(' ');
    profile.contact_first_name = whole.substr(0, space);
    if (space != std::string::npos) profile.contact_last_name = whole.substr(space + 1);
}

void read_address(Reader& read, BusinessProfile& profile) {
    profile.address = read.text(
        {"address", "street_address", "streetAddress", "address_line1", "addressLine1", "street", "line1"},
        kAddressMax);
    profile.city = read.text({"city", "town", "locality"}, kShortTextMax);
    profile.state = read.text({"state", "region", "province"}, kShortTextMax);
    profile.postal_code =
        read.text({"postal_code", "postalCode", "zip", "zip_code", "zipCode", "postcode"}, 20);
    const auto country = read.text({"country", "country_code", "countryCode"}, kShortTextMax);
    profile.country = country_code(country);
    // Sellers of American packages do not always ask for the country; the address tells it.
    if (country.empty()) profile.country = country_of_address(profile.state, profile.postal_code);
}

void read_social_links(Reader& read, BusinessProfile& profile) {
    if (const auto* links = read.member({"social_links", "socialLinks", "social"})) {
        const auto* members = links->if_object();
        if (members == nullptr) return read.problem("social_links", "must be an object of network to URL");
        if (members->size() > kSocialLinksMax)
            return read.problem("social_links", "has more than 20 entries");
        for (const auto& [name, link] : *members) {
            if (!link.is_string() || link.get_string().size() > kUrlMax)
                return read.problem("social_links", "every link must be text of at most 2048 bytes");
            auto network = profile_text::clean(name, Lines::one);
            for (auto& c : network) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            auto url = profile_text::url(link.get_string());
            if (!url.empty() && network.size() <= 40)
                profile.social_links.insert_or_assign(network, std::move(url));
        }
    }
    for (const auto network : kNetworks) {
        if (profile.social_links.contains(std::string(network))) continue;
        const auto with_url = std::string(network) + "_url";
        auto url = read.url({with_url, network});
        if (!url.empty()) profile.social_links.emplace(network, std::move(url));
    }
}

/// What many directories ask for and few customers are asked: all of it optional.
void read_details(Reader& read, BusinessProfile& profile) {
    for (const auto& each : read.list({"photo_urls", "photoUrls", "photos", "images"}, kPhotosMax))
        if (auto url = profile_text::url(each); !url.empty()) profile.photo_urls.push_back(std::move(url));
    profile.short_description =
        read.text({"short_description", "shortDescription", "tagline", "slogan"}, kAddressMax);
    profile.address_line2 =
        read.text({"address_line2", "addressLine2", "address2", "line2", "suite"}, kShortTextMax);
    profile.job_title = read.text({"job_title", "jobTitle", "contact_title"}, kShortTextMax);
    profile.fax = read.text({"fax", "fax_number", "faxNumber"}, 40);
    profile.tax_id = read.text({"tax_id", "taxId", "vat_id", "vatId", "vat_number"}, 40);
    profile.year_founded = static_cast<int>(
        read.number({"year_founded", "yearFounded", "founded", "year_established"}, 1000, 2100).value_or(0));
    profile.price_level = static_cast<int>(read.number({"price_level", "priceLevel"}, 1, 4).value_or(0));
    profile.employees = static_cast<int>(
        read.number({"employees", "employee_count", "employeeCount"}, 1, 10'000'000).value_or(0));
    profile.latitude = read.number({"latitude", "lat"}, -90, 90);
    profile.longitude = read.number({"longitude", "lng", "lon"}, -180, 180);
    if (!profile.latitude || !profile.longitude) profile.latitude = profile.longitude = std::nullopt;
}

} // namespace

Result<BusinessProfile> read_profile(const json::value& value) {
    if (!value.is_object())
        return fail(ErrorCode::invalid_argument, "the business profile must be a JSON object");
    Reader read(value);
    BusinessProfile profile;
    read_names(read, profile);
    profile.email = read.text({"email", "business_email", "businessEmail", "contact_email"}, 254);
    profile.phone =
        read.text({"phone", "phone_number", "phoneNumber", "business_phone", "businessPhone", "telephone"},
                  kShortTextMax);
    profile.website = read.url({"website", "website_url", "websiteUrl", "business_website", "url"});
    read_address(read, profile);
    profile.description = read.text({"description", "business_description", "businessDescription"},
                                    kDescriptionMax, Lines::many);
    profile.categories =
        read.list({"categories", "category", "business_category", "businessCategory"}, kCategoriesMax);
    if (const auto* hours = read.member({"hours", "opening_hours", "openingHours", "business_hours"})) {
        auto opening = profile_text::hours(*hours);
        if (!opening) return forward(opening);
        profile.hours = std::move(*opening);
    }
    read_social_links(read, profile);
    profile.logo_url = read.url({"logo_url", "logoUrl", "logo"});
    if (const auto* agreed = read.member({"may_create_accounts", "mayCreateAccounts"}))
        profile.may_create_accounts = agreed->is_bool() && agreed->get_bool();
    read_details(read, profile);
    if (!read.problem().empty()) return fail(ErrorCode::invalid_argument, read.problem());
    return profile;
}

json::object write_profile(const BusinessProfile& profile) {
    json::object out;
    const auto put = [&](std::string_view key, const std::string& text) {
        if (!text.empty()) out[key] = text;
    };
    put("business_name", profile.business_name);
    put("contact_first_name", profile.contact_first_name);
    put("contact_last_name", profile.contact_last_name);
    put("email", profile.email);
    put("phone", profile.phone);
    put("website", profile.website);
    put("address", profile.address);
    put("city", profile.city);
    put("state", profile.state);
    put("postal_code", profile.postal_code);
    put("country", profile.country);
    put("description", profile.description);
    put("logo_url", profile.logo_url);
    if (profile.may_create_accounts) out["may_create_accounts"] = true;
    put("short_description", profile.short_description);
    put("address_line2", profile.address_line2);
    put("job_title", profile.job_title);
    put("fax", profile.fax);
    put("tax_id", profile.tax_id);
    if (!profile.photo_urls.empty())
        out["photo_urls"] = json::array(profile.photo_urls.begin(), profile.photo_urls.end());
    if (profile.year_founded != 0) out["year_founded"] = profile.year_founded;
    if (profile.employees != 0) out["employees"] = profile.employees;
    if (profile.price_level != 0) out["price_level"] = profile.price_level;
    if (profile.latitude && profile.longitude) {
        out["latitude"] = *profile.latitude;
        out["longitude"] = *profile.longitude;
    }
    if (!profile.categories.empty())
        out["categories"] = json::array(profile.categories.begin(), profile.categories.end());
    if (!profile.hours.empty()) {
        json::object days;
        for (const auto& [day, intervals] : profile.hours) {
            json::array list;
            for (const auto& each : intervals)
                list.push_back({{"opens", each.opens}, {"closes", each.closes}});
            days[day] = std::move(list);
        }
        out["hours"] = std::move(days);
    }
    if (!profile.social_links.empty()) {
        json::object links;
        for (const auto& [network, url] : profile.social_links) links[network] = url;
        out["social_links"] = std::move(links);
    }
    return out;
}

std::vector<std::string> missing_fields(const BusinessProfile& profile) {
    std::vector<std::string> missing;
    const auto need = [&](bool present, std::string_view name) {
        if (!present) missing.emplace_back(name);
    };
    need(!profile.business_name.empty(), "business name");
    need(is_email(profile.email), "e-mail address");
    need(is_phone(profile.phone), "phone number (7 to 15 digits)");
    need(is_http_url(profile.website), "website (http or https address)");
    need(!profile.address.empty(), "street address");
    need(!profile.city.empty(), "city");
    need(!profile.postal_code.empty() || !address_rules(profile.country).has_postal_code, "postal code");
    need(!profile.country.empty(), "country");
    const auto length = character_count(profile.description);
    need(length >= 50 && length <= 1000, "description (50 to 1000 characters)");
    need(!profile.categories.empty(), "at least one category");
    return missing;
}

} // namespace bolt
