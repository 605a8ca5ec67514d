#include "realtime/channel.hpp"
#include "realtime/origin.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace bolt::realtime {
namespace {

Result<JoinRequest> read(std::string_view text) { return read_join(json::parse(text)); }

JoinRequest wishes(std::string_view entries) {
    auto request = read(fmt::format(R"({{"config":{{"postgres_changes":[{}]}}}})", entries));
    if (!request) throw std::runtime_error(request.error().message);
    return std::move(*request);
}

TEST(ReadJoin, TakesEverythingAClientMayAsk) {
    const auto request = read(R"({"config":{"broadcast":{"ack":false},"presence":{"key":""},"private":false,
                 "postgres_changes":[{"event":"*","schema":"public","table":"jobs"},
                                     {"event":"INSERT","schema":"public","table":"job_results",
                                      "filter":"job_id=eq.7"}]},
                 "since":12,"access_token":"t"})");
    ASSERT_TRUE(request) << request.error().message;
    ASSERT_EQ(request->bindings.size(), 2u);
    EXPECT_EQ(request->since, 12);
    EXPECT_EQ(request->access_token, "t");
    EXPECT_NE(request->bindings[0].id, request->bindings[1].id);
}

TEST(ReadJoin, SinceMayStandInConfigAndBeNull) {
    EXPECT_EQ(read(R"({"config":{"since":5}})")->since, 5);
    EXPECT_EQ(read(R"({"since":null})")->since, std::nullopt);
    EXPECT_EQ(read(R"({"since":0})")->since, 0);
    EXPECT_EQ(read("{}")->since, std::nullopt);
    EXPECT_EQ(read("null")->bindings.size(), 0u);
}

TEST(ReadJoin, RefusesWhatItDoesNotUnderstandInsteadOfSendingEverything) {
    for (const char* text :
         {R"({"since":-1})", R"({"since":"5"})", R"({"since":5.0})", R"({"since":18446744073709551615})",
          R"({"config":{"postgres_changes":7}})", R"({"config":{"postgres_changes":["jobs"]}})",
          R"({"config":{"postgres_changes":[null]}})",
          R"({"config":{"postgres_changes":[{"event":"insert"}]}})",
          R"({"config":{"postgres_changes":[{"event":5}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","schema":"auth"}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","schema":7}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","table":"staff_users"}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","table":"orders"}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","table":["jobs"]}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","table":"jobs","filter":7}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","table":"jobs","filter":"secret=eq.1"}]}})",
          R"({"config":{"postgres_changes":[{"event":"*","filter":"status=eq.failed"}]}})"}) {
        const auto request = read(text);
        ASSERT_FALSE(request) << text;
        EXPECT_EQ(request.error().code, ErrorCode::invalid_argument) << text;
    }
    json::array many(51, json::object{{"event", "*"}, {"table", "jobs"}});
    EXPECT_EQ(read_join({{"config", {{"postgres_changes", many}}}}).error().code, ErrorCode::too_large);
}

TEST(DescribeBindings, RepeatsTheMembersThatWereSent) {
    const char* sent = R"({"event":"*","schema":"public","table":"jobs"},
                          {"event":"*","schema":"public"},
                          {"event":"UPDATE","schema":"*","table":"*"},
                          {"event":"*","schema":"public","table":"jobs","filter":""},
                          {"event":"*","schema":"public","table":"jobs","filter":"status=eq.failed"})";
    auto described = describe_bindings(wishes(sent).bindings);
    for (auto& entry : described) EXPECT_TRUE(entry.as_object().erase("id"));
    EXPECT_EQ(json::value(described), json::parse(fmt::format("[{}]", sent)));
}

TEST(Matching, NamesEachBindingThatWantsTheEventOnce) {
    const auto bindings = wishes(R"({"event":"*","schema":"public","table":"jobs"},
                                    {"event":"UPDATE","schema":"public","table":"jobs","filter":"status=eq.failed"},
                                    {"event":"INSERT","schema":"public","table":"jobs"},
                                    {"event":"*","schema":"public","table":"job_results"},
                                    {"event":"*","schema":"public"},
                                    {"event":"*","schema":"public","table":"jobs"})")
                              .bindings;
    EXPECT_EQ(bindings[0].id, bindings[5].id) << "the same wish has the same id, whoever asks";
    FeedEvent event{
        .position = 1, .type = "UPDATE", .table = "jobs", .row = {{"status", "failed"}}, .data_json = ""};
    EXPECT_EQ(matching(bindings, event), (std::vector{bindings[0].id, bindings[1].id, bindings[4].id}));
    event.row["status"] = "queued";
    EXPECT_EQ(matching(bindings, event), (std::vector{bindings[0].id, bindings[4].id}));
    event.type = "INSERT";
    EXPECT_EQ(matching(bindings, event), (std::vector{bindings[0].id, bindings[2].id, bindings[4].id}));
    event.table = "queue_history";
    EXPECT_EQ(matching(bindings, event), std::vector{bindings[4].id});
    EXPECT_TRUE(matching({}, event).empty());
}

TEST(SameOrigin, IsTheHostAskedForOrThePublicUrl) {
    const auto allowed = [](const char* origin, std::string_view public_url = "") {
        net::Request request;
        request.headers.set("Host", "Bolt.example:8080");
        if (origin != nullptr) request.headers.set("Origin", origin);
        return is_same_origin(request, public_url);
    };
    EXPECT_TRUE(allowed(nullptr)) << "no browser";
    EXPECT_TRUE(allowed("http://bolt.example:8080"));
    EXPECT_TRUE(allowed("https://bolt.example:8080"));
    EXPECT_TRUE(allowed("https://app.example", "https://APP.example/desk"));
    for (const char* foreign :
         {"", "null", "bolt.example:8080", "http://bolt.example", "http://evil.example",
          "http://bolt.example:8080.evil.example", "http://", "http://evil.example/bolt.example:8080"})
        EXPECT_FALSE(allowed(foreign)) << foreign;
    EXPECT_FALSE(allowed("http://app.example", "https://app.example"));
    EXPECT_FALSE(allowed("null", "null"));
    net::Request no_host;
    no_host.headers.set("Origin", "http://");
    EXPECT_FALSE(is_same_origin(no_host, ""));
}

} // namespace
} // namespace bolt::realtime
