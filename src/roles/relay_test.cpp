#include "roles/relay.hpp"

#include "roles/test_pipeline.hpp"

namespace bolt::roles {
namespace {

class RelayTest : public PipelineTest {
  protected:
    /// Answers with what is next in `answers`, then 200.
    Async<Result<net::Response>> answer(net::ClientRequest request) {
        requests.push_back(std::move(request));
        if (answers.empty()) co_return net::Response::json(200, "{}");
        auto next = answers.front();
        answers.pop_front();
        co_return next;
    }
    Relay& relay(RelaySettings settings = {}) {
        settings.brain_url = "http://brain.example:8080";
        settings.token = "secret-token";
        auto& role = process->make<Relay>(
            loop().platform, database(),
            [this](net::ClientRequest request) { return answer(std::move(request)); }, settings);
        running = &run(role, *process);
        return role;
    }
    void add(std::string key, json::object payload = {{"job_id", "j-1"}}, std::string topic = "enqueue_job") {
        EXPECT_TRUE(write(
            [&](store::Tx& tx) { return store::add_outbox(tx, loop().platform, topic, key, payload); }));
    }
    int undelivered() {
        return static_cast<int>(number("SELECT count(*) FROM outbox WHERE delivered_at IS NULL"));
    }

    static constexpr BackoffSettings kFast{.first = 5ms, .longest = 20ms};
    std::vector<net::ClientRequest> requests;
    std::deque<Result<net::Response>> answers;
    Running* running = nullptr;
};

TEST_F(RelayTest, PostsAMessageToTheBrainWithItsToken) {
    add("first", {{"job_id", "j-1"}, {"customer_id", "c-1"}, {"package_size", 5}, {"priority", 2}});
    auto& role = relay();
    ASSERT_TRUE(until([&] { return undelivered() == 0; }));
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].url, "http://brain.example:8080/api/jobs/enqueue");
    EXPECT_EQ(requests[0].headers.get("Authorization"), "Bearer secret-token");
    EXPECT_EQ(requests[0].headers.get("Content-Type"), "application/json");
    const auto body = parse_json(requests[0].body);
    EXPECT_EQ(get_string(*body, "job_id"), "j-1");
    EXPECT_EQ(get_int(*body, "package_size"), 5);
    EXPECT_EQ(role.counters().delivered, 1U);
    EXPECT_TRUE(stop(*running));
}

TEST_F(RelayTest, WakesAtOnceForANewMessage) {
    relay();
    loop().run_until([] { return false; }, 50ms);
    const auto added = loop().clock.monotonic();
    add("later");
    ASSERT_TRUE(until([&] { return undelivered() == 0; }));
    EXPECT_LT(loop().clock.monotonic() - added, 2s);
    EXPECT_TRUE(stop(*running));
}

TEST_F(RelayTest, AJobTheBrainKnowsCountsAsDelivered) {
    answers.push_back(net::Response::json(409, "{}"));
    add("known");
    auto& role = relay();
    ASSERT_TRUE(until([&] { return undelivered() == 0; }));
    EXPECT_EQ(role.counters().known, 1U);
    EXPECT_TRUE(stop(*running));
}

TEST_F(RelayTest, TriesAgainUntilTheBrainAnswers) {
    answers = {fail(ErrorCode::unavailable, "connection refused"), fail(ErrorCode::timeout, "too slow"),
               net::Response::json(503, "busy"), net::Response::json(401, "who?"),
               net::Response::json(500, "oops")};
    add("patience");
    auto& role = relay({.backoff = kFast});
    ASSERT_TRUE(until([&] { return !role.healthy(); }));
    ASSERT_TRUE(until([&] { return undelivered() == 0; }));
    EXPECT_EQ(requests.size(), 6U);
    EXPECT_EQ(role.counters().failed, 5U);
    EXPECT_TRUE(role.healthy());
    EXPECT_EQ(number("SELECT attempts FROM outbox"), 5);
    EXPECT_TRUE(stop(*running));
}

TEST_F(RelayTest, WaitsAsLongAsTheBrainAsks) {
    auto busy = net::Response::json(429, "later");
    busy.headers.set("Retry-After", "1");
    answers.push_back(busy);
    add("polite");
    const auto started = loop().clock.monotonic();
    relay({.backoff = kFast});
    ASSERT_TRUE(until([&] { return undelivered() == 0; }));
    EXPECT_GE(loop().clock.monotonic() - started, 1s);
    EXPECT_TRUE(stop(*running));
}

TEST_F(RelayTest, AWrongMessageIsKeptWithItsErrorAndHoldsUpNoOther) {
    answers = {net::Response::json(400, R"({"detail":"job_id is missing"})"),
               net::Response::json(404, "no such job"),
               net::problem(409, "mismatch", "", "customer_mismatch")};
    add("wrong");
    auto& role = relay({.batch = 1, .backoff = kFast});
    ASSERT_TRUE(until([&] { return role.counters().refused == 1; }));
    add("gone");
    ASSERT_TRUE(until([&] { return role.counters().refused == 2; }));
    add("stranger");
    ASSERT_TRUE(until([&] { return role.counters().refused == 3; }));
    add("good");
    ASSERT_TRUE(until([&] { return role.counters().delivered == 1; }));
    ASSERT_TRUE(until([&] { return undelivered() == 3; }));
    EXPECT_EQ(requests.size(), 4U);
    EXPECT_NE(text("SELECT last_error FROM outbox WHERE dedupe_key = 'wrong'").find("400: {\"detail\""),
              std::string::npos);
    EXPECT_GT(parse_time(text("SELECT next_attempt_at FROM outbox WHERE dedupe_key = 'wrong'")),
              loop().clock.now() + 5h);
    EXPECT_TRUE(role.healthy());
    EXPECT_TRUE(stop(*running));
}

TEST_F(RelayTest, AnUnknownTopicIsRefusedWithoutACall) {
    add("odd", {}, "send_balloons");
    auto& role = relay();
    ASSERT_TRUE(until([&] { return role.counters().refused == 1; }));
    EXPECT_TRUE(requests.empty());
    EXPECT_TRUE(stop(*running));
}

TEST_F(RelayTest, MessagesOfARelayThatDiedAreDeliveredByTheNext) {
    add("orphan");
    write([&](store::Tx& tx) { return store::take_outbox(tx, loop().platform.now(), 1, 200ms); });
    relay();
    EXPECT_TRUE(requests.empty());
    ASSERT_TRUE(until([&] { return undelivered() == 0; }));
    EXPECT_EQ(requests.size(), 1U);
    EXPECT_TRUE(stop(*running));
}

} // namespace
} // namespace bolt::roles
