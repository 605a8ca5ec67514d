#include "net/forwarded.hpp"

#include <gmock/gmock.h>

namespace bolt::net {
namespace {

using testing::HasSubstr;
using Header = TrustedProxies::Header;

TrustedProxies proxies(std::string_view list, Header header = Header::x_forwarded_for) {
    auto read = TrustedProxies::read(list, header);
    EXPECT_TRUE(read) << read.error().message;
    return *read;
}
std::string from(std::string_view list, std::string_view peer, Headers headers) {
    return proxies(list).caller(peer, headers);
}
std::string forwarded(std::string_view value) {
    return proxies("10.0.0.0/8", Header::forwarded)
        .caller("10.0.0.1", {{"Forwarded", std::string(value)}, {"X-Forwarded-For", "203.0.113.99"}});
}

TEST(TrustedProxies, NobodyIsBelievedByDefault) {
    EXPECT_EQ(TrustedProxies().caller("10.0.0.1", {{"X-Forwarded-For", "203.0.113.5"}}), "10.0.0.1");
    EXPECT_EQ(from("", "127.0.0.1", {{"X-Forwarded-For", "203.0.113.5"}}), "127.0.0.1");
}

TEST(TrustedProxies, OnlyATrustedPeerSpeaksForOthers) {
    const Headers told{{"X-Forwarded-For", "203.0.113.5"}};
    EXPECT_EQ(from("10.0.0.0/8", "10.9.8.7", told), "203.0.113.5");
    EXPECT_EQ(from("10.0.0.0/8", "11.0.0.1", told), "11.0.0.1");
    EXPECT_EQ(from("192.0.2.7, ::1", "::1", told), "203.0.113.5");
    EXPECT_EQ(from("10.0.0.0/8", "::ffff:10.0.0.1", told), "203.0.113.5") << "IPv4 in IPv6's clothes";
    EXPECT_EQ(from("2001:db8:1::/48", "2001:db8:1:2::3", told), "203.0.113.5");
    EXPECT_EQ(from("2001:db8:1::/48", "2001:db8:2::3", told), "2001:db8:2::3");
    EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {}), "10.0.0.1") << "the proxy itself asks";
}

TEST(TrustedProxies, WhatTheCallerWroteIsNotBelieved) {
    EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", "127.0.0.1, 198.51.100.1, 203.0.113.5"}}),
              "203.0.113.5");
    EXPECT_EQ(
        from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 203.0.113.5, 10.0.0.2, 10.0.0.3"}}),
        "203.0.113.5");
    EXPECT_EQ(
        from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", "1.1.1.1"}, {"x-forwarded-for", "203.0.113.5"}}),
        "203.0.113.5")
        << "a second field is what the proxy added";
    EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"Forwarded", "for=1.1.1.1"}, {"X-Real-IP", "1.1.1.1"}}),
              "10.0.0.1");
}

TEST(TrustedProxies, BehindNonsenseNothingCounts) {
    for (const auto* value :
         {"203.0.113.5, unknown", "203.0.113.5, ", "203.0.113.5, 1.2.3", "203.0.113.5, 1.2.3.4.5",
          "203.0.113.5,,", "203.0.113.5, [::1", "203.0.113.5, fe80::1%eth0", "203.0.113.5, 0x7f.1",
          "203.0.113.5, \"1.1.1.1\"", "203.0.113.5, for=1.1.1.1", "203.0.113.5, [1.1.1.1]", "", ",", "a\tb"})
        EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", value}}), "10.0.0.1") << value;
    EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", "203.0.113.5, nonsense, 10.0.0.2"}}),
              "10.0.0.2")
        << "the proxy that reported nonsense stands for its caller";
}

TEST(TrustedProxies, ReadsPortsAndSpellings) {
    for (const auto* value :
         {"203.0.113.5:4711", " 203.0.113.5\t", "::ffff:203.0.113.5", "[::ffff:203.0.113.5]:80"})
        EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", value}}), "203.0.113.5") << value;
    for (const auto* value : {"2001:DB8::1", "[2001:db8::1]", "[2001:db8:0::1]:443"})
        EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", value}}), "2001:db8::1") << value;
}

TEST(TrustedProxies, AChainOfTrustedProxiesHasABound) {
    std::string many = "203.0.113.5";
    for (int i = 0; i < 5000; ++i) many += ",10.0.0.2";
    EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", many}}), "10.0.0.2");
    EXPECT_EQ(from("10.0.0.0/8", "10.0.0.1", {{"X-Forwarded-For", "10.0.0.9, 10.0.0.2"}}), "10.0.0.9")
        << "all are ours: the farthest asks";
}

TEST(TrustedProxies, ReadsForwarded) {
    EXPECT_EQ(forwarded("for=203.0.113.5"), "203.0.113.5");
    EXPECT_EQ(forwarded("for=1.1.1.1, For=\"203.0.113.5:80\";proto=https;by=10.0.0.1"), "203.0.113.5");
    EXPECT_EQ(forwarded("proto=https ; for = \"[2001:db8::1]:80\""), "2001:db8::1");
    for (const auto* value :
         {"for=203.0.113.5, proto=https", "for=203.0.113.5, for=_hidden", "for=203.0.113.5, for=\"1.1.1.1",
          "for=203.0.113.5, for=\"a,b\"", "203.0.113.5", "for", "=;=", "forx=203.0.113.5", ""})
        EXPECT_EQ(forwarded(value), "10.0.0.1") << value;
}

TEST(TrustedProxies, ListsAreChecked) {
    for (const auto* list : {"proxy.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8,", ",",
                             "10.0.0", "::1/129", "10.0.0.0/8 10.1.0.0/16", "10.0.0.0/8x", "fe80::1%eth0"})
        EXPECT_FALSE(TrustedProxies::read(list)) << list;
    for (const auto* list : {"0.0.0.0/0", "::/0"})
        EXPECT_THAT(TrustedProxies::read(list).error().message, HasSubstr("everybody"));
    EXPECT_THAT(TrustedProxies::read("10.0.0.0/8, a b").error().message, HasSubstr("a b"));
    EXPECT_TRUE(proxies("172.16.0.0/12").trusts("172.31.255.255"));
    EXPECT_FALSE(proxies("172.16.0.0/12").trusts("172.32.0.0"));
    EXPECT_FALSE(proxies("172.16.0.0/12").trusts("nonsense"));
}

} // namespace
} // namespace bolt::net
