#include "forms/wanted.hpp"

#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using enum Meaning;

std::optional<std::size_t> match(Meaning meaning, std::vector<std::string> wanted,
                                 std::vector<std::string> suggestions) {
    return match_suggestion(meaning, wanted, near_words(testing::harbor_light()), suggestions);
}

TEST(MatchSuggestion, TakesThePlaceThatTheAddressSpeaksFor) {
    EXPECT_EQ(match(city, {"Austin"}, {"Austin, MN, USA", "Austin, TX, USA", "Austintown"}), 1u);
    EXPECT_EQ(match(city, {"Austin"}, {"Austintown", "austin"}), 1u);
    EXPECT_EQ(match(address_line1, {"12 Canal Street"},
                    {"12 Canal St, New York, NY", "12 Canal St, Austin, TX 78701"}),
              1u);
    EXPECT_EQ(match(state, {"Texas", "TX"}, {"Tennessee", "Texas (TX)"}), 1u);
}

TEST(MatchSuggestion, TakesNoneRatherThanAnotherPlace) {
    EXPECT_EQ(match(city, {"Austin"}, {"Austin, MN"}), std::nullopt);
    EXPECT_EQ(
        match(address_line1, {"12 Canal Street"}, {"112 Canal St, Austin, TX", "12 Canal St, Boston, MA"}),
        std::nullopt);
    EXPECT_EQ(match(category, {"Coffee shop"}, {"Plumbers", "Other"}), std::nullopt);
    EXPECT_EQ(match(business_name, {"Harbor Light Cafe"}, {"Harbor Light Cafe (claimed)"}), std::nullopt);
}

TEST(MatchSuggestion, KnowsKindsAndCountries) {
    EXPECT_EQ(match(category, {"Coffee shop", "Bakery"}, {"Plumbers", "Cafes"}), 1u);
    EXPECT_EQ(match(country, {"United States", "US", "USA"}, {"Canada", "United States of America"}), 1u);
}

} // namespace
} // namespace bolt::forms
