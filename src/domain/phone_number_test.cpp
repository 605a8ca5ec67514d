#include "domain/phone_number.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

TEST(PhoneNumber, ReadsWhatPeopleWrite) {
    for (const auto* written :
         {"(512) 555-0142", "+1 512 555 0142", "1-512-555-0142", "512.555.0142", "001 512 555 0142"}) {
        const auto number = parse_phone(written, "US");
        ASSERT_TRUE(number) << written;
        EXPECT_EQ(number->e164, "+15125550142") << written;
    }
    const auto berlin = parse_phone("030 1234567", "DE");
    ASSERT_TRUE(berlin);
    EXPECT_EQ(berlin->calling_code, "49");
    EXPECT_EQ(berlin->significant, "301234567");
    EXPECT_EQ(berlin->international, "+49 30 1234567");
    EXPECT_EQ(berlin->national, "030 1234567");
    EXPECT_TRUE(berlin->valid);
}

// Each country has its own ways: Italy keeps the zero, France groups by two, Mexico has no trunk prefix.
TEST(PhoneNumber, FollowsTheNumberingPlan) {
    EXPECT_EQ(parse_phone("06 6982 0000", "IT")->significant, "0669820000");
    EXPECT_EQ(parse_phone("+33142685300", "US")->national, "01 42 68 53 00");
    EXPECT_EQ(parse_phone("020 7946 0000", "GB")->international, "+44 20 7946 0000");
    EXPECT_EQ(parse_phone("55 5093 4900", "MX")->e164, "+525550934900");
    EXPECT_FALSE(parse_phone("(123) 456-7890", "US")->valid) << "no area code begins with 1";
}

TEST(PhoneNumber, RefusesWhatNoPlanHolds) {
    for (const auto* written : {"", "12", "call us", "123456789012345678", "+999 1234567"})
        EXPECT_FALSE(parse_phone(written, "US")) << written;
    EXPECT_FALSE(parse_phone("030 1234567", "")) << "no country to read it in";
    EXPECT_FALSE(parse_phone(std::string(500, '1'), "US"));
}

} // namespace
} // namespace bolt
