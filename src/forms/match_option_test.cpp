#include "forms/match_option.hpp"

#include "forms/category_words.hpp"
#include "forms/phone_format.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

std::vector<Option> list(std::initializer_list<const char*> labels) {
    std::vector<Option> out{{"", "Please choose", "", false, true}};
    for (const char* label : labels) out.push_back({label, label, "", false, false});
    return out;
}

std::string category(const std::vector<Option>& options, const std::vector<std::string>& wanted) {
    const auto found = match_category(options, wanted);
    return found ? options[found->option].label : "none";
}

TEST(MatchCategory, TakesTheClosest) {
    const auto food =
        list({"American", "Bakery", "Bar or pub", "Coffee shop", "Restaurant (other)", "Something else"});
    EXPECT_EQ(category(food, {"Coffee shop"}), "Coffee shop");
    EXPECT_EQ(category(food, {"Coffee Shops"}), "Coffee shop");
    EXPECT_EQ(category(food, {"Cafe"}), "Coffee shop");
    EXPECT_EQ(category(food, {"Caf\xC3\xA9", "Bakery"}), "Coffee shop");
    EXPECT_EQ(category(food, {"Bakeries"}), "Bakery");
    EXPECT_EQ(category(food, {"Tax law"}), "Something else");
    const auto trades = list({"Auto repair", "Food and beverage", "Plumbing", "Retail", "Other services"});
    EXPECT_EQ(category(trades, {"Coffee shop"}), "Food and beverage");
    EXPECT_EQ(category(trades, {"Plumber"}), "Plumbing");
    EXPECT_EQ(category(trades, {"Bookstore"}), "Retail");
    EXPECT_EQ(category(list({"Handwerk", "Gastronomie", "Gesundheit", "Sonstiges"}), {"Zahnarzt"}),
              "Gesundheit");
    EXPECT_EQ(category(list({"Alpha", "Beta"}), {"Coffee shop"}), "none");
    EXPECT_EQ(category(list({}), {"Coffee shop"}), "none");
    EXPECT_EQ(category(food, {}), "Something else");
}

TEST(MatchCategory, ReadsGroupsAndSkipsDisabledOptions) {
    std::vector<Option> options{{"1", "Italian", "Restaurants", false, false},
                                {"2", "Italian", "Language schools", false, false},
                                {"3", "Plumbers", "", true, false}};
    EXPECT_EQ(match_category(options, {"Italian restaurant"})->option, 0u);
    EXPECT_EQ(match_category(options, {"Italian language school"})->option, 1u);
    EXPECT_FALSE(match_category(options, {"Plumbers"}).has_value());
}

TEST(MatchState, ReadsNamesCodesAndBoth) {
    const auto names = list({"Tennessee", "Texas", "Utah"});
    EXPECT_EQ(names[match_state(names, "TX", "US")->option].label, "Texas");
    const auto codes = list({"TN", "TX", "UT"});
    EXPECT_EQ(codes[match_state(codes, "Texas", "US")->option].label, "TX");
    const auto both = list({"TN - Tennessee", "TX - Texas"});
    EXPECT_EQ(both[match_state(both, "tx", "US")->option].label, "TX - Texas");
    EXPECT_FALSE(match_state(names, "Bayern", "DE").has_value());
    EXPECT_FALSE(match_state(names, "", "US").has_value());
}

TEST(MatchCountry, ReadsNamesAndCodes) {
    const auto english = list({"Canada", "United States", "Germany"});
    EXPECT_EQ(english[match_country(english, "US")->option].label, "United States");
    const auto german = list({"Deutschland", "\xC3\x96sterreich", "USA"});
    EXPECT_EQ(german[match_country(german, "US")->option].label, "USA");
    EXPECT_EQ(german[match_country(german, "AT")->option].label, "\xC3\x96sterreich");
    std::vector<Option> coded{{"USA", "America, United States of", "", false, false}};
    EXPECT_EQ(match_country(coded, "US")->option, 0u);
    EXPECT_FALSE(match_country(english, "FR").has_value());
    EXPECT_FALSE(match_country(english, "").has_value());
}

TEST(MatchTime, ReadsBothClocks) {
    for (const auto& options :
         {list({"8:00 AM", "9:30 AM", "6:00 PM"}), list({"08:00", "09:30", "18:00"}),
          list({"8 am", "9.30 am", "6 pm"}), list({"08:00 Uhr", "09:30 Uhr", "18:00 Uhr"})}) {
        EXPECT_EQ(match_time(options, "08:00")->option, 1u);
        EXPECT_EQ(match_time(options, "09:30")->option, 2u);
        EXPECT_EQ(match_time(options, "18:00")->option, 3u);
        EXPECT_FALSE(match_time(options, "07:00").has_value());
    }
    EXPECT_EQ(match_time(list({"22:00", "00:00"}), "24:00")->option, 2u);
}

TEST(CategoryLikeness, GoesFromSameToNothing) {
    EXPECT_EQ(category_likeness("Book shop", "book shops"), 1);
    EXPECT_GT(category_likeness("Cafe", "Coffee house"), 0.8);
    EXPECT_GT(category_likeness("Coffee shop", "Restaurants"), 0.5);
    EXPECT_GT(category_likeness("Cafe", "Coffee house"), category_likeness("Cafe", "Restaurant"));
    EXPECT_LT(category_likeness("Cafe", "Plumbing"), 0.3);
    EXPECT_EQ(category_likeness("", "Plumbing"), 0);
}

TEST(Phone, IsTakenApart) {
    EXPECT_EQ(read_phone("+1 (512) 555-0142", "US").national, "5125550142");
    EXPECT_EQ(read_phone("1-512-555-0142", "US").national, "5125550142");
    EXPECT_EQ(read_phone("030 1234567", "DE").national, "301234567");
    EXPECT_EQ(read_phone("+49 30 1234567", "DE").calling_code, "49");
    EXPECT_EQ(read_phone("0049 30 1234567", "DE").national, "301234567");
    EXPECT_EQ(read_phone("+44 20 7946 0000", "US").calling_code, "44");
    EXPECT_EQ(read_phone("", "US").national, "");
}

TEST(Phone, HasManySpellings) {
    EXPECT_THAT(phone_spellings("+1 (512) 555-0142", "US"),
                ::testing::IsSupersetOf(
                    {"+1 (512) 555-0142", "(512) 555-0142", "512-555-0142", "5125550142", "+15125550142"}));
    EXPECT_THAT(phone_spellings("030 1234567", "DE"),
                ::testing::IsSupersetOf({"030 1234567", "+49 30 1234567", "0301234567", "+49301234567"}));
    EXPECT_EQ(phone_spellings("030 1234567", "DE").front(), "030 1234567");
}

TEST(MatchPlace, TakesTheNearest) {
    const auto place = [](const std::vector<Option>& options) {
        const auto found = match_place(options, "Austin", "TX", "US");
        return found ? options[found->option].label : "none";
    };
    EXPECT_EQ(place(list({"Dallas", "Austin", "Houston"})), "Austin");
    EXPECT_EQ(place(list({"Minnesota / Austin", "Texas / Austin"})), "Texas / Austin");
    EXPECT_EQ(place(list({"Austin Heights", "Austin, TX"})), "Austin, TX");
    EXPECT_EQ(place(list({"Ohio", "Texas"})), "Texas");
    EXPECT_EQ(place(list({"Canada", "United States"})), "United States");
    EXPECT_EQ(place(list({"Dallas", "Austin Heights"})), "none");
}

} // namespace
} // namespace bolt::forms
