#include "domain/profile_check.hpp"

#include "domain/address_rules.hpp"

#include <gmock/gmock.h>

namespace bolt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

BusinessProfile complete() {
    BusinessProfile profile;
    profile.business_name = "Harbor Light Cafe";
    profile.email = "hello@harborlight.example";
    profile.phone = "+1 217 555 0142";
    profile.website = "https://harborlight.example/";
    profile.address = "12 Canal Street";
    profile.city = "Springfield";
    profile.state = "IL";
    profile.postal_code = "62701";
    profile.country = "US";
    profile.description =
        "A neighbourhood cafe with fresh bread, slow coffee and a quiet garden behind the house.";
    profile.categories = {"Cafe"};
    return profile;
}
std::vector<std::string> fields(const BusinessProfile& profile) {
    std::vector<std::string> names;
    for (const auto& each : profile_problems(profile)) names.push_back(each.field);
    return names;
}

TEST(ProfileCheck, HasNothingToSayOfACompleteProfile) { EXPECT_THAT(fields(complete()), IsEmpty()); }

TEST(ProfileCheck, NamesEveryEmptyFieldOfAnEmptyProfileAsMissing) {
    const auto problems = profile_problems({});
    EXPECT_THAT(fields({}), ElementsAre("business_name", "email", "phone", "website", "country", "address",
                                        "city", "postal_code", "description", "categories"));
    for (const auto& each : problems) EXPECT_TRUE(each.missing) << each.field;
}

TEST(ProfileCheck, ReadsPhonesByTheNumberingPlanOfTheCountry) {
    auto profile = complete();
    profile.phone = "030 901820";
    EXPECT_THAT(fields(profile), ElementsAre("phone"));
    profile.country = "DE";
    profile.postal_code = "10115";
    EXPECT_THAT(fields(profile), IsEmpty());
    profile.phone = "12";
    EXPECT_THAT(fields(profile), ElementsAre("phone"));
}

TEST(ProfileCheck, SeesOverlappingHoursAndLinksToAnotherNetwork) {
    auto profile = complete();
    profile.hours["tue"] = {{"11:00", "13:00"}, {"09:00", "12:00"}};
    profile.social_links["facebook"] = "https://example.com/harbor";
    profile.social_links["x"] = "https://x.com/harbor";
    EXPECT_THAT(fields(profile), ElementsAre("hours", "social_links.facebook"));
}

TEST(ProfileCheck, CountsCharactersNotBytes) {
    auto profile = complete();
    profile.description = std::string();
    for (int i = 0; i < 1'000; ++i) profile.description += "é";
    EXPECT_THAT(fields(profile), IsEmpty());
    profile.description += "é";
    EXPECT_THAT(fields(profile), ElementsAre("description"));
}

TEST(AddressRules, KnowTheFormOfPostalCodes) {
    const auto is = [](std::string_view country, std::string_view code) {
        return is_postal_code(address_rules(country), code);
    };
    EXPECT_TRUE(is("US", "62701-1234") && is("CA", "k1a 0b1") && is("CA", "K1A0B1") && is("GB", "SW1A 1AA") &&
                is("NL", "1012 AB") && is("PL", "00-001") && is("JP", "1000001") && is("ZZ", "anything"));
    EXPECT_FALSE(is("US", "6270") || is("CA", "11111") || is("GB", "12345") || is("DE", "1011") ||
                 is("US", "") || is("ZZ", std::string(21, '1')));
    EXPECT_FALSE(address_rules("HK").has_postal_code);
    EXPECT_TRUE(address_rules("US").needs_state);
}

} // namespace
} // namespace bolt
