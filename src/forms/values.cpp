#include "forms/values.hpp"

#include "domain/country.hpp"
#include "domain/region.hpp"
#include "forms/naming.hpp"
#include "forms/opening_hours.hpp"
#include "forms/phone_format.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

using enum Meaning;

std::size_t room(const Control& control) {
    return control.max_length >= 0 ? static_cast<std::size_t>(control.max_length) : 1'000'000;
}

bool fits_pattern(const Control& control, const std::string& text) {
    if (control.pattern.empty()) return true;
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    const RE2 pattern(control.pattern, options);
    // A pattern that RE2 does not know (look-around) tells us nothing; the browser will.
    return !pattern.ok() || RE2::FullMatch(text, pattern);
}

bool fits(const Control& control, const std::string& text) {
    return utf16_length(text) <= room(control) && fits_pattern(control, text);
}

// "512-555-0142" -> "999-999-9999"
std::string mask(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if ((c >= '0' && c <= '9') || c == '_' || c == 'x' || c == 'X' || c == '#') c = '9';
    return out;
}

std::string joined(const std::vector<std::string>& items, std::string_view between) {
    std::string out;
    for (const auto& item : items) out += fmt::format("{}{}", out.empty() ? "" : between, item);
    return out;
}

std::string phone_text(const Control& control, const BusinessProfile& profile) {
    const auto spellings = phone_spellings(profile.phone, profile.country);
    if (control.widget == Widget::phone) {
        // With its code, whatever country the field stands at.
        const auto [code, national] = read_phone(profile.phone, profile.country);
        if (!code.empty()) return fmt::format("+{}{}", code, national);
    }
    if (control.kind == ControlKind::number) return read_phone(profile.phone, profile.country).national;
    for (const auto* sample : {&control.labels.placeholder, &control.labels.described})
        for (const auto& each : spellings)
            if (!sample->empty() && mask(*sample) == mask(each) && fits(control, each)) return each;
    for (const auto& each : spellings)
        if (fits(control, each)) return each;
    return spellings.empty() ? std::string() : spellings.front();
}

std::string state_text(const Control& control, const BusinessProfile& profile) {
    const std::string code(region_code(profile.country, profile.state));
    const std::string name(region_name(profile.country, profile.state));
    const auto& sample = control.labels.placeholder;
    const bool short_sample =
        sample.size() == 2 && std::ranges::all_of(sample, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!code.empty() && (room(control) <= 3 || short_sample || !fits(control, profile.state))) return code;
    if (!name.empty() && !fits_pattern(control, profile.state)) return name;
    return profile.state;
}

std::string country_text(const Control& control, const BusinessProfile& profile) {
    if (room(control) <= 2 || !fits_pattern(control, std::string(country_name(profile.country))))
        return profile.country;
    if (room(control) == 3) return std::string(country_code3(profile.country));
    const auto name = country_name(profile.country);
    return name.empty() ? profile.country : std::string(name);
}

std::string full_address(const BusinessProfile& profile) {
    const auto place = profile.state.empty()
                           ? fmt::format("{} {}", profile.postal_code, profile.city)
                           : fmt::format("{}, {} {}", profile.city, profile.state, profile.postal_code);
    std::vector<std::string> parts{profile.address, place};
    if (const auto country = country_name(profile.country); !country.empty()) parts.emplace_back(country);
    std::erase(parts, "");
    return joined(parts, ", ");
}

// "Hauptstrasse 12a" or "12a Main Street": street and number apart, where the number stands at an end.
std::pair<std::string, std::string> street_and_number(const std::string& address) {
    std::string street;
    std::string number;
    static const RE2 kFirst(R"((\d+\s?[A-Za-z]?)\s+(.+))");
    static const RE2 kLast(R"((.+?)\s+(\d+\s?[A-Za-z]?(?:\s?[-/]\s?\d+\s?[A-Za-z]?)?))");
    if (RE2::FullMatch(address, kFirst, &number, &street) || RE2::FullMatch(address, kLast, &street, &number))
        return {street, number};
    return {address, ""};
}

std::string first_sentence(const std::string& text, std::size_t units) {
    static const RE2 kSentence(R"(([^\n]*?[.!?])(?:\s|$))");
    std::string first;
    if (RE2::PartialMatch(text, kSentence, &first) && utf16_length(first) <= units &&
        utf16_length(first) >= 20)
        return first;
    return cut_text(text, units);
}

std::string description_text(const Control& control, const BusinessProfile& profile) {
    auto text = profile.description;
    const bool one_line = control.kind == ControlKind::text;
    if (one_line) std::ranges::replace(text, '\n', ' ');
    return cut_text(text, room(control));
}

std::string social(const BusinessProfile& profile, const std::string& network) {
    auto found = profile.social_links.find(network);
    if (found == profile.social_links.end() && network == "twitter") found = profile.social_links.find("x");
    return found == profile.social_links.end() ? std::string() : found->second;
}

/// "18:00" as "6:00 PM", where the field shows that it wants that.
std::string as_shown(const Control& control, std::string time) {
    const auto sample = fold(control.labels.placeholder + " " + control.labels.described);
    static const RE2 kTwelve(R"(\d\s?[ap]\.?m\b|\bhh?:mm (?:aa|am|pm|tt)\b)");
    if (control.kind == ControlKind::time || !RE2::PartialMatch(sample, kTwelve) || time.size() != 5)
        return time;
    const int hour = (time[0] - '0') * 10 + (time[1] - '0');
    return fmt::format("{}:{} {}", hour % 12 == 0 ? 12 : hour % 12, time.substr(3), hour < 12 ? "AM" : "PM");
}

/// The address as the field shows it: some have "https://" written before them.
std::string website_text(const Control& control, const std::string& url) {
    const auto bare = [&] {
        auto out = url.substr(url.find("://") + 3);
        while (out.ends_with('/')) out.pop_back();
        return out;
    };
    if (url.find("://") == std::string::npos || control.kind == ControlKind::url) return url;
    const auto before = fold(control.labels.previous);
    const bool shown = before == "http://" || before == "https://";
    if (shown || (!fits(control, url) && fits(control, bare()))) return bare();
    return url;
}

/// A profile's address or only its name there, as the field shows it ("@name", "facebook.com/" before it).
std::string social_text(const Control& control, const std::string& url) {
    // "https://wa.me/15551234567": where a number is asked for, the number.
    static const RE2 kNumber(R"((?:wa\.me/|phone=)\+?(\d{7,15}))");
    std::string number;
    if (RE2::PartialMatch(url, kNumber, &number)) {
        const bool wants_url = control.kind == ControlKind::url;
        if (!wants_url) return "+" + number;
    } else if (control.kind == ControlKind::tel) {
        return {};
    }
    const auto sample = fold(control.labels.placeholder);
    const auto before = fold(control.labels.previous);
    const bool prefixed = before.ends_with(".com/") || before == "@";
    if (control.kind == ControlKind::url || (!sample.starts_with('@') && !prefixed)) return url;
    auto path = url.substr(std::min(url.find("://") + 3, url.size()));
    while (path.ends_with('/')) path.pop_back();
    auto name = path.substr(path.rfind('/') + 1);
    if (name.empty() || path.find('/') == std::string::npos || name.find('?') != std::string::npos)
        return url;
    if (name.starts_with('@')) name.erase(0, 1);
    return sample.starts_with('@') && before != "@" ? "@" + name : name;
}

std::string degrees(const std::optional<double>& value) { return value ? fmt::format("{:.6f}", *value) : ""; }

/// The rest of a number in one box, or one of two boxes of three and four digits.
std::string local_part(const Control& control, const std::string& national) {
    if (control.max_length == 3) return national.substr(3, 3);
    if (control.max_length == 4) return national.substr(6);
    return national.substr(3);
}

std::string hour_of(const Classified& meaning, const BusinessProfile& profile) {
    const auto day = profile.hours.find(meaning.detail);
    if (day == profile.hours.end() || day->second.empty()) return {};
    // A form with one pair of times a day gets the first opening and the last closing.
    auto time = meaning.meaning == hours_open ? day->second.front().opens : day->second.back().closes;
    return time == "24:00" ? "23:59" : time;
}

/// "Austin, TX 78701" for "City, State, ZIP": the parts in the label's order.
std::string joint_value(const Control& control, const BusinessProfile& profile) {
    std::string out;
    const bool commas = control.labels.best().find(',') != std::string::npos;
    for (const auto part : read_joint_label(control.labels.best())) {
        const auto text = part == city            ? profile.city
                          : part == postal_code   ? profile.postal_code
                          : part == state         ? state_text(control, profile)
                          : part == country       ? country_text(control, profile)
                          : part == address_line2 ? profile.address_line2
                          : part == address_line1 ? profile.address
                                                  : std::string();
        if (text.empty()) continue;
        if (!out.empty()) out += commas && part != postal_code ? ", " : " ";
        out += text;
    }
    return out;
}

std::string raw_value(const Control& control, const Classified& meaning, const BusinessProfile& profile) {
    if (meaning.detail == Classified::kJoint) return joint_value(control, profile);
    switch (meaning.meaning) {
    case business_name:
        return profile.business_name;
    case contact_first_name:
        return profile.contact_first_name;
    case contact_last_name:
        return profile.contact_last_name;
    case contact_full_name:
        return profile.contact_last_name.empty()
                   ? profile.contact_first_name
                   : profile.contact_first_name + " " + profile.contact_last_name;
    case email:
    case email_confirm:
        return profile.email;
    case phone:
        return phone_text(control, profile);
    case phone_country_code: {
        const auto code = read_phone(profile.phone, profile.country).calling_code;
        return code.empty() ? code : "+" + code;
    }
    case phone_area_code:
    case phone_local: {
        const auto [code, national] = read_phone(profile.phone, profile.country);
        if (code != "1" || national.size() != 10) return {};
        return meaning.meaning == phone_area_code ? national.substr(0, 3) : local_part(control, national);
    }
    case website:
        return website_text(control, profile.website);
    case address_full:
        return full_address(profile);
    case address_line1:
        return meaning.detail == "street" ? street_and_number(profile.address).first : profile.address;
    case house_number:
        return street_and_number(profile.address).second;
    case city:
        return profile.city;
    case state:
        return state_text(control, profile);
    case postal_code:
        return profile.postal_code;
    case country:
        return country_text(control, profile);
    case description:
        return description_text(control, profile);
    case short_description:
        if (!profile.short_description.empty() && utf16_length(profile.short_description) <= room(control))
            return profile.short_description;
        return first_sentence(profile.description, std::min<std::size_t>(room(control), 160));
    case category:
        return profile.categories.empty() ? std::string() : profile.categories.front();
    case tags:
        return joined(profile.categories, ", ");
    case hours_text:
        return write_hours(profile.hours);
    case hours_open:
    case hours_close:
        return as_shown(control, hour_of(meaning, profile));
    case social_link:
        return social_text(control, social(profile, meaning.detail));
    case address_line2:
        return profile.address_line2;
    case job_title:
        return profile.job_title;
    case fax:
        return profile.fax;
    case tax_id:
        return profile.tax_id;
    case year_founded:
        return profile.year_founded == 0 ? std::string() : std::to_string(profile.year_founded);
    case employees:
        return profile.employees == 0 ? std::string() : std::to_string(profile.employees);
    case price_range:
        return std::string(static_cast<std::size_t>(profile.price_level), '$');
    case latitude:
        return degrees(profile.latitude);
    case longitude:
        return degrees(profile.longitude);
    case video:
        return social(profile, "video");
    default:
        return {};
    }
}

std::string_view lack_of(Meaning meaning) {
    switch (meaning) {
    case none:
        return "nothing tells what it asks for";
    case captcha:
        return "a captcha is for people";
    case password:
    case username:
        return "it wants an account of its own";
    case payment:
    case upgrade:
        return "it wants money";
    case category:
    case subcategory:
        return "no choice fits the business's categories";
    default:
        return "the business profile does not have it";
    }
}

} // namespace

bool is_phone_like(Meaning meaning) {
    return meaning == phone || meaning == phone_local || meaning == phone_area_code ||
           meaning == phone_country_code;
}

Value text_value(const Control& control, const Classified& meaning, const BusinessProfile& profile) {
    auto text = raw_value(control, meaning, profile);
    if (text.empty()) return {std::nullopt, std::string(lack_of(meaning.meaning))};
    if (control.min_length > 0 && utf16_length(text) < static_cast<std::size_t>(control.min_length))
        return {std::nullopt, fmt::format("the profile's text is shorter than the {} characters it wants",
                                          control.min_length)};
    if (meaning.meaning == tags || meaning.meaning == hours_text || meaning.meaning == address_full)
        text = cut_text(text, room(control));
    if (utf16_length(text) > room(control))
        return {std::nullopt,
                fmt::format("the profile's value is longer than its {} characters", control.max_length)};
    return {std::move(text), ""};
}

} // namespace bolt::forms
