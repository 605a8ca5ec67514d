#include "base/encoding.hpp"

#include "base/crypto.hpp"
#include "base/ids.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <set>

namespace bolt {
namespace {

using namespace std::string_literals;

TEST(Hex, WritesLowerCase) {
    EXPECT_EQ(hex("\x00\x7f\xff"s), "007fff");
    EXPECT_EQ(hex(""), "");
}

// RFC 4648 section 10.
TEST(Base64, FollowsTheRfcVectors) {
    const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"},
                                                         {"\xfb\xff\xfe", "+//+"}};
    for (const auto& [plain, text] : cases) {
        EXPECT_EQ(base64(plain), text);
        EXPECT_EQ(base64_decode(text).value(), plain);
        EXPECT_EQ(base64_decode(text.substr(0, text.find('='))).value(), plain);
    }
    EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(base64url("f"), "Zg");
}

TEST(Base64, RefusesWhatIsNone) {
    for (const char* text : {"A", "Zm9vA", "Zg===", "Z=g=", "Zm 9v", "Zm9v\n", "-__-", "\xC3\xA4"})
        EXPECT_FALSE(base64_decode(text).has_value()) << text;
}

TEST(Utf8, KnowsWellFormedText) {
    for (const auto& text :
         {""s, "plain"s, "\xC3\xA9"s, "\xE6\xBC\xA2"s, "\xF0\x9F\x98\x80"s, "\xF4\x8F\xBF\xBF"s, "a\0b"s})
        EXPECT_TRUE(is_utf8(text)) << hex(text);
    for (const auto& text :
         {"\x80"s, "\xC3"s, "\xC0\x80"s, "\xC1\xBF"s, "\xE0\x80\x80"s, "\xED\xA0\x80"s, "\xF0\x80\x80\x80"s,
          "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xE6\xBC"s, "\xFF"s, "ok\xE6"s})
        EXPECT_FALSE(is_utf8(text)) << hex(text);
}

TEST(Utf8, RepairsAnything) {
    EXPECT_EQ(to_valid_utf8("a\x80z"), "a\xEF\xBF\xBDz");
    EXPECT_EQ(to_valid_utf8("a\0z"s), "az");
    EXPECT_EQ(to_valid_utf8("\xF0\x9F\x98"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second)
            ASSERT_TRUE(is_utf8(
                to_valid_utf8(std::string{static_cast<char>(first), static_cast<char>(second), 'x'})));
}

TEST(UrlCoding, ReadsFormBodiesAndKeepsBrokenEscapes) {
    EXPECT_EQ(url_decode("a+b%20c%C3%A9"), "a b c\xC3\xA9");
    EXPECT_EQ(url_decode("100%"), "100%");
    EXPECT_EQ(url_decode("%zz%4"), "%zz%4");
    EXPECT_EQ(url_encode("a b/\xC3\xA9~-._"), "a%20b%2F%C3%A9~-._");
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    EXPECT_EQ(url_decode(url_encode(all)), all);
}

// FIPS 180-2 appendix B.1 and RFC 4231 test case 2.
TEST(Crypto, FollowsPublishedVectors) {
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, AnUnsetSecretMatchesNothing) {
    EXPECT_TRUE(secret_equal("s3cret", "s3cret"));
    EXPECT_FALSE(secret_equal("s3cret", "s3creT"));
    EXPECT_FALSE(secret_equal("s3cret", "s3cret "));
    EXPECT_FALSE(secret_equal("s3cret\0x"s, "s3cret"));
    EXPECT_FALSE(secret_equal("", ""));
    EXPECT_FALSE(secret_equal("s3cret", ""));
    EXPECT_FALSE(secret_equal("", "s3cret"));
}

TEST(Random, ReplaysFromItsSeedAndStaysInBounds) {
    SeededRandom one(7), same(7), other(8);
    EXPECT_EQ(one.token(), same.token());
    EXPECT_NE(one.token(), other.token());
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(one.below(5));
        const auto share = one.uniform();
        ASSERT_TRUE(share >= 0 && share < 1);
    }
    EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(one.below(1), 0u);
    SystemRandom system;
    EXPECT_EQ(system.token(32).size(), 43u);
    EXPECT_NE(system.token(), system.token());
}

TEST(Uuid, IsVersion7AndSortsByTime) {
    asio::io_context io;
    ManualClock clock(io.get_executor(), TimePoint{std::chrono::milliseconds{0x0123456789ABLL}});
    SeededRandom random(1);
    const auto first = new_uuid(clock, random);
    EXPECT_TRUE(is_uuid(first));
    EXPECT_EQ(first.substr(0, 15), "01234567-89ab-7");
    EXPECT_NE(std::string("89ab").find(first[19]), std::string::npos);
    clock.advance(1ms);
    const auto second = new_uuid(clock, random);
    EXPECT_LT(first, second);
    EXPECT_TRUE(is_uuid("A987FBC9-4BED-3078-CF07-9141BA07C9F3"));
    for (const char* text :
         {"", "a987fbc9-4bed-3078-cf07-9141ba07c9f", "a987fbc9-4bed-3078-cf07-9141ba07c9fg",
          "a987fbc94-bed-3078-cf07-9141ba07c9f3", "{987fbc9-4bed-3078-cf07-9141ba07c9f3}"})
        EXPECT_FALSE(is_uuid(text)) << text;
}

} // namespace
} // namespace bolt
