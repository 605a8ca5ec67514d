#include "cli/test_business.hpp"

#include "base/crypto.hpp"

#include <fmt/format.h>

namespace bolt::cli {

BusinessProfile test_business(const std::string& tag) {
    // 555-0100 to 555-0199 are reserved for fiction; the area code varies with the tag so that sites tell
    // runs apart.
    static constexpr int kAreaCodes[] = {202, 212, 213, 305, 312, 404, 415, 503,
                                         512, 602, 617, 702, 713, 720, 808, 907};
    const auto digest = sha256(tag);
    const auto area = kAreaCodes[static_cast<unsigned char>(digest[0]) % std::size(kAreaCodes)];
    const auto line = static_cast<unsigned char>(digest[1]) % 100;

    BusinessProfile profile;
    profile.business_name = "Juniper & Rye Coffee " + tag;
    profile.contact_first_name = "Maya";
    profile.contact_last_name = "Okafor";
    profile.email = fmt::format("hello+{}@juniper-rye.example.com", tag);
    profile.phone = fmt::format("+1 {} 555 01{:02}", area, line);
    profile.website = fmt::format("https://juniper-rye.example.com/{}", tag);
    profile.address = "1200 East Sixth Street";
    profile.city = "Austin";
    profile.state = "TX";
    profile.postal_code = "78702";
    profile.country = "US";
    profile.description =
        "Juniper & Rye is a neighborhood coffee shop and bakery in East Austin. We roast our own beans, bake "
        "rye sourdough every morning and serve breakfast tacos until noon. Dogs, laptops and children are "
        "welcome on the patio.";
    profile.categories = {"Coffee shop", "Bakery", "Restaurant"};
    for (const char* day : {"mon", "tue", "wed", "thu", "fri"}) profile.hours[day] = {{"07:00", "18:00"}};
    profile.hours["sat"] = {{"08:00", "16:00"}};
    profile.hours["sun"] = {};
    profile.social_links = {{"facebook", "https://facebook.com/juniperrye"},
                            {"instagram", "https://instagram.com/juniperrye"}};
    return profile;
}

} // namespace bolt::cli
