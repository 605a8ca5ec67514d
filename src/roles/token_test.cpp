#include "roles/token.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace bolt::roles {
namespace {

constexpr TimePoint kNow{std::chrono::seconds{1'800'000'000}};
constexpr std::string_view kSecret = "the session secret";

std::string forged(std::string_view header, std::string_view payload, std::string_view key = kSecret) {
    const auto text = base64url(header) + '.' + base64url(payload);
    return text + '.' + base64url(hmac_sha256(key, text));
}
constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";

TEST(RealtimeToken, IsAJsonWebTokenOfTheSession) {
    const auto token = write_realtime_token(kSecret, "session-1", kNow + 1h);
    EXPECT_EQ(read_realtime_token(kSecret, token, kNow), "session-1");
    const auto first = token.find('.'), last = token.rfind('.');
    const auto decode = [](std::string text) {
        for (auto& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
        return base64_decode(text).value_or("");
    };
    EXPECT_EQ(decode(token.substr(0, first)), kHeader);
    const auto payload = json::parse(decode(token.substr(first + 1, last - first - 1)));
    EXPECT_EQ(get_string(payload, "role"), "staff") << "Supabase's clients need role and exp";
    EXPECT_EQ(get_int(payload, "exp"), 1'800'003'600);
    EXPECT_EQ(forged(kHeader, R"({"role":"staff","sid":"session-1","exp":1800003600})"), token);
}

TEST(RealtimeToken, EndsWithItsTime) {
    const auto token = write_realtime_token(kSecret, "s", kNow + 10s);
    EXPECT_TRUE(read_realtime_token(kSecret, token, kNow + 9s));
    EXPECT_FALSE(read_realtime_token(kSecret, token, kNow + 10s));
    EXPECT_FALSE(read_realtime_token(kSecret, token, kNow + 1h));
    for (const char* exp :
         {"", R"(,"exp":null)", R"(,"exp":"1900000000")", R"(,"exp":1e300)", R"(,"exp":-1)"})
        EXPECT_FALSE(
            read_realtime_token(kSecret, forged(kHeader, fmt::format(R"({{"sid":"s"{}}})", exp)), kNow))
            << exp;
}

TEST(RealtimeToken, CannotBeForged) {
    const std::string payload = R"({"role":"staff","sid":"session-1","exp":1900000000})";
    EXPECT_TRUE(read_realtime_token(kSecret, forged(kHeader, payload), kNow));
    EXPECT_FALSE(read_realtime_token(kSecret, forged(kHeader, payload, "another secret"), kNow));
    EXPECT_FALSE(read_realtime_token(kSecret, forged(kHeader, payload, ""), kNow));
    const auto unsigned_text = base64url(R"({"alg":"none"})") + '.' + base64url(payload) + '.';
    EXPECT_FALSE(read_realtime_token(kSecret, unsigned_text, kNow));
    EXPECT_FALSE(read_realtime_token(kSecret, unsigned_text.substr(0, unsigned_text.size() - 1), kNow));
    EXPECT_FALSE(read_realtime_token(kSecret, forged(R"({"alg":"none"})", payload, ""), kNow));

    auto token = forged(kHeader, payload);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(read_realtime_token(kSecret, changed, kNow)) << i;
    }
    EXPECT_FALSE(read_realtime_token("", forged(kHeader, payload, ""), kNow)) << "no secret, no token";
}

TEST(RealtimeToken, OtherTextIsNone) {
    for (const std::string& text :
         {std::string(), std::string("."), std::string(".."), std::string("a.b"), std::string("a.b.c"),
          std::string("a.b.c.d"), std::string(5000, 'x'), std::string("\0.\0.\0", 5)})
        EXPECT_FALSE(read_realtime_token(kSecret, text, kNow)) << text;
    for (const char* payload :
         {"", "null", "[]", "7", R"({"exp":1900000000})", R"({"sid":"","exp":1900000000})",
          R"({"sid":7,"exp":1900000000})", "not json"})
        EXPECT_FALSE(read_realtime_token(kSecret, forged(kHeader, payload), kNow)) << payload;
}

} // namespace
} // namespace bolt::roles
