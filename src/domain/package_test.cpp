#include "domain/package.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace bolt {
namespace {

using testing::HasSubstr;

std::string catalog_text() {
    std::ifstream file("catalog/packages.yaml", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string one(std::string_view price = "100", std::string_view more = "") {
    return fmt::format(
        "currency: usd\npackages:\n  - name: starter\n    title: Starter\n    price_cents: {}\n"
        "    directories: 5\n    priority: 4\n    pacing_factor: 1.5\n    turnaround_hours: 24\n{}",
        price, more);
}

std::string problem(const std::string& yaml) {
    const auto read = PackageCatalog::parse(yaml);
    return read ? "no problem" : read.error().message;
}

TEST(Packages, AreThoseOfTheCatalogFile) {
    const auto catalog = PackageCatalog::parse(catalog_text());
    ASSERT_TRUE(catalog.has_value()) << catalog.error().message;
    ASSERT_EQ(catalog->packages().size(), 4u);
    const auto* professional = catalog->find("professional");
    ASSERT_NE(professional, nullptr);
    EXPECT_EQ(professional->price_cents, 49900);
    EXPECT_EQ(professional->directories, 300);
    EXPECT_EQ(professional->priority, 2);
    EXPECT_EQ(professional->currency, "usd");
    EXPECT_EQ(catalog->find("pro"), professional);
    EXPECT_EQ(catalog->find("starter")->pacing_factor, 1.5);
    EXPECT_EQ(catalog->find("enterprise")->turnaround, std::chrono::hours{24});
    EXPECT_EQ(catalog->find("gold"), nullptr);
    EXPECT_EQ(catalog->find(""), nullptr);
    EXPECT_EQ(catalog->add_ons().size(), 4u);
    int priority = 5;
    for (const auto& each : catalog->packages())
        EXPECT_LT(each.priority, std::exchange(priority, each.priority));
}

TEST(Packages, RefuseNumbersThatYamlReadsInItsOwnWay) {
    EXPECT_TRUE(PackageCatalog::parse(one()).has_value());
    for (const char* price : {"012", "0x10", "1_000", "yes", "1e3", "-1", "1.5", "", "~", "100000001",
                              "99999999999999999999", "[1]", "0o7", "12:30", "+5", " "})
        EXPECT_THAT(problem(one(price)), HasSubstr("line 5")) << price;
}

TEST(Packages, SayLineAndProblem) {
    EXPECT_THAT(problem(one("100", "    prize: 3\n")), HasSubstr("line 10: unknown key \"prize\""));
    EXPECT_THAT(problem(one("100", "    title: Again\n")), HasSubstr("line 10: \"title\" is given twice"));
    EXPECT_THAT(problem(one() + one().substr(one().find("  - name"))),
                HasSubstr("line 10: \"starter\" is defined twice"));
    EXPECT_THAT(problem("currency: usd\npackages: []\n"), HasSubstr("no package"));
    EXPECT_THAT(problem("currency: usd\n"), HasSubstr("\"packages\" is missing"));
    EXPECT_THAT(problem("currency: US Dollar\npackages: []\n"), HasSubstr("currency"));
    EXPECT_THAT(problem("currency: usd\npackages:\n  - name: a\n"),
                HasSubstr("line 3: \"title\" is missing"));
    EXPECT_THAT(problem("currency: usd\npackages: 3\n"), HasSubstr("line 2"));
    EXPECT_THAT(problem("currency: usd\n\tpackages:"), HasSubstr("line 2"));
}

TEST(Packages, SurviveHostileText) {
    for (const auto& text : {std::string(), std::string("[]"), std::string("- - - -"), std::string("\0\0", 2),
                             std::string("&a [*a]"), std::string("? [a]\n: b"), std::string("a: b: c"),
                             std::string(5000, '['), std::string("\xFF\xFE\x00x", 4)})
        EXPECT_FALSE(PackageCatalog::parse(text).has_value());
    EXPECT_EQ(PackageCatalog::parse(std::string(2'000'000, 'x')).error().code, ErrorCode::too_large);
}

} // namespace
} // namespace bolt
