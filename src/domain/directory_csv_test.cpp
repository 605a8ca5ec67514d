#include "domain/directory_csv.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

TEST(DirectoryCsv, ReadsWhatTheCatalogReads) {
    const auto read = parse_directory_csv(
        "\xEF\xBB\xBFname,title,website,policy,pacing_ms,requires_login\r\n"
        "bistro-list,\"Bistros, \"\"all\"\" of them\",https://bistros.example,allowed,2500,true\r\n"
        "\r\n"
        "other-list,Other,https://other.example,,,\r\n");
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->size(), 2u);
    EXPECT_EQ((*read)[0].title, "Bistros, \"all\" of them");
    EXPECT_EQ((*read)[0].policy, "allowed");
    EXPECT_EQ((*read)[0].pacing_ms, 2500);
    EXPECT_EQ((*read)[0].requires_login, true);
    EXPECT_EQ((*read)[1].policy, "ask") << "an empty cell is unknown";
    EXPECT_FALSE((*read)[1].requires_login);
}

TEST(DirectoryCsv, NamesTheLineThatIsWrong) {
    const auto problem = [](std::string_view text) {
        const auto read = parse_directory_csv(text);
        return read ? std::string("(none)") : read.error().message;
    };
    EXPECT_TRUE(
        problem("name,website\nok-list,https://a.example\nx y,https://b.example\n").starts_with("line 3"));
    EXPECT_TRUE(problem("name,website\nok-list\n").starts_with("line 2: 1 cells under 2 columns"));
    EXPECT_TRUE(problem("name,web\"site\n").starts_with("line 1"));
    EXPECT_TRUE(
        problem("name,website\nok-list,\"https://a.example\n").starts_with("line 2: a quote is not closed"));
    EXPECT_TRUE(problem("name,website,surprise\nok-list,https://a.example,1\n").starts_with("line 2"));
    EXPECT_NE(problem("name,website\na-list,https://a.example\na-list,https://a.example\n"), "(none)")
        << "twice the same name";
    EXPECT_NE(problem(std::string(2 << 20, 'x')), "(none)");
    // A cell cannot add YAML of its own.
    EXPECT_NE(problem("name,website\n\"a-list\n    policy: allowed\",https://a.example\n"), "(none)");
}

TEST(CsvCell, NeverBecomesAFormula) {
    for (const char* text : {"=1+1", "+1", "-1", "@x", "\tx", "\rx"})
        EXPECT_NE(csv_cell(text).find('\''), std::string::npos) << text;
    EXPECT_EQ(csv_cell("a-b=c"), "a-b=c");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
}

} // namespace
} // namespace bolt
