#include "submit/address_policy.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

using Addresses = std::map<std::string, std::vector<std::string>>;

struct Lookup {
    Addresses names;
    int asked = 0;
};

Async<Result<std::vector<asio::ip::address>>> look_up(std::shared_ptr<Lookup> lookup, std::string host) {
    ++lookup->asked;
    const auto found = lookup->names.find(host);
    if (found == lookup->names.end()) co_return fail(ErrorCode::not_found, "no such host");
    std::vector<asio::ip::address> out;
    for (const auto& text : found->second) out.push_back(asio::ip::make_address(text));
    co_return out;
}

class AddressPolicyTest : public testing::Test {
  protected:
    Result<Destination> check(std::string url) {
        std::optional<Result<Destination>> out;
        context_.restart();
        asio::co_spawn(context_, policy_.check(std::move(url)),
                       [&](std::exception_ptr, Result<Destination> result) { out = std::move(result); });
        context_.run();
        return *out;
    }
    ErrorCode refused(std::string url) {
        auto result = check(std::move(url));
        EXPECT_FALSE(result.has_value());
        return result ? ErrorCode::internal : result.error().code;
    }

    asio::io_context context_;
    ManualClock clock_{context_.get_executor()};
    std::shared_ptr<Lookup> lookup_ =
        std::make_shared<Lookup>(Lookup{Addresses{{"shop.example", {"93.184.216.34"}},
                                                  {"inside.example", {"10.1.2.3"}},
                                                  {"mixed.example", {"93.184.216.34", "192.168.0.1"}},
                                                  {"bistro.localhost", {"127.0.0.1"}},
                                                  {"localhost", {"127.0.0.1"}},
                                                  {"169.254.169.254", {"169.254.169.254"}},
                                                  {"2130706433", {"127.0.0.1"}},
                                                  {"::ffff:127.0.0.1", {"::ffff:127.0.0.1"}},
                                                  {"2606:4700::1111", {"2606:4700::1111"}}},
                                        0});
    AddressPolicy policy_{clock_, AddressSettings{.allowed_hosts = {"*.localhost:8090"}},
                          [lookup = lookup_](std::string host) { return look_up(lookup, std::move(host)); }};
};

TEST_F(AddressPolicyTest, LetsThePublicInternetThrough) {
    auto destination = check("https://Shop.Example./add?x=1#y");
    ASSERT_TRUE(destination.has_value()) << destination.error().message;
    EXPECT_EQ(destination->host, "shop.example");
    EXPECT_EQ(destination->port, 443);
    EXPECT_EQ(destination->addresses.at(0).to_string(), "93.184.216.34");
    EXPECT_EQ(check("http://shop.example").value().port, 80);
    EXPECT_EQ(check("http://shop.example:8080/a").value().port, 8080);
    EXPECT_EQ(check("wss://shop.example/socket").value().scheme, "https");
    EXPECT_EQ(check("http://[2606:4700::1111]/").value().host, "2606:4700::1111");
}

TEST_F(AddressPolicyTest, RefusesPrivateNetworksHoweverTheyAreWritten) {
    for (const char* url :
         {"http://inside.example/", "http://mixed.example/", "http://localhost/", "http://2130706433/",
          "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/"})
        EXPECT_EQ(refused(url), ErrorCode::permission_denied) << url;
}

TEST_F(AddressPolicyTest, A1ANameThatChangesItsAddressGainsNothing) {
    // DNS rebinding: public when it is checked, private when it is connected to.
    lookup_->names["rebind.example"] = {"93.184.216.34"};
    const auto first = check("http://rebind.example/");
    ASSERT_TRUE(first);
    lookup_->names["rebind.example"] = {"127.0.0.1"};
    EXPECT_EQ(first->addresses, std::vector{asio::ip::make_address("93.184.216.34")})
        << "who connects uses these, and looks nothing up again";
    clock_.advance(std::chrono::minutes{1});
    EXPECT_EQ(refused("http://rebind.example/"), ErrorCode::permission_denied);
    lookup_->names["rebind.example"] = {"93.184.216.34", "::1"};
    clock_.advance(std::chrono::minutes{1});
    EXPECT_EQ(refused("http://rebind.example/"), ErrorCode::permission_denied) << "one bad address is enough";
}

TEST_F(AddressPolicyTest, RefusesOtherSchemesUserNamesAndStrangeHosts) {
    for (const char* url :
         {"file:///etc/passwd", "ftp://shop.example/", "javascript:alert(1)", "shop.example", "", "http://",
          "http://user@shop.example/", "http://shop.example\\@localhost/", "http://shop.example:99999/",
          "http://shop.example:x/", "http://sh op.example/", "http://[::1/", "http://shop%2eexample/"})
        EXPECT_EQ(refused(url), ErrorCode::invalid_argument) << url;
    EXPECT_EQ(refused("http://shop.example/" + std::string(9000, 'a')), ErrorCode::invalid_argument);
}

TEST_F(AddressPolicyTest, RefusesPortsOfOtherServices) {
    for (const char* url :
         {"http://shop.example:25/", "http://shop.example:22/", "http://shop.example:6667/"})
        EXPECT_EQ(refused(url), ErrorCode::permission_denied) << url;
}

TEST_F(AddressPolicyTest, AllowedHostsMayBeLocalOnTheirPortOnly) {
    EXPECT_TRUE(check("http://bistro.localhost:8090/add").has_value());
    EXPECT_EQ(refused("http://bistro.localhost:8091/add"), ErrorCode::permission_denied);
    EXPECT_EQ(refused("http://localhost:8090/"), ErrorCode::permission_denied);
}

TEST_F(AddressPolicyTest, UnknownNamesAreNotFound) {
    EXPECT_EQ(refused("http://nowhere.example/"), ErrorCode::not_found);
}

TEST_F(AddressPolicyTest, KeepsAnswersForAWhile) {
    ASSERT_TRUE(check("http://shop.example/").has_value());
    ASSERT_TRUE(check("http://shop.example/b").has_value());
    EXPECT_EQ(lookup_->asked, 1);
    clock_.advance(31s);
    ASSERT_TRUE(check("http://shop.example/").has_value());
    EXPECT_EQ(lookup_->asked, 2);
}

TEST(PublicAddress, KnowsTheSpecialRanges) {
    for (const char* address : {"0.0.0.0",
                                "10.0.0.1",
                                "100.64.0.1",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.255.0.1",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.1",
                                "192.0.2.1",
                                "192.168.1.1",
                                "198.18.0.1",
                                "198.51.100.1",
                                "203.0.113.9",
                                "224.0.0.1",
                                "239.1.1.1",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "fe80::1",
                                "fc00::1",
                                "fd00:ec2::254",
                                "ff02::1",
                                "::ffff:10.0.0.1",
                                "::ffff:169.254.169.254",
                                "64:ff9b::a00:1",
                                "64:ff9b:1::1",
                                "2001::1",
                                "2001:db8::1",
                                "2002:7f00:1::",
                                "3fff::1",
                                "::127.0.0.1",
                                "not an address",
                                ""})
        EXPECT_FALSE(is_public_address(address)) << address;
    for (const char* address : {"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1",
                                "172.15.0.1", "172.32.0.1", "192.167.0.1", "198.17.0.1", "223.255.255.255",
                                "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::101:101", "::ffff:1.1.1.1"})
        EXPECT_TRUE(is_public_address(address)) << address;
}

} // namespace
} // namespace bolt::submit
