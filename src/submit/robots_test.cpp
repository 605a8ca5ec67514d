#include "submit/robots.hpp"

#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

bool allows(std::string_view robots, std::string_view url) {
    return decide(parse_robots(robots), url_path_of(url)).allowed;
}

TEST(Robots, AllowsWhatNoRuleForbids) {
    EXPECT_TRUE(allows("", "https://a.example/add"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow:\n", "https://a.example/add"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /search\n", "https://a.example/add"));
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /search\n", "https://a.example/search?q=x"));
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /\n", "https://a.example"));
    EXPECT_TRUE(allows("<html><body>no robots here: at all</body></html>", "https://a.example/add"));
}

TEST(Robots, TakesItsOwnGroupsAndElseThoseForAll) {
    constexpr std::string_view text =
        "user-agent: other\nDisallow: /\n\n"
        "USER-AGENT: *\ndisallow: /add\n"
        "User-Agent: x\nUser-Agent: Directory-Bolt/1.0\nDisallow: /mine # why\n";
    EXPECT_TRUE(allows(text, "https://a.example/add"));
    EXPECT_FALSE(allows(text, "https://a.example/mine"));
    EXPECT_FALSE(decide(parse_robots(text, "third-bot"), "/add").allowed);
    EXPECT_TRUE(decide(parse_robots(text, "third-bot"), "/mine").allowed);
    // Groups of one name count together, also around a Sitemap line and blank lines.
    constexpr std::string_view twice =
        "User-agent: directory-bolt\nDisallow: /a\nUser-agent: *\nDisallow: /\n"
        "Sitemap: https://a.example/s.xml\nUser-agent: directory-bolt\n\nDisallow: /b\n";
    EXPECT_FALSE(allows(twice, "https://a.example/a"));
    EXPECT_FALSE(allows(twice, "https://a.example/b"));
    EXPECT_TRUE(allows(twice, "https://a.example/c"));
    // A longer name is another product.
    EXPECT_TRUE(allows("User-agent: directory-bolt-images\nDisallow: /\n", "https://a.example/a"));
}

TEST(Robots, TheLongestPatternDecidesAndAllowWinsATie) {
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /\nAllow: /add\n", "https://a.example/add/new"));
    EXPECT_FALSE(allows("User-agent: *\nAllow: /a\nDisallow: /add\n", "https://a.example/add"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /add\nAllow: /add\n", "https://a.example/add"));
    EXPECT_EQ(decide(parse_robots("User-agent: *\nDisallow: /a*d\n"), "/add").pattern, "/a*d");
}

TEST(Robots, StarsAndDollarsMatchAsTheStandardSays) {
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /*.php$\n", "https://a.example/x/add.php"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /*.php$\n", "https://a.example/add.php?step=1"));
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /*?step=\n", "https://a.example/add.php?step=1"));
    EXPECT_FALSE(allows("User-agent: *\nDisallow: *add\n", "https://a.example/x/add"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /add$\n", "https://a.example/add/"));
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /a*b*c$\n", "https://a.example/aXbYbZc"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /ADD\n", "https://a.example/add"));
}

TEST(Robots, ComparesHoweverThePathIsEscaped) {
    for (const auto* rule : {"/ä", "/%C3%A4", "/%c3%a4"})
        for (const auto* path : {"/ä/x", "/%C3%A4", "/%c3%a4?q"})
            EXPECT_FALSE(allows("User-agent: *\nDisallow: " + std::string(rule),
                                "https://a.example" + std::string(path)))
                << rule << " " << path;
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /%61dd", "https://a.example/add"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /a%2Fb", "https://a.example/a/b"));
}

TEST(Robots, KeepsACrawlDelayWithinBounds) {
    EXPECT_EQ(parse_robots("User-agent: *\nCrawl-delay: 2.5\n").crawl_delay, Duration(2'500'000));
    EXPECT_EQ(parse_robots("User-agent: *\nCrawl-delay: 999999\n").crawl_delay, kCrawlDelayMax);
    for (const auto* value : {"-1", "soon", "nan", ""})
        EXPECT_FALSE(parse_robots("User-agent: *\nCrawl-delay: " + std::string(value)).crawl_delay) << value;
}

TEST(Robots, SurvivesHostileFiles) {
    std::string text = "User-agent: *\n";
    for (int i = 0; i < 20'000; ++i) text += "Disallow: /*a*a*a*a*a*a*b\n";
    EXPECT_TRUE(allows(text, "https://a.example/" + std::string(5'000, 'a')));
    // What comes after 500 KiB is not read.
    EXPECT_TRUE(allows(std::string(500 << 10, '\n') + "User-agent: *\nDisallow: /\n", "https://a.example/"));
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /" + std::string(100'000, 'x'), "https://a.example/"));
}

} // namespace
} // namespace bolt::submit
