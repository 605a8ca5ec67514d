#include "domain/directory_catalog.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace bolt {
namespace {

TEST(DirectoryCatalog, TheCatalogOfThisRepositoryIsValid) {
    std::ifstream file("catalog/directories.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    const auto catalog = parse_directory_catalog(text.str());
    ASSERT_TRUE(catalog) << catalog.error().message;
    EXPECT_GT(catalog->size(), 400u);
    for (const auto& directory : *catalog) {
        EXPECT_NE(directory.policy, "allowed") << directory.name << ": nobody has read its terms yet";
        EXPECT_FALSE(url_host(directory.website).empty()) << directory.name;
    }
}

TEST(DirectoryCatalog, ReadsEveryFact) {
    const auto catalog = parse_directory_catalog(R"(directories:
  - name: good-list
    title: Good List
    website: https://good.example
    submission_url: https://good.example/add
    domain_authority: 60
    tier_required: 2
    requires_login: false
    has_captcha: true
    policy: allowed
    pacing_ms: 2000
)");
    ASSERT_TRUE(catalog) << catalog.error().message;
    const auto& directory = catalog->front();
    EXPECT_EQ(directory.submission_url, "https://good.example/add");
    EXPECT_EQ(directory.domain_authority, 60);
    EXPECT_EQ(directory.requires_login, false);
    EXPECT_EQ(directory.has_captcha, true);
    EXPECT_EQ(directory.requires_approval, std::nullopt);
    EXPECT_EQ(directory.pacing_ms, 2000);
}

struct Refused {
    const char* yaml;
    const char* says;
};
class RefusedCatalogs : public testing::TestWithParam<Refused> {};

TEST_P(RefusedCatalogs, NameLineAndProblem) {
    const auto catalog = parse_directory_catalog(GetParam().yaml);
    ASSERT_FALSE(catalog);
    EXPECT_NE(catalog.error().message.find(GetParam().says), std::string::npos) << catalog.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    DirectoryCatalog, RefusedCatalogs,
    testing::Values(
        Refused{"", "must be a mapping"}, Refused{"directories: 7", "must be a list"},
        Refused{"a: [", "line"},
        Refused{"directories:\n  - name: a\n    website: https://a.example\n    color: red",
                "line 4: unknown key \"color\""},
        Refused{"directories:\n  - name: a", "\"website\" is missing"},
        Refused{"directories:\n  - name: A b\n    website: https://a.example", "may only have"},
        Refused{"directories:\n  - name: a\n    website: javascript:alert(1)", "no http(s) URL"},
        Refused{"directories:\n  - name: a\n    website: https://a.example\n    requires_login: yes",
                "must be true or false"},
        Refused{"directories:\n  - name: a\n    website: https://a.example\n    domain_authority: 101",
                "from 0 to 100"},
        Refused{"directories:\n  - name: a\n    website: https://a.example\n    policy: maybe",
                "policy must be"},
        Refused{"directories:\n  - name: a\n    website: https://a.example\n  - name: a\n    website: "
                "https://b.example",
                "stands twice"}));

TEST(DirectoryCatalog, HostsOfUrls) {
    EXPECT_EQ(url_host("https://WWW.Example.com:8080/x?y"), "www.example.com:8080");
    EXPECT_EQ(url_host("http://a.example"), "a.example");
    EXPECT_EQ(url_host("ftp://a.example"), "");
    EXPECT_EQ(url_host("nonsense"), "");
    for (const auto* url : {"https://www.example.com/add", "http://example.com", "https://WWW.example.com:443/"})
        EXPECT_EQ(pacing_key(url), "example.com") << url;
    EXPECT_EQ(pacing_key("https://www.com/"), "www.com");
    EXPECT_EQ(pacing_key("http://example.com:8080/"), "example.com:8080");
}

} // namespace
} // namespace bolt
