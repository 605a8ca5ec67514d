#include "forms/paid_choice.hpp"

#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

std::vector<Option> choices(std::initializer_list<std::string_view> labels) {
    std::vector<Option> out;
    for (const auto label : labels)
        out.push_back({std::to_string(out.size() + 1), std::string(label), "", false, false});
    return out;
}

TEST(PaidChoice, ReadsWhatAChoiceCosts) {
    for (const char* text : {"Free", "Basic - $0.00", "Kostenlos", "Gratuit", "Gratis", "Grátis", "0,00 €"})
        EXPECT_EQ(cost_of(text), Cost::free) << text;
    for (const char* text : {"Featured ($20.00)", "Premium 9,99 €/Monat", "USD 5 for 30 days",
                             "Free trial, then $9", "Payant", "£12 a year"})
        EXPECT_EQ(cost_of(text), Cost::paid) << text;
    for (const char* text : {"Standard", "Restaurant", "$$", "24 hours"})
        EXPECT_EQ(cost_of(text), Cost::unsaid) << text;
}

TEST(PaidChoice, FindsThePlanThatIsFree) {
    const auto plans = choices({"Gold listing - $49", "Silver listing - $19", "Free listing"});
    ASSERT_TRUE(offers_plans(plans, ""));
    EXPECT_EQ(free_plan(plans), 2u);
    const auto unsaid = choices({"Featured listing ($20)", "Standard listing"});
    ASSERT_TRUE(offers_plans(unsaid, ""));
    EXPECT_EQ(free_plan(unsaid), 1u);
    EXPECT_EQ(free_plan(choices({"Yes, highlight it", "No, thanks"})), 1u);
    const auto paid = choices({"30 days - $5", "90 days - $12"});
    ASSERT_TRUE(offers_plans(paid, "Listing duration"));
    EXPECT_EQ(free_plan(paid), std::nullopt);
}

TEST(PaidChoice, KnowsWhatIsNoPlan) {
    EXPECT_FALSE(offers_plans(choices({"Restaurants", "Hotels"}), "Category"));
    EXPECT_FALSE(offers_plans(choices({"$", "$$", "$$$"}), "Price range"));
    EXPECT_FALSE(offers_plans(choices({"Under $10", "$10 to $25"}), "Average price per person"));
    EXPECT_FALSE(offers_plans(choices({"Free parking", "Street parking"}), "Parking"));
}

TEST(PaidChoice, TellsAgreementsFromOffers) {
    EXPECT_TRUE(is_agreement("I confirm that I am authorised to list this business"));
    EXPECT_TRUE(is_agreement("Ich akzeptiere die AGB"));
    EXPECT_FALSE(is_agreement("I agree to receive offers from partners"));
    EXPECT_FALSE(is_agreement("I agree to pay $10"));
    EXPECT_FALSE(is_agreement("We have parking"));
    EXPECT_TRUE(is_upgrade("Highlight my ad (+ $3.00)"));
    EXPECT_FALSE(is_upgrade("I agree to the terms"));
}

} // namespace
} // namespace bolt::forms
