#include "roles/stripe_signature.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace bolt::roles {
namespace {

using testing::HasSubstr;

// A vector made with Stripe's own library.
constexpr std::string_view kSecret = "whsec_test_secret";
constexpr std::string_view kBody = R"({"id":"evt_test","object":"event"})";
constexpr std::string_view kSignature = "8042376f6ca064adbe037642a718227dfd59047137eb49497a54c49eb0cfb724";
constexpr TimePoint kAt{std::chrono::seconds{1'700'000'000}};

std::string header(std::string_view rest = "") {
    return fmt::format("t=1700000000,v1={}{}", kSignature, rest);
}
std::string refusal(std::string_view text, TimePoint now = kAt, std::string_view body = kBody,
                    std::string_view secret = kSecret) {
    const auto checked = check_stripe_signature(text, body, secret, now);
    if (checked) return "";
    EXPECT_EQ(checked.error().message.find(secret.empty() ? "\n" : secret), std::string::npos)
        << "an error must not name the secret";
    EXPECT_EQ(checked.error().message.find(kSignature), std::string::npos);
    return checked.error().message;
}

TEST(StripeSignature, AcceptsAndMakesStripesOwnVector) {
    EXPECT_EQ(refusal(header()), "");
    EXPECT_EQ(stripe_signature_header(kBody, kSecret, kAt), header());
}

TEST(StripeSignature, AnyOfSeveralMayMatchAndOtherSchemesDoNotCount) {
    const std::string other(64, '0');
    EXPECT_EQ(refusal(fmt::format("t=1700000000,v1={},v1={},v0={}", other, kSignature, other)), "");
    EXPECT_EQ(refusal(fmt::format("v1={}, t=1700000000", kSignature)), "")
        << "order and a blank do not matter";
    EXPECT_THAT(refusal(fmt::format("t=1700000000,v0={}", kSignature)), HasSubstr("no v1"));
    EXPECT_THAT(refusal(fmt::format("t=1700000000,v0={},v1={}", kSignature, other)), HasSubstr("matches"));
    std::string many = "t=1700000000";
    for (int i = 0; i < 20; ++i) many += ",v1=" + other;
    EXPECT_THAT(refusal(many + header().substr(12)), HasSubstr("matches")) << "a bounded number is looked at";
}

TEST(StripeSignature, EveryByteOfBodyTimeAndSecretCounts) {
    EXPECT_THAT(refusal(header(), kAt, std::string(kBody) + " "), HasSubstr("matches"));
    EXPECT_THAT(refusal(header(), kAt, ""), HasSubstr("matches"));
    EXPECT_THAT(refusal(header(), kAt, kBody, "whsec_test_secreT"), HasSubstr("matches"));
    EXPECT_THAT(refusal(fmt::format("t=1700000001,v1={}", kSignature)), HasSubstr("matches"));
    EXPECT_THAT(refusal(fmt::format("t=01700000000,v1={}", kSignature)), HasSubstr("matches"))
        << "the digits are signed as they stand";
    std::string upper(kSignature);
    for (auto& c : upper)
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    EXPECT_THAT(refusal("t=1700000000,v1=" + upper), HasSubstr("matches"));
    EXPECT_THAT(refusal(fmt::format("t=1700000000,v1={}", kSignature.substr(0, 63))), HasSubstr("matches"));
    EXPECT_THAT(refusal("t=1700000000,v1="), HasSubstr("matches"));
}

TEST(StripeSignature, TheTimestampMayBeFiveMinutesAwayInEitherDirection) {
    for (const auto seconds : {-300, 0, 300})
        EXPECT_EQ(refusal(header(), kAt + std::chrono::seconds{seconds}), "") << seconds;
    for (const auto seconds : {-301, 301, 86'400})
        EXPECT_THAT(refusal(header(), kAt + std::chrono::seconds{seconds}), HasSubstr("more than 300 s"))
            << seconds;
    for (const char* at : {"9223372036854775807", "-9223372036854775808"}) {
        const TimePoint odd{};
        const auto signed_header = stripe_signature_header(kBody, kSecret, odd);
        EXPECT_THAT(refusal(fmt::format("t={},{}", at, signed_header.substr(4))), HasSubstr("matches"));
    }
}

TEST(StripeSignature, HeadersThatAreNone) {
    EXPECT_THAT(refusal(""), HasSubstr("missing"));
    EXPECT_THAT(refusal(std::string(5000, 't')), HasSubstr("too long"));
    for (const char* text : {"nonsense", ",,,", "t", "t=", "t=x,v1=a", "t=1700000000 ,v1=a",
                             "t=99999999999999999999,v1=a", "v1=a", "=1700000000,v1=a"})
        EXPECT_THAT(refusal(text), HasSubstr("timestamp")) << text;
    EXPECT_THAT(refusal("t=1700000000"), HasSubstr("no v1"));
}

TEST(StripeSignature, WithoutASecretNothingIsAccepted) {
    const auto checked = check_stripe_signature(stripe_signature_header(kBody, "", kAt), kBody, "", kAt);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::unavailable);
    EXPECT_THAT(checked.error().message, HasSubstr("STRIPE_WEBHOOK_SECRET"));
}

} // namespace
} // namespace bolt::roles
