#include "realtime/message.hpp"

#include <gtest/gtest.h>

namespace bolt::realtime {
namespace {

TEST(Message, TheVersionIsTwoOnlyWhenAsked) {
    EXPECT_EQ(parse_version("2.0.0"), Version::v2);
    EXPECT_EQ(parse_version("1.0.0"), Version::v1);
    EXPECT_EQ(parse_version(""), Version::v1);
    EXPECT_EQ(parse_version("20"), Version::v1);
}

TEST(Message, ReadsBothVersions) {
    const auto two = read_message(Version::v2, R"(["1","2","realtime:dash","phx_join",{"a":[1]}])");
    const auto one = read_message(
        Version::v1,
        R"({"topic":"realtime:dash","event":"phx_join","payload":{"a":[1]},"ref":"2","join_ref":"1"})");
    for (const auto* message : {&two, &one}) {
        ASSERT_TRUE(*message) << message->error().message;
        EXPECT_EQ((*message)->join_ref, "1");
        EXPECT_EQ((*message)->ref, "2");
        EXPECT_EQ((*message)->topic, "realtime:dash");
        EXPECT_EQ((*message)->event, "phx_join");
        EXPECT_EQ(json::serialize((*message)->payload), R"({"a":[1]})");
    }
}

TEST(Message, RefsMayBeAbsentOrNumbers) {
    const auto two = read_message(Version::v2, R"([null,7,"phoenix","heartbeat",{}])");
    ASSERT_TRUE(two);
    EXPECT_EQ(two->join_ref, std::nullopt);
    EXPECT_EQ(two->ref, "7");
    const auto one = read_message(Version::v1, R"({"topic":"phoenix","event":"heartbeat"})");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->ref, std::nullopt);
    EXPECT_TRUE(one->payload.is_null());
}

TEST(Message, RefusesWhatIsNoMessage) {
    const auto deep = std::string(40, '[') + std::string(40, ']');
    for (const std::string& text :
         {std::string(), std::string("nonsense"), std::string("null"), std::string("[]"),
          std::string(R"(["1","2","t","e"])"), std::string(R"(["1","2",3,"e",{}])"),
          std::string(R"(["1","2","t",null,{}])"), std::string(R"(["1","2","t","e",{},6])"),
          std::string(R"(["1","2","t","e",{}] x)"), std::string("[\"1\",\"2\",\"\xff\",\"e\",{}]"), deep})
        EXPECT_FALSE(read_message(Version::v2, text)) << text;
    for (const std::string text : {R"(["1","2","t","e",{}])", R"({"topic":"t"})", R"({"event":"e"})", R"(7)",
                                   R"({"topic":1,"event":"e"})", R"({"topic":"","event":"e"})"})
        EXPECT_FALSE(read_message(Version::v1, text)) << text;
}

TEST(Message, WrittenMessagesReadBack) {
    const std::string topic = "realtime:a\"b\\c\né";
    for (const auto version : {Version::v1, Version::v2}) {
        const auto text = write_message(version, "1", std::nullopt, topic, "system", R"({"x":"y"})");
        const auto read = read_message(version, text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->join_ref, "1");
        EXPECT_EQ(read->ref, std::nullopt);
        EXPECT_EQ(read->topic, topic);
        EXPECT_EQ(read->event, "system");
        EXPECT_EQ(json::serialize(read->payload), R"({"x":"y"})");
    }
    EXPECT_EQ(write_message(Version::v2, std::nullopt, "5", "phoenix", "phx_reply", "{}"),
              R"([null,"5","phoenix","phx_reply",{}])");
    EXPECT_EQ(write_message(Version::v1, std::nullopt, "5", "phoenix", "phx_reply", "{}"),
              R"({"topic":"phoenix","event":"phx_reply","payload":{},"ref":"5","join_ref":null})");
}

} // namespace
} // namespace bolt::realtime
