#include "net/http.hpp"
#include "net/target.hpp"
#include "net/wire.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::net {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

Request with_cookie(std::string line) { return Request{.headers = {{"Cookie", std::move(line)}}}; }

TEST(Headers, CompareNamesWithoutCase) {
    Headers headers{{"Content-Type", "a"}, {"X-One", "1"}};
    EXPECT_EQ(headers.get("content-TYPE"), "a");
    EXPECT_TRUE(headers.has("x-one"));
    EXPECT_FALSE(headers.has("x-on"));
    EXPECT_EQ(headers.get("absent"), "");
    headers.add("x-one", "2");
    EXPECT_EQ(headers.get("X-One"), "1");
    headers.set("X-ONE", "3");
    EXPECT_THAT(headers.all(), ElementsAre(Pair("Content-Type", "a"), Pair("X-ONE", "3")));
}

TEST(Cookies, AreFoundByTheirWholeName) {
    auto request = with_cookie("session=abc; theme=dark;session2=x; empty=; eq=a=b");
    EXPECT_EQ(request.cookie("session"), "abc");
    EXPECT_EQ(request.cookie("theme"), "dark");
    EXPECT_EQ(request.cookie("session2"), "x");
    EXPECT_EQ(request.cookie("empty"), "");
    EXPECT_EQ(request.cookie("eq"), "a=b");
    EXPECT_EQ(request.cookie("sess"), "");
    EXPECT_EQ(request.cookie("Session"), "");
}

TEST(Cookies, OfHostileFormsAreHarmless) {
    for (const char* line : {"", ";", "=", ";;;", "session", "; =x; session", "session ;x", "\tsession"})
        EXPECT_EQ(with_cookie(line).cookie("session"), "") << line;
    EXPECT_EQ(with_cookie(";; session = abc ;").cookie("session"), "abc");
    EXPECT_EQ(with_cookie("a=x; session=first; session=second").cookie("session"), "first");
    EXPECT_EQ(with_cookie(std::string(100'000, ';') + "session=abc").cookie("session"), "abc");
}

TEST(TargetParser, ReadsTheQuery) {
    auto target = parse_target("/jobs?status=failed&q=a+b%26c&flag&empty=&=x&&status=done");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/jobs");
    EXPECT_THAT(target->query, ElementsAre(Pair("status", "failed"), Pair("q", "a b&c"), Pair("flag", ""),
                                           Pair("empty", ""), Pair("", "x"), Pair("status", "done")));
    Request request{.query = target->query};
    EXPECT_EQ(request.query_value("status"), "failed");
    EXPECT_EQ(request.query_value("flag"), "");
    EXPECT_EQ(request.query_value("absent"), std::nullopt);
}

TEST(TargetParser, MakesHostileQueriesSafeText) {
    EXPECT_THAT(parse_target("/?a=%00b&c=%ff&%zz=%4")->query,
                ElementsAre(Pair("a", "b"), Pair("c", "\xEF\xBF\xBD"), Pair("%zz", "%4")));
    EXPECT_TRUE(parse_target("/?")->query.empty());
    EXPECT_TRUE(parse_target("/?&&&")->query.empty());
    EXPECT_THAT(parse_target("/a?b?c=d")->query, ElementsAre(Pair("b?c", "d")));
    EXPECT_THAT(parse_target("/a?../..=../x")->query, ElementsAre(Pair("../..", "../x")));
}

TEST(TargetParser, TakesTheThreeFormsAServerMustTake) {
    EXPECT_EQ(parse_target("*")->path, "*");
    EXPECT_EQ(parse_target("http://host:80/a?b=c")->path, "/a");
    EXPECT_EQ(parse_target("http://host")->path, "/");
    EXPECT_FALSE(parse_target(""));
    EXPECT_FALSE(parse_target("host:443"));
    EXPECT_FALSE(parse_target("http://host?x"));
    EXPECT_FALSE(parse_target("?x"));
}

TEST(ProblemDocument, HasTheFieldsOfRfc9457) {
    const auto response = problem(409, "Conflict", "job 42 is \"done\"", "job_state");
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
    const auto body = boost::json::parse(response.body);
    EXPECT_EQ(body.at("type").as_string(), "urn:directory-bolt:problem:job_state");
    EXPECT_EQ(body.at("title").as_string(), "Conflict");
    EXPECT_EQ(body.at("status").as_int64(), 409);
    EXPECT_EQ(body.at("detail").as_string(), "job 42 is \"done\"");
    EXPECT_EQ(boost::json::parse(problem(400, "a", "b").body).at("type").as_string(), "about:blank");
    EXPECT_NO_THROW(boost::json::parse(problem(400, "a", "\xff\x01").body));
}

TEST(ResponseHead, IsSendableOnlyWithoutSeparators) {
    EXPECT_TRUE(is_sendable(Response{.headers = {{"X-A", "b\tc \xC3\xBC"}}}));
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"X", "a\r\nb"},
                                                          {"X", "a\nb"},
                                                          {"X", std::string("a\0b", 3)},
                                                          {"X\r\nY", "a"},
                                                          {"X:", "a"},
                                                          {"", "a"}})
        EXPECT_FALSE(is_sendable(Response{.headers = {{name, value}}})) << name << value;
    EXPECT_FALSE(is_sendable(Response{.status = 101}));
    EXPECT_FALSE(is_sendable(Response{.status = 0}));
    EXPECT_FALSE(is_sendable(Response{.status = 600}));
}

} // namespace
} // namespace bolt::net
