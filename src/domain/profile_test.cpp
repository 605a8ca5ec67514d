#include "domain/profile.hpp"

#include "domain/country.hpp"
#include "domain/region.hpp"

#include <gmock/gmock.h>

namespace bolt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kComplete = R"({
  "business_name": "Harbor Light Cafe", "contact_first_name": "Ana", "contact_last_name": "Diaz",
  "email": "hello@harborlight.example", "phone": "+1 (217) 555-0142", "website": "https://harborlight.example/",
  "address": "12 Canal Street", "city": "Springfield", "state": "IL", "postal_code": "62701", "country": "USA",
  "description": "A neighbourhood cafe with fresh bread, slow coffee and a quiet garden behind the house.",
  "categories": ["Cafe", "Bakery"],
  "hours": {"mon": [{"opens": "08:00", "closes": "12:00"}, {"opens": "13:00", "closes": "18:00"}], "sun": []},
  "social_links": {"facebook": "https://facebook.com/harborlight"}, "logo_url": "https://harborlight.example/logo.png"})";

BusinessProfile read(const std::string& text) {
    auto profile = read_profile(parse_json(text).value());
    if (!profile) ADD_FAILURE() << profile.error().message;
    return profile.value_or(BusinessProfile{});
}

std::string problem(const std::string& text) {
    const auto profile = read_profile(parse_json(text).value());
    return profile ? "no problem" : profile.error().message;
}

TEST(Profile, RoundTripsThroughJson) {
    const auto profile = read(kComplete);
    EXPECT_EQ(profile.business_name, "Harbor Light Cafe");
    EXPECT_EQ(profile.country, "US");
    EXPECT_THAT(profile.categories, ElementsAre("Cafe", "Bakery"));
    EXPECT_EQ(profile.hours.at("mon").at(1), (OpeningInterval{"13:00", "18:00"}));
    EXPECT_THAT(profile.hours.at("sun"), IsEmpty());
    EXPECT_FALSE(profile.hours.contains("tue"));
    EXPECT_THAT(missing_fields(profile), IsEmpty());
    EXPECT_EQ(read_profile(write_profile(profile)).value(), profile);
    EXPECT_EQ(read_profile(write_profile(BusinessProfile{})).value(), BusinessProfile{});
}

TEST(Profile, AcceptsTheKeysPeopleUse) {
    const auto profile = read(
        R"({"businessName":" Joe's \u0000Diner\n","zip":62701,"state":"Illinois","category":"Restaurant, Bar",
        "phoneNumber":2175550142,"url":"joes.example","contactName":"Mary Ann Lee","facebook_url":"facebook.com/joes",
        "twitter":"@joes","websiteUrl":null})");
    EXPECT_EQ(profile.business_name, "Joe's Diner");
    EXPECT_EQ(profile.postal_code, "62701");
    EXPECT_EQ(profile.phone, "2175550142");
    EXPECT_EQ(profile.website, "https://joes.example");
    EXPECT_EQ(profile.contact_first_name, "Mary Ann");
    EXPECT_EQ(profile.contact_last_name, "Lee");
    EXPECT_EQ(profile.country, "US") << "an Illinois ZIP code lies in the United States";
    EXPECT_THAT(profile.categories, ElementsAre("Restaurant", "Bar"));
    EXPECT_EQ(profile.social_links,
              (std::map<std::string, std::string>{{"facebook", "https://facebook.com/joes"}}));
    const auto nested =
        read(R"({"address":{"street":"1 Main St","city":"Bonn","zip":"53111","country":"Deutschland"}})");
    EXPECT_EQ(nested.address, "1 Main St");
    EXPECT_EQ(nested.city, "Bonn");
    EXPECT_EQ(nested.country, "DE");
    EXPECT_EQ(read(R"({"contact_name":"Cher"})").contact_first_name, "Cher");
    EXPECT_EQ(read(R"({"contact_name":"Cher"})").contact_last_name, "");
}

TEST(Profile, ReadsHoursInSeveralForms) {
    const auto profile = read(
        R"({"hours":{"Monday":"9:00-12:00, 1 pm - 5 pm","tue":"9 – 17","Wed":"closed","thu":{"open":"22:00","close":"00:00"},
        "fri":["13:00-14:00","09:00-12:00"],"sat":{"closed":true}}})");
    EXPECT_THAT(profile.hours.at("mon"),
                ElementsAre(OpeningInterval{"09:00", "12:00"}, OpeningInterval{"13:00", "17:00"}));
    EXPECT_THAT(profile.hours.at("tue"), ElementsAre(OpeningInterval{"09:00", "17:00"}));
    EXPECT_THAT(profile.hours.at("wed"), IsEmpty());
    EXPECT_THAT(profile.hours.at("thu"), ElementsAre(OpeningInterval{"22:00", "24:00"}));
    EXPECT_THAT(profile.hours.at("fri"),
                ElementsAre(OpeningInterval{"09:00", "12:00"}, OpeningInterval{"13:00", "14:00"}));
    EXPECT_THAT(profile.hours.at("sat"), IsEmpty());
    for (const char* bad :
         {R"({"hours":[]})", R"({"hours":{"someday":"9-17"}})", R"({"hours":{"mon":"9"}})",
          R"({"hours":{"mon":"17:00-09:00"}})", R"({"hours":{"mon":"09:00-25:00"}})",
          R"({"hours":{"mon":3}})", R"({"hours":{"mon":"9-10","monday":"9-10"}})", R"({"hours":{"mon":[3]}})",
          R"({"hours":{"mon":"13 pm-14 pm"}})", R"({"hours":{"mon":"1-2,3-4,5-6,7-8,9-10,11-12,13-14"}})"})
        EXPECT_THAT(problem(bad), HasSubstr("hours")) << bad;
}

TEST(Profile, BoundsEveryFieldAndNamesIt) {
    const auto long_text = [](std::size_t size) { return std::string(size, 'x'); };
    for (const char* field : {"business_name", "contact_first_name", "email", "phone", "address", "city",
                              "state", "postal_code", "country", "description", "website", "logo_url"}) {
        EXPECT_THAT(problem(fmt::format(R"({{"{}":"{}"}})", field, long_text(6000))), HasSubstr(field));
        EXPECT_THAT(problem(fmt::format(R"({{"{}":["x"]}})", field)), HasSubstr(field));
        EXPECT_THAT(problem(fmt::format(R"({{"{}":true}})", field)), HasSubstr(field));
    }
    std::string many = "[";
    for (int i = 0; i < 30; ++i) many += fmt::format("{}\"c{}\"", i ? "," : "", i);
    EXPECT_THAT(problem("{\"categories\":" + many + "]}"), HasSubstr("categories"));
    EXPECT_THAT(problem(R"({"categories":[1]})"), HasSubstr("categories"));
    EXPECT_THAT(problem(R"({"social_links":["x"]})"), HasSubstr("social_links"));
    EXPECT_THAT(problem(R"({"social_links":{"facebook":1}})"), HasSubstr("social_links"));
    for (const char* none : {"null", "[]", "\"x\"", "3"}) EXPECT_NE(problem(none), "no problem");
    EXPECT_EQ(read("{}"), BusinessProfile{});
}

TEST(Profile, KeepsNoHostileText) {
    EXPECT_EQ(read(R"_({"website":"javascript:alert(1)"})_").website, "");
    EXPECT_EQ(read(R"({"website":"https://user:pass@evil.example/"})").website, "");
EXPECT_EQ(read(R"({"logo_url":"file:///etc/passwd"})").logo_url, "");
EXPECT_EQ(read(R"({"business_name":"a\u0085\u009fb\u007f\u0000c\r\nd"})").business_name, "a b c d");
EXPECT_EQ(read(R"({"description":"one\r\n\r\n  two\t three \n"})").description, "one\ntwo three");
json::object damaged{{"business_name", "broken \xC3\x28 text"}};
EXPECT_EQ(read_profile(damaged)->business_name, "broken \xEF\xBF\xBD( text");
}

TEST(Profile, SaysWhatIsMissingInPlainWords) {
    EXPECT_EQ(missing_fields(BusinessProfile{}).size(), 10u);
    auto profile = read(kComplete);
    profile.email = "no address";
    profile.phone = "12-34";
    profile.description = std::string(49, 'x');
    EXPECT_THAT(missing_fields(profile),
                ElementsAre(HasSubstr("e-mail"), HasSubstr("phone"), HasSubstr("description")));
    profile.description = std::string(1001, 'x');
    EXPECT_EQ(missing_fields(profile).size(), 3u);
    profile = read(kComplete);
    profile.state = profile.contact_first_name = profile.logo_url = "";
    profile.description.clear();
    for (int i = 0; i < 50; ++i) profile.description += "\xC3\xA9"; // 50 characters, 100 bytes
    EXPECT_THAT(missing_fields(profile), IsEmpty());
}

TEST(Email, IsRecognised) {
    for (const char* good : {"a@b.co", "first.last+tag@sub.example.org", "\xC3\xA9@ex\xC3\xA4mple.de"})
        EXPECT_TRUE(is_email(good)) << good;
    for (const char* bad : {"", "a", "@b.co", "a@", "a@b", "a@b.c", "a b@c.de", "a@b@c.de", "a@.de",
                            "a@b..de", "a@b.de\n", "a@b.de,c@d.de", "<a@b.de>", "a@b.de\x7f"})
        EXPECT_FALSE(is_email(bad)) << bad;
    EXPECT_FALSE(is_email(std::string(250, 'a') + "@b.co"));
}

TEST(HttpUrl, IsRecognised) {
    for (const char* good : {"http://a.example", "HTTPS://A.example/x?y#z", "http://localhost:8080/",
                             "https://m\xC3\xBCnchen.de"})
        EXPECT_TRUE(is_http_url(good)) << good;
    for (const char* bad :
         {"", "a.example", "ftp://a.example", "http://", "https:///x", "javascript:alert(1)", "http://a b",
          "http://u@h", "http://.a", "http://a\n", "//a.example", "http:/a", "http://:80"})
        EXPECT_FALSE(is_http_url(bad)) << bad;
    EXPECT_FALSE(is_http_url("https://a.example/" + std::string(2048, 'x')));
}

TEST(Country, IsReadFromNamesAndCodes) {
    const std::pair<const char*, const char*> cases[] = {{"US", "US"},
                                                         {"usa", "US"},
                                                         {"U.S.A.", "US"},
                                                         {"united states", "US"},
                                                         {"United States of America", "US"},
                                                         {"UK", "GB"},
                                                         {"\xC3\x96sterreich", "AT"},
                                                         {"Deutschland", "DE"},
                                                         {"C\xC3\xB4te d'Ivoire", "CI"},
                                                         {"deu", "DE"},
                                                         {"zz", "ZZ"},
                                                         {"Atlantis", ""},
                                                         {"", ""},
                                                         {"12", ""},
                                                         {"T\xC3\xBCrkiye", "TR"}};
    for (const auto& [text, code] : cases) EXPECT_EQ(country_code(text), code) << text;
    EXPECT_EQ(country_name("US"), "United States");
    EXPECT_EQ(country_name("us"), "");
    EXPECT_EQ(country_code3("CH"), "CHE");
    EXPECT_EQ(country_code(std::string(100000, 'x')), "");
}

TEST(Region, IsReadFromNamesAndCodes) {
    EXPECT_EQ(region_code("US", "new york"), "NY");
    EXPECT_EQ(region_name("US", "il"), "Illinois");
    EXPECT_EQ(region_name("DE", "BY"), "Bayern");
    EXPECT_EQ(region_name("FR", "IL"), "");
    EXPECT_EQ(region_code("US", ""), "");
    EXPECT_EQ(country_of_address("Ontario", "K1A 0B1"), "CA");
    EXPECT_EQ(country_of_address("IL", "62701-1234"), "US");
    EXPECT_EQ(country_of_address("IL", "6270"), "");
    EXPECT_EQ(country_of_address("Bayern", "80331"), "");
}

TEST(Characters, AreCountedAsCodePoints) {
    EXPECT_EQ(character_count(""), 0u);
    EXPECT_EQ(character_count("a\xC3\xA9\xF0\x9F\x98\x80"), 3u);
}

} // namespace
} // namespace bolt
