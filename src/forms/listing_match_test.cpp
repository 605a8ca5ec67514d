#include "forms/listing_match.hpp"

#include "forms/testing.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;
using ::testing::ElementsAre;

BusinessProfile diner() {
    BusinessProfile out;
    out.business_name = "Joe's Diner & Grill LLC";
    out.phone = "+1 512-555-0142";
    out.website = "https://www.joesdiner.example/";
    out.address = "42 Main Street";
    out.city = "Austin";
    out.postal_code = "78701";
    out.country = "US";
    return out;
}

PageState page_of_lines(std::vector<std::string> lines, std::vector<Link> links = {}) {
    PageState page;
    page.url = "https://list.example/biz/1";
    page.lines = std::move(lines);
    page.links = std::move(links);
    return page;
}

TEST(ListingMatch, ReadsTheUsualWaysToWriteIt) {
    const std::vector<std::vector<std::string>> pages = {
        {"JOE\xE2\x80\x99S DINER AND GRILL", "42 Main St., Austin, TX 78701", "(512) 555-0142",
         "joesdiner.example"},
        {"Joes Diner & Grill", "42 Main Street", "Austin", "+1.512.555.0142",
         "Web: http://joesdiner.example/menu"},
        {"Joe's Diner & Grill, LLC", "Main St 42, 78701 Austin", "Call 5125550142 now",
         "www.joesdiner.example"},
    };
    for (const auto& lines : pages) {
        const auto match = match_listing(page_of_lines(lines), diner());
        EXPECT_EQ(match.agreements(), 4) << lines[0] << match.name.value() << match.address.value()
                                         << match.phone.value() << match.website.value();
    }
    const auto link =
        match_listing(page_of_lines({}, {{"https://www.joesdiner.example/", "Website"}}), diner());
    EXPECT_EQ(link.website, true);
}

TEST(ListingMatch, KnowsGermanStreets) {
    auto profile = diner();
    profile.address = "Lange Stra\xC3\x9F"
                      "e 5";
    profile.city = "K\xC3\xB6ln";
    EXPECT_EQ(match_listing(page_of_lines({"Lange Str. 5", "50667 Koeln", "K\xC3\xB6ln"}), profile).address,
              true);
    profile.address = "Hauptstra\xC3\x9F"
                      "e 12";
    EXPECT_EQ(match_listing(page_of_lines({"Hauptstr. 12 in K\xC3\xB6ln"}), profile).address, true);
    EXPECT_EQ(match_listing(page_of_lines({"Hauptstr. 13 in K\xC3\xB6ln"}), profile).address, false);
}

TEST(ListingMatch, TellsOthersApart) {
    const auto other = match_listing(
        page_of_lines({"Joe's Diner", "142 Main Street, Austin", "(512) 555-0143", "notjoesdiner.test"}),
        diner());
    EXPECT_EQ(other.name, false);
    EXPECT_EQ(other.address, false);
    EXPECT_EQ(other.phone, false);
    EXPECT_EQ(other.website, false);
    // A search that found nothing repeats the name.
    const auto empty = match_listing(page_of_lines({"No results for Joe's Diner & Grill"}), diner());
    EXPECT_EQ(empty.name, true);
    EXPECT_FALSE(empty.shows_business());
    BusinessProfile bare;
    bare.business_name = "X1";
    EXPECT_EQ(match_listing(page_of_lines({"X1"}), bare).phone, std::nullopt);
    EXPECT_FALSE(match_listing(page_of_lines({"X1"}), bare).shows_business());
    EXPECT_FALSE(match_listing(page_of_lines({}), BusinessProfile{}).shows_business());
}

TEST(ListingMatch, FindsTheLinkAmongResults) {
    auto page = page_of_lines({}, {{"https://list.example/", "Home"},
                                   {"https://list.example/biz/9", "Joe's Diner and Grill"},
                                   {"https://other.example/biz/9", "Joe's Diner and Grill"},
                                   {"https://list.example/biz/9", "Joe's Diner & Grill - read more"}});
    EXPECT_THAT(links_to_business(page, diner(), 5), ElementsAre("https://list.example/biz/9"));
}

TEST(ListingMatch, AsksTheSitesOwnSearch) {
    auto page = page_with({control("text", "q", "Search"), control("hidden", "lang", "", {{"value", "en"}})});
    page.forms[0].method = "get";
    page.forms[0].action = "/find";
    const auto search = find_search(page, "Joe's & Co");
    ASSERT_TRUE(search.has_value());
    EXPECT_EQ(search->action, "/find");
    EXPECT_EQ(search->query, "q=Joe%27s%20%26%20Co&lang=en");
    page.forms[0].method = "post";
    EXPECT_FALSE(find_search(page, "x").has_value());
}

} // namespace
} // namespace bolt::forms
