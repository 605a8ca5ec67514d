#include "domain/profile_check.hpp"

#include "domain/address_rules.hpp"
#include "domain/country.hpp"
#include "domain/phone_number.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt {
namespace {

constexpr std::size_t kDescriptionMin = 50, kDescriptionMax = 1'000;
constexpr std::size_t kCategoriesMax = 10;

class Problems {
  public:
    void add(std::string_view field, std::string message) {
        list_.push_back({std::string(field), std::move(message)});
    }
    bool need(const std::string& value, std::string_view field, std::string_view what) {
        if (!value.empty()) return true;
        list_.push_back({std::string(field), fmt::format("Please enter {}.", what), true});
        return false;
    }
    std::vector<FieldProblem> take() { return std::move(list_); }

  private:
    std::vector<FieldProblem> list_;
};

std::string country_words(std::string_view code) {
    const auto name = country_name(code);
    return std::string(name.empty() ? code : name);
}

void check_phone(const BusinessProfile& profile, std::string_view field, const std::string& written,
                 Problems& problems) {
    const auto number = parse_phone(written, profile.country);
    if (!number)
        return problems.add(
            field, "This is no phone number. Write it with its area code, for example +1 512 555 0142.");
    if (!number->valid)
        problems.add(
            field, profile.country.empty()
                       ? "No such number is given out. Please check it."
                       : fmt::format("No such number is given out in {}. Check the area code, or begin with "
                                     "+ and the country's code.",
                                     country_words(profile.country)));
}

void check_address(const BusinessProfile& profile, Problems& problems) {
    problems.need(profile.country, "country", "the country");
    problems.need(profile.address, "address", "street and number");
    problems.need(profile.city, "city", "the town or city");
    const auto rules = address_rules(profile.country);
    if (rules.needs_state) problems.need(profile.state, "state", fmt::format("the {}", rules.state_word));
    if (!rules.has_postal_code) return;
    if (!problems.need(profile.postal_code, "postal_code", fmt::format("the {}", rules.postal_word))) return;
    if (!profile.country.empty() && !is_postal_code(rules, profile.postal_code))
        problems.add("postal_code",
                     fmt::format("This is no {} of {}.", rules.postal_word, country_words(profile.country)));
}

void check_hours(const BusinessProfile& profile, Problems& problems) {
    for (const auto& [day, intervals] : profile.hours) {
        auto sorted = intervals;
        std::ranges::sort(sorted, {}, &OpeningInterval::opens);
        for (std::size_t i = 1; i < sorted.size(); ++i)
            if (sorted[i].opens < sorted[i - 1].closes)
                return problems.add("hours", fmt::format("The opening hours of {} overlap.", day));
    }
}

/// Part of the host that a link of the network has; "" where any host will do.
std::string_view host_of_network(std::string_view network) {
    static constexpr std::pair<std::string_view, std::string_view> kHosts[] = {{"facebook", "facebook.com"},
                                                                               {"instagram", "instagram.com"},
                                                                               {"linkedin", "linkedin.com"},
                                                                               {"youtube", "youtube.com"},
                                                                               {"tiktok", "tiktok.com"},
                                                                               {"pinterest", "pinterest."},
                                                                               {"yelp", "yelp."},
                                                                               {"xing", "xing.com"}};
    for (const auto& [name, host] : kHosts)
        if (name == network) return host;
    return {};
}

void check_links(const BusinessProfile& profile, Problems& problems) {
    for (const auto& [network, url] : profile.social_links) {
        const auto field = "social_links." + network;
        const auto host = host_of_network(network);
        if (!is_http_url(url))
            problems.add(field, "This is no web address.");
        else if (!host.empty() && url.find(host) == std::string::npos)
            problems.add(field, fmt::format("This is no address at {}.", host));
    }
}

} // namespace

std::vector<FieldProblem> profile_problems(const BusinessProfile& profile) {
    Problems problems;
    problems.need(profile.business_name, "business_name", "the name of the business");
    if (problems.need(profile.email, "email", "an e-mail address") && !is_email(profile.email))
        problems.add("email", "This is no e-mail address.");
    if (problems.need(profile.phone, "phone", "a phone number"))
        check_phone(profile, "phone", profile.phone, problems);
    if (!profile.fax.empty()) check_phone(profile, "fax", profile.fax, problems);
    if (problems.need(profile.website, "website", "the website") && !is_http_url(profile.website))
        problems.add("website", "This is no web address. It looks like https://www.example.com.");
    check_address(profile, problems);
    if (problems.need(profile.description, "description", "a description")) {
        const auto length = character_count(profile.description);
        if (length < kDescriptionMin)
            problems.add("description", fmt::format("{} characters more, please: at least {}.",
                                                    kDescriptionMin - length, kDescriptionMin));
        if (length > kDescriptionMax)
            problems.add("description", fmt::format("{} characters too many: at most {}.",
                                                    length - kDescriptionMax, kDescriptionMax));
    }
    if (profile.categories.empty())
        problems.need("", "categories", "at least one category");
    else if (profile.categories.size() > kCategoriesMax)
        problems.add("categories", fmt::format("At most {} categories, please.", kCategoriesMax));
    check_hours(profile, problems);
    check_links(profile, problems);
    return problems.take();
}

} // namespace bolt
