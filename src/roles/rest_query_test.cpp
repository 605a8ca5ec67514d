#include "roles/rest_query.hpp"

#include "net/target.hpp"

#include <gtest/gtest.h>

namespace bolt::roles {
namespace {

using Op = store::TableCondition::Op;

RestResult<RestQuery> read(const std::string& query, net::Headers headers = {}) {
    net::Request request;
    request.target = "/rest/v1/jobs?" + query;
    request.query = net::parse_target(request.target).value().query;
    request.headers = std::move(headers);
    return read_rest_query(*store::find_readable_table("jobs"), request);
}
std::string code(const std::string& query) {
    const auto read_query = read(query);
    return read_query ? "" : read_query.error().code;
}

TEST(RestQuery, ReadsWhatSupabasesClientSends) {
    const auto query =
        read("select=id%2Cn%3Apriority&status=eq.x&order=created_at.desc.nullslast,id&offset=10&limit=5",
             {{"Prefer", "count=exact"}})
            .value();
    EXPECT_EQ(query.names, (std::vector<std::string>{"id", "n"}));
    EXPECT_EQ(query.read.columns[1]->name, "priority");
    ASSERT_EQ(query.read.where.parts.size(), 1U);
    EXPECT_EQ(query.read.where.parts[0].op, Op::eq);
    EXPECT_EQ(std::get<std::string>(query.read.where.parts[0].values[0]), "x");
    ASSERT_EQ(query.read.order.size(), 2U);
    EXPECT_TRUE(query.read.order[0].descending);
    EXPECT_FALSE(query.read.order[0].nulls_first);
    EXPECT_FALSE(query.read.order[1].nulls_first);
    EXPECT_EQ(query.read.offset, 10);
    EXPECT_EQ(query.read.limit, 5);
    EXPECT_TRUE(query.read.count);
}

TEST(RestQuery, NullsStandWherePostgresPutsThem) {
    EXPECT_FALSE(read("order=error_message")->read.order[0].nulls_first);
    EXPECT_TRUE(read("order=error_message.desc")->read.order[0].nulls_first);
    EXPECT_TRUE(read("order=error_message.nullsfirst")->read.order[0].nulls_first);
}

TEST(RestQuery, LogicTreesNest) {
    const auto query =
        read("or=(priority.eq.1,not.and(paused.is.true,status.in.(a,%22b,%5C%22%22)),id.not.is.null)")
            .value();
    const auto& tree = query.read.where.parts.at(0);
    EXPECT_EQ(tree.op, Op::any);
    ASSERT_EQ(tree.parts.size(), 3U);
    EXPECT_EQ(tree.parts[1].op, Op::all);
    EXPECT_TRUE(tree.parts[1].negated);
    EXPECT_EQ(std::get<std::string>(tree.parts[1].parts[1].values[1]), "b,\"");
    EXPECT_TRUE(tree.parts[2].negated);
}

TEST(RestQuery, RangeHeadersAreRows) {
    const auto query = read("", {{"Range", "10-19"}}).value();
    EXPECT_EQ(query.read.offset, 10);
    EXPECT_EQ(query.read.limit, 10);
    EXPECT_EQ(read("", {{"Range", "0-999999"}})->read.limit, 1'000);
    EXPECT_EQ(read("", {{"Range", "bytes=0-1"}})->read.limit, 1'000) << "no rows are meant";
    EXPECT_EQ(read("", {{"Range", "5-1"}}).error().status, 416);
}

TEST(RestQuery, MediaTypesInTheClientsOrder) {
    EXPECT_EQ(read("", {{"Accept", "text/html, text/csv;q=0.5, */*"}})->form, RestQuery::Form::csv);
    EXPECT_EQ(read("", {{"Accept", "application/vnd.pgrst.object+json"}})->form, RestQuery::Form::object);
    EXPECT_EQ(read("", {{"Accept", "image/png"}}).error().code, "PGRST107");
}

TEST(RestQuery, TextThatIsNoneIsRefusedNotMended) {
    for (const char* query : {"status=eq.a%00", "status=eq.%FF", "%00=eq.1", "status=eq.%ED%A0%80"})
        EXPECT_EQ(code(query), "22021") << query;
}

TEST(RestQuery, EveryCutOfAValidRequestIsReadOrRefused) {
    const std::string whole = "select=id,a:status&or=(status.in.(\"a\\\"b\",c),not.and(priority.gte.1,paused."
                              "is.true))&order=id.desc";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const auto query = read(whole.substr(0, length));
        EXPECT_TRUE(query || (query.error().status >= 400 && !query.error().code.empty())) << length;
    }
    EXPECT_EQ(code(whole), "");
}

} // namespace
} // namespace bolt::roles
