#include "forms/captcha.hpp"

#include "base/encoding.hpp"

#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

const std::string kPng = "\x89PNG\r\n\x1a\n" + std::string(200, 'x');

TEST(ReadCaptcha, ReadsEachKind) {
    const auto turnstile =
        read_captcha(json::object{{"kind", "turnstile"}, {"key", "0x4AAAAAAAkey"}, {"action", "add"}}, "u");
    ASSERT_TRUE(turnstile);
    EXPECT_EQ(turnstile->kind, Captcha::Kind::turnstile);
    EXPECT_EQ(turnstile->action, "add");
    const auto plain = read_captcha(
        json::object{{"kind", "recaptcha"}, {"key", "6LdAAAAAAAAAAAkey"}, {"invisible", true}}, "u");
    ASSERT_TRUE(plain);
    EXPECT_TRUE(plain->invisible);
    EXPECT_EQ(plain->kind, Captcha::Kind::recaptcha);
    const auto paid = read_captcha(
        json::object{{"kind", "recaptcha"}, {"key", "6LdAAAAAAAAAAAkey"}, {"enterprise", true}}, "u");
    EXPECT_EQ(paid.value().kind, Captcha::Kind::recaptcha_enterprise);
    const auto image = read_captcha(json::object{{"kind", "image"}, {"image", base64(kPng)}}, "u");
    ASSERT_TRUE(image);
    EXPECT_EQ(image->image, kPng);
}

TEST(ReadCaptcha, WhatAPageMayBendIsRefused) {
    const std::string large = kPng + std::string(100'000, 'x');
    const json::value bad[] = {
        nullptr,
        json::array{},
        json::object{},
        json::object{{"kind", "other"}},
        json::object{{"kind", "turnstile"}},
        json::object{{"kind", "turnstile"}, {"key", 7}},
        json::object{{"kind", "turnstile"}, {"key", "short"}},
        json::object{{"kind", "recaptcha"}, {"key", "with blanks in it"}},
        json::object{{"kind", "recaptcha"}, {"key", std::string(200, 'k')}},
        json::object{{"kind", "turnstile"}, {"key", "0x4AAAAAAAkey"}, {"action", "two words"}},
        json::object{{"kind", "image"}},
        json::object{{"kind", "image"}, {"image", "no base64!"}},
        json::object{{"kind", "image"}, {"image", base64("GIF89a" + std::string(200, 'x'))}},
        json::object{{"kind", "image"}, {"image", base64(kPng.substr(0, 20))}},
        json::object{{"kind", "image"}, {"image", base64(large)}}};
    for (const auto& each : bad) EXPECT_FALSE(read_captcha(each, "u")) << json::serialize(each).substr(0, 80);
}

} // namespace
} // namespace bolt::forms
