#include "realtime/test_feed.hpp"

namespace bolt::realtime {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class FeedJoin : public FeedTest {
  protected:
    static std::string reason(const json::object& answer) {
        EXPECT_EQ(answer.at("status").as_string(), "error") << json::serialize(answer);
        return get_string(answer.at("response"), "reason");
    }
    static bool is_ok(const json::object& answer) { return answer.at("status").as_string() == "ok"; }
};

TEST_F(FeedJoin, IsAnsweredExactlyAsSupabaseDoes) {
    start();
    auto client = connect();
    client.send(R"(["3","4","realtime:dash","phx_join",{"config":{"broadcast":{"ack":false,"self":false},
        "presence":{"key":"","enabled":false},"postgres_changes":[{"event":"*","schema":"public","table":"jobs"}],
        "private":false},"access_token":"key"}])");
    auto answer = client.next();
    auto& entry = answer.at(4).at("response").at("postgres_changes").at(0).as_object();
    EXPECT_TRUE(entry.at("id").is_int64());
    entry.erase("id");
    EXPECT_EQ(json::value(answer),
              json::parse(R"(["3","4","realtime:dash","phx_reply",{"status":"ok","response":
        {"postgres_changes":[{"event":"*","schema":"public","table":"jobs"}]}}])"));
    EXPECT_EQ(json::value(client.next()), json::parse(R"(["3",null,"realtime:dash","presence_state",{}])"));
    auto system = client.next();
    EXPECT_TRUE(system.at(4).at("position").is_int64());
    system.at(4).as_object().erase("position");
    EXPECT_EQ(
        json::value(system),
        json::parse(R"(["3",null,"realtime:dash","system",{"channel":"dash","extension":"postgres_changes",
                              "message":"Subscribed to PostgreSQL","status":"ok"}])"));
}

TEST_F(FeedJoin, SpeaksVersionOneToo) {
    start();
    add_job();
    auto client = connect("key", "1.0.0");
    client.send(R"({"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"})");
    EXPECT_EQ(
        client.receive().value_or(""),
        R"({"topic":"phoenix","event":"phx_reply","payload":{"status":"ok","response":{}},"ref":"1","join_ref":null})");
    client.send(R"({"topic":"realtime:x","event":"phx_join","ref":"2","join_ref":"2",
        "payload":{"config":{"postgres_changes":[{"event":"*","schema":"public","table":"jobs"}]}}})");
    std::vector<std::string> events;
    while (events.empty() || events.back() != "system") {
        const auto message = json::parse(client.receive().value());
        EXPECT_EQ(message.at("join_ref").as_string(), "2");
        events.emplace_back(message.at("event").as_string());
    }
    EXPECT_EQ(events, (std::vector<std::string>{"phx_reply", "presence_state", "system"}));
    touch_job();
    const auto change = json::parse(client.receive().value());
    EXPECT_EQ(change.at("event").as_string(), "postgres_changes");
    EXPECT_TRUE(change.at("ref").is_null());
    EXPECT_EQ(change.at("payload").at("data").at("record").at("id").as_string(), kJob);
}

TEST_F(FeedJoin, AnswersHeartbeats) {
    start();
    auto client = connect();
    client.send(R"([null,"5","phoenix","heartbeat",{}])");
    EXPECT_EQ(client.receive().value_or(""),
              R"([null,"5","phoenix","phx_reply",{"status":"ok","response":{}}])");
}

TEST_F(FeedJoin, RefusalsNameTheReasonAndTheConnectionLives) {
    start();
    auto client = connect();
    const auto refusal = [&](std::string_view topic, json::value payload) {
        return reason(client.ask(topic, "phx_join", std::move(payload)));
    };
    const auto wish = [](json::object entry) {
        return json::value{{"config", {{"postgres_changes", json::array{std::move(entry)}}}}};
    };
    EXPECT_THAT(refusal("dash", wish(binding("jobs"))), StartsWith("TopicNameInvalid: "));
    EXPECT_THAT(refusal("realtime:", wish(binding("jobs"))), StartsWith("TopicNameInvalid: "));
    EXPECT_THAT(refusal("realtime:" + std::string(300, 'x'), wish(binding("jobs"))),
                StartsWith("TopicNameInvalid: "));
    EXPECT_THAT(refusal("realtime:x", wish(binding("staff_users"))), HasSubstr("staff_users"));
    EXPECT_THAT(refusal("realtime:x", {{"config", {{"postgres_changes", {"jobs"}}}}}), HasSubstr("object"));
    EXPECT_THAT(refusal("realtime:x", {{"since", -1}}), HasSubstr("since"));
    EXPECT_THAT(refusal("realtime:x", {{"access_token", "forged"}}), StartsWith("Unauthorized: "));
    EXPECT_THAT(reason(client.ask("realtime:x", "broadcast", json::object{})), HasSubstr("'broadcast'"));
    EXPECT_EQ(hub->counters().channels, 0u);
    EXPECT_TRUE(is_ok(client.ask("realtime:x", "phx_join", wish(binding("jobs")))));
}

TEST_F(FeedJoin, GarbageEndsTheConnection) {
    start();
    for (const char* text : {"nonsense", "{}", "[1,2]", "\"x\""}) {
        auto client = connect();
        client.send(text);
        EXPECT_FALSE(client.receive());
        EXPECT_EQ(client.socket().close_code(), 1003) << text;
    }
    EXPECT_TRUE(loop.run_until([&] { return hub->counters().connections == 0; }));
}

TEST_F(FeedJoin, HoldsAtMostAHundredChannelsEvenWhenAllAreAskedForAtOnce) {
    settings.channels_max = 5;
    start();
    auto client = connect();
    checks_wait = true;
    for (int i = 0; i < 12; ++i)
        client.send(fmt::format(R"(["{0}","{0}","realtime:{0}","phx_join",{{}}])", i));
    ASSERT_TRUE(loop.run_until([&] { return checks == 6; })) << "one for the connection, five for joins";
    release_checks();
    int good = 0, bad = 0;
    for (int i = 0; i < 12; ++i) {
        const auto answer = client.next("phx_reply");
        if (is_ok(answer.at(4).as_object())) {
            ++good;
            continue;
        }
        ++bad;
        EXPECT_THAT(reason(answer.at(4).as_object()), StartsWith("ChannelRateLimitReached: "));
    }
    EXPECT_EQ(good, 5);
    EXPECT_EQ(bad, 7);
    EXPECT_EQ(hub->counters().channels, 5u);
    EXPECT_TRUE(is_ok(client.ask("realtime:3", "phx_join", json::object{})))
        << "a known topic may join again";
    EXPECT_TRUE(is_ok(client.ask("realtime:3", "phx_leave", json::object{}, "1")));
}

TEST_F(FeedJoin, ALeaveEndsTheChannel) {
    start();
    add_job();
    auto client = connect();
    client.join("realtime:a", {binding("jobs")});
    client.join("realtime:b", {binding("jobs")}, {}, "2");
    client.send(R"(["1","9","realtime:a","phx_leave",{}])");
    EXPECT_EQ(json::value(client.next()),
              json::parse(R"(["1","9","realtime:a","phx_reply",{"status":"ok","response":{}}])"));
    EXPECT_EQ(json::value(client.next()), json::parse(R"(["1","9","realtime:a","phx_close",{}])"));
    touch_job(2);
    EXPECT_EQ(client.next().at(2).as_string(), "realtime:b");
    EXPECT_EQ(client.next().at(2).as_string(), "realtime:b");
    EXPECT_EQ(hub->counters().channels, 1u);
}

TEST_F(FeedJoin, ALeaveThatOvertakesItsJoinWins) {
    start();
    auto client = connect();
    checks_wait = true;
    client.send(R"(["1","1","realtime:a","phx_join",{}])");
    ASSERT_TRUE(loop.run_until([&] { return checks == 2; }));
    EXPECT_TRUE(is_ok(client.ask("realtime:a", "phx_leave", json::object{})));
    release_checks();
    EXPECT_TRUE(is_ok(client.ask("realtime:b", "phx_join", json::object{})));
    EXPECT_EQ(hub->counters().channels, 1u);
}

TEST_F(FeedJoin, TheNewestJoinOfATopicWins) {
    start();
    add_job();
    auto client = connect();
    client.join("realtime:a", {binding("jobs")}, {}, "1");
    // Both at once, the first one's token check is the slower one.
    checks_wait = true;
    client.send(
        R"(["2","2","realtime:a","phx_join",{"config":{"postgres_changes":[{"event":"*","table":"jobs"}]}}])");
    ASSERT_TRUE(loop.run_until([&] { return checks == 3; }));
    checks_wait = false;
    client.join("realtime:a", {binding("jobs", "UPDATE")}, {}, "3");
    checks_released.notify();
    // The leave of a page's older channel must not end its newer one.
    client.send(R"(["2","8","realtime:a","phx_leave",{}])");
    touch_job();
    const auto change = client.next("postgres_changes");
    EXPECT_EQ(change.at(0).as_string(), "3");
    EXPECT_EQ(hub->counters().channels, 1u);
    touch_job();
    EXPECT_EQ(client.next().at(0).as_string(), "3") << "exactly one message a change";
}

TEST_F(FeedJoin, WaitsForTheFeedToBeFollowed) {
    start(false);
    add_job();
    touch_job(700);
    auto client = connect();
    client.send(
        R"(["1","1","realtime:a","phx_join",{"since":0,"config":{"postgres_changes":[{"event":"*","table":"jobs"}]}}])");
    ASSERT_TRUE(loop.run_until([&] { return hub->counters().channels == 1; }));
    touch_job(5);
    run();
    const auto expected = positions();
    ASSERT_EQ(expected.size(), 1 + 706u);
    for (std::size_t i = 1; i < expected.size(); ++i)
        EXPECT_EQ(get_int(client.change(), "position"), expected[i]);
}

} // namespace
} // namespace bolt::realtime
