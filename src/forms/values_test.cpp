#include "forms/values.hpp"

#include "forms/match_option.hpp"
#include "forms/testing.hpp"

#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

using enum Meaning;

std::string value_of(Meaning meaning, Control control, std::string detail = "") {
    auto profile = testing::harbor_light();
    profile.latitude = 30.26715;
    profile.longitude = -97.74306;
    profile.year_founded = 1961;
    profile.price_level = 2;
    const Classified classified{0, meaning, std::move(detail), 1, ""};
    return text_value(control, classified, profile).text.value_or("(none)");
}

Control shown(std::string placeholder, std::string previous = "", ControlKind kind = ControlKind::text) {
    Control out;
    out.kind = kind;
    out.labels.placeholder = std::move(placeholder);
    out.labels.previous = std::move(previous);
    return out;
}

TEST(TextValue, WritesAddressesOfTheWebAsTheFieldShowsThem) {
    EXPECT_EQ(value_of(website, shown("www.example.com")), "https://harborlight.example/");
    EXPECT_EQ(value_of(website, shown("", "https://")), "harborlight.example");
    auto control = shown("");
    control.pattern = "[a-z0-9.-]+";
    EXPECT_EQ(value_of(website, control), "harborlight.example");
    EXPECT_EQ(value_of(social_link, shown("https://instagram.com/you"), "instagram"),
              "https://instagram.com/harborlight");
    EXPECT_EQ(value_of(social_link, shown("@yourname"), "instagram"), "@harborlight");
    EXPECT_EQ(value_of(social_link, shown("", "instagram.com/"), "instagram"), "harborlight");
}

TEST(TextValue, WritesTimesAsTheFieldShowsThem) {
    EXPECT_EQ(value_of(hours_open, shown("09:00"), "mon"), "08:00");
    EXPECT_EQ(value_of(hours_open, shown("9:00 AM"), "mon"), "8:00 AM");
    EXPECT_EQ(value_of(hours_close, shown("hh:mm am"), "mon"), "6:00 PM");
    EXPECT_EQ(value_of(hours_close, shown("9:00 AM", "", ControlKind::time), "mon"), "18:00");
}

TEST(TextValue, SplitsANumberOverItsBoxes) {
    auto box = shown("");
    EXPECT_EQ(value_of(phone_area_code, box), "512");
    EXPECT_EQ(value_of(phone_local, box), "5550142");
    box.max_length = 3;
    EXPECT_EQ(value_of(phone_local, box), "555");
    box.max_length = 4;
    EXPECT_EQ(value_of(phone_local, box), "0142");
}

TEST(TextValue, GivesOnlyWhatTheProfileHas) {
    EXPECT_EQ(value_of(latitude, shown("")), "30.267150");
    EXPECT_EQ(value_of(longitude, shown("")), "-97.743060");
    EXPECT_EQ(value_of(year_founded, shown("")), "1961");
    EXPECT_EQ(value_of(fax, shown("")), "(none)");
    EXPECT_EQ(value_of(tax_id, shown("")), "(none)");
    const Classified place{0, latitude, "", 1, ""};
    EXPECT_FALSE(text_value(shown(""), place, testing::harbor_light()).text) << "never invented";
}

std::vector<Option> lines(std::initializer_list<std::string_view> labels) {
    std::vector<Option> out;
    for (const auto label : labels)
        out.push_back({std::to_string(out.size() + 1), std::string(label), "", false, false});
    return out;
}

TEST(MatchOption, ReadsTreesOfKinds) {
    const auto paths = lines({"Shops > Bakeries", "Food > Restaurants", "Food > Coffee shops"});
    EXPECT_EQ(match_category(paths, {"Coffee shop"})->option, 2u);
    const auto indented = lines({"Travel", "— Agents", "Food", "— Coffee shops", "— — Roasters"});
    EXPECT_EQ(match_category(indented, {"Coffee shop"})->option, 3u);
    // The line above says what kind of "Services" it is.
    const auto services = lines({"Plumbing", "-- Services", "Bakery", "-- Services"});
    EXPECT_EQ(match_category(services, {"Bakery services"})->option, 3u);
}

TEST(MatchOption, KnowsCountriesInOtherLanguages) {
    EXPECT_EQ(match_country(lines({"Allemagne", "États-Unis"}), "US")->option, 1u);
    EXPECT_EQ(match_country(lines({"Österreich", "Vereinigte Staaten"}), "AT")->option, 0u);
    EXPECT_EQ(match_country(lines({"Alemania", "España"}), "DE")->option, 0u);
}

TEST(MatchOption, ReadsRanges) {
    const auto ranges = lines({"1-10", "11-50", "51 to 1,000", "more than 1,000"});
    EXPECT_EQ(match_count(ranges, 10)->option, 0u);
    EXPECT_EQ(match_count(ranges, 700)->option, 2u);
    EXPECT_EQ(match_count(ranges, 1001)->option, 3u);
    EXPECT_EQ(match_count(lines({"under 5", "5+"}), 5)->option, 1u);
    EXPECT_FALSE(match_count(ranges, 0));
}

TEST(MatchOption, ReadsPriceLevels) {
    EXPECT_EQ(match_price_level(lines({"$", "$$", "$$$"}), 2)->option, 1u);
    EXPECT_EQ(
        match_price_level(lines({"Inexpensive", "Moderate", "Expensive", "Ultra expensive"}), 3)->option, 2u);
    EXPECT_EQ(match_price_level(lines({"€ - günstig", "€€ - mittel"}), 1)->option, 0u);
    EXPECT_FALSE(match_price_level(lines({"$", "$$"}), 0));
    EXPECT_FALSE(match_price_level(lines({"Under $10", "$10-25"}), 1)) << "amounts are no levels";
}

} // namespace
} // namespace bolt::forms
