#include "roles/second_factor.hpp"

#include <gtest/gtest.h>

namespace bolt::roles {
namespace {

using namespace std::chrono_literals;

// RFC 6238, appendix B, the SHA-1 column cut to six digits.
TEST(SecondFactor, GivesTheCodesOfTheStandard) {
    const std::string secret = "12345678901234567890";
    const std::pair<std::int64_t, const char*> expected[] = {{59, "287082"},         {1111111109, "081804"},
                                                             {1111111111, "050471"}, {1234567890, "005924"},
                                                             {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& [time, code] : expected) EXPECT_EQ(totp_code(secret, time / 30), code) << time;
    EXPECT_EQ(base32("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(base32("f"), "MY");
}

TEST(SecondFactor, TakesTheCodesOfOneStepAroundNow) {
    const std::string secret = "12345678901234567890";
    const TimePoint now = TimePoint{} + 1'000'000s;
    const auto step = totp_step(now);
    for (const auto near : {step - 1, step, step + 1})
        EXPECT_EQ(matching_step(secret, now, totp_code(secret, near)), near);
    for (const auto far : {step - 2, step + 2})
        EXPECT_FALSE(matching_step(secret, now, totp_code(secret, far)));
    for (const char* bad : {"", "0", "1234567", "abcdef"})
        EXPECT_FALSE(matching_step(secret, now, bad)) << bad;
}

} // namespace
} // namespace bolt::roles
