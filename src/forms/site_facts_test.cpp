#include "forms/site_facts.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using testing::ElementsAre;

SiteFacts read(std::string_view html, std::string_view url = "https://harbor.example/") {
    const auto document = HtmlDocument::parse(html);
    return document ? read_site(*document, url) : SiteFacts{};
}

TEST(SiteFacts, TakesTheBusinessOfSchemaOrg) {
    const auto facts = read(R"(<title>Home | Harbor</title><script type="application/ld+json">
      {"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"not this"},{"@type":["CafeOrCoffeeShop"],
       "name":"Harbor Light Cafe","telephone":"+1 217 555 0142","email":"mailto:hello@harbor.example",
       "address":{"@type":"PostalAddress","streetAddress":"12 Canal Street","addressLocality":"Springfield",
                  "addressRegion":"IL","postalCode":62701,"addressCountry":"US"},
       "geo":{"latitude":39.8,"longitude":-89.6},"logo":{"@type":"ImageObject","url":"/logo.png"},
       "openingHoursSpecification":[{"dayOfWeek":["Monday","https://schema.org/Tuesday"],"opens":"08:00:00","closes":"18:00"}],
       "sameAs":["https://www.facebook.com/harbor","https://harbor.example"]}]}</script>)");
    EXPECT_TRUE(facts.has_schema);
    EXPECT_EQ(facts.profile.business_name, "Harbor Light Cafe");
    EXPECT_EQ(facts.profile.email, "hello@harbor.example");
    EXPECT_EQ(facts.profile.postal_code, "62701");
    EXPECT_EQ(facts.profile.logo_url, "https://harbor.example/logo.png");
    EXPECT_EQ(facts.profile.hours.at("tue").at(0).closes, "18:00");
    EXPECT_EQ(facts.profile.social_links.at("facebook"), "https://www.facebook.com/harbor");
    ASSERT_TRUE(facts.profile.latitude);
}

TEST(SiteFacts, OtherwiseTakesWhatTheSiteTellsPeople) {
    const auto facts = read(
        R"(<head><title>Welcome - Harbor Light Cafe</title><meta name="description" content="Bread and coffee.">
      <meta property="og:image" content="//cdn.example/og.jpg"></head><body><a href="tel:+1%20217%20555%200142">call</a>
      <a href="mailto:hello@harbor.example?subject=x">mail</a><a href="https://www.facebook.com/sharer/share?u=1">share</a>
      <a href="https://instagram.com/harbor">us</a></body>)");
    EXPECT_FALSE(facts.has_schema);
    EXPECT_EQ(facts.profile.business_name, "Harbor Light Cafe");
    EXPECT_EQ(facts.profile.phone, "+1 217 555 0142");
    EXPECT_EQ(facts.profile.email, "hello@harbor.example");
    EXPECT_EQ(facts.profile.description, "Bread and coffee.");
    EXPECT_EQ(facts.profile.logo_url, "https://cdn.example/og.jpg");
    EXPECT_FALSE(facts.profile.social_links.contains("facebook"));
    EXPECT_TRUE(facts.profile.social_links.contains("instagram"));
}

TEST(SiteFacts, HostileDataLeaveNothingBad) {
    std::string deep;
    for (int i = 0; i < 31; ++i) deep += R"({"@graph":[)";
    for (
        const std::string& script :
        {std::string("{"), deep, std::string(R"([1,null,"x",{"@type":7,"name":[]}])"),
         std::string(
             R"({"@type":"LocalBusiness","name":"A","telephone":{},"address":[],"openingHoursSpecification":7,"sameAs":{"a":1},"geo":"x","logo":[[]]})"),
         std::string(R"({"@type":"LocalBusiness","name":")") + std::string(5'000, 'x') + R"("})"}) {
        const auto facts =
            read("<script type=\"application/ld+json\">" + script + "</script><title>T</title>");
        EXPECT_LE(character_count(facts.profile.business_name), 200u);
    }
    const auto facts =
        read(R"x(<a href="mailto:no address">x</a><a href="javascript:alert(1)">y</a>)x", "no url");
    EXPECT_EQ(facts.profile.logo_url, "");
    EXPECT_EQ(facts.profile.email, "");
}

} // namespace
} // namespace bolt::forms
