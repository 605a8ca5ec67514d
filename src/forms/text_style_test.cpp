#include "forms/text_style.hpp"

#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

TEST(TextStyle, WritesTheCustomersOwnWordsInAnotherWay) {
    BusinessProfile profile;
    profile.description = "We bake bread. ";
    for (int i = 0; i < 20; ++i) profile.description += "The oven has been hot since four o'clock. ";
    EXPECT_EQ(description_in("as_written", profile), profile.description);
    const auto brief = description_in("brief", profile);
    ASSERT_TRUE(brief);
    EXPECT_LE(brief->size(), 200u);
    EXPECT_TRUE(profile.description.starts_with(*brief));
    EXPECT_TRUE(brief->ends_with("."));
    EXPECT_FALSE(description_in("summary_first", profile)) << "there is no summary";
    profile.short_description = "Bread from a wood-fired oven";
    EXPECT_EQ(description_in("summary_first", profile),
              "Bread from a wood-fired oven. " + profile.description);
    profile.short_description = "We bake bread.";
    EXPECT_FALSE(description_in("summary_first", profile)) << "it says so already";
    profile.description = "Short.";
    EXPECT_FALSE(description_in("brief", profile)) << "it is brief already";
    EXPECT_FALSE(description_in("loud", profile));
    EXPECT_FALSE(is_text_style("loud"));
    EXPECT_TRUE(is_text_style("brief"));
}

} // namespace
} // namespace bolt::forms
