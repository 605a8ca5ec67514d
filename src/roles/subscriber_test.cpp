#include "roles/subscriber.hpp"

#include "roles/test_pipeline.hpp"
#include "store/jobs.hpp"

#include <gmock/gmock.h>

namespace bolt::roles {
namespace {

using testing::ElementsAre;

class SubscriberTest : public PipelineTest {
  protected:
    /// The reasons in the dead-letter queue.
    std::vector<std::string> reasons() {
        std::vector<std::string> found;
        const auto dead =
            rows("SELECT attributes ->> 'reason' FROM queue_messages WHERE queue = 'jobs-dlq' ORDER BY id");
        for (std::size_t i = 0; i < dead.size(); ++i) found.push_back(dead.text(i, 0));
        return found;
    }
    int messages() {
        return static_cast<int>(number("SELECT count(*) FROM queue_messages WHERE queue = 'jobs'"));
    }
    int runs() { return static_cast<int>(number("SELECT count(*) FROM flow_runs")); }
};

TEST_F(SubscriberTest, StartsTheFlowAndRemovesTheMessage) {
    const auto job = new_job();
    auto& subscriber = subscribe();
    send(body(job, 3, 2));
    ASSERT_TRUE(until([&] { return runs() == 1 && messages() == 0; }));
    EXPECT_EQ(job_status(job.job_id), "queued");
    EXPECT_THAT(history(job.job_id), ElementsAre("queue_claimed", "flow_triggered"));
    EXPECT_EQ(number("SELECT package_size FROM jobs"), 3);
    EXPECT_EQ(number("SELECT priority FROM jobs"), 2);
    EXPECT_EQ(number("SELECT priority FROM flow_runs"), 2);
    EXPECT_EQ(text("SELECT idempotency_key FROM flow_runs"), job.job_id);
    EXPECT_EQ(text("SELECT h.details ->> 'flow_run_id' FROM queue_history h WHERE event = 'flow_triggered'"),
              text("SELECT id FROM flow_runs"));
    EXPECT_EQ(number("SELECT details ->> 'receive_count' FROM queue_history WHERE event = 'queue_claimed'"),
              1);
    EXPECT_NE(text("SELECT details ->> 'message_id' FROM queue_history WHERE event = 'queue_claimed'"), "");
    EXPECT_EQ(subscriber.counters().started, 1U);
    EXPECT_TRUE(subscriber.healthy());
    stop_roles();
}

TEST_F(SubscriberTest, AnotherMessageOfTheSameJobStartsNothing) {
    const auto job = new_job();
    auto& subscriber = subscribe();
    for (int i = 0; i < 5; ++i) send(body(job));
    ASSERT_TRUE(until([&] { return messages() == 0 && subscriber.counters().received == 5; }));
    EXPECT_EQ(runs(), 1);
    EXPECT_EQ(count_events(job.job_id, "flow_triggered"), 1);
    EXPECT_EQ(count_events(job.job_id, "queue_claimed"), 5);
    EXPECT_EQ(count_events(job.job_id, "skipped_duplicate"), 4);
    EXPECT_EQ(subscriber.counters().duplicates, 4U);
    stop_roles();
}

TEST_F(SubscriberTest, F13ARedeliveryAfterACrashWritesNoEventTwice) {
    const auto job = new_job();
    send(body(job));
    {
        // A subscriber that dies after the flow started, before the message was removed.
        Process dying(place);
        auto& role = dying.make<Subscriber>(dying.loop->platform, *dying.database, *dying.queue, *dying.flow,
                                            SubscriberSettings{.visibility = 200ms, .settle_delay = 1h});
        run(role, dying);
        ASSERT_TRUE(dying.loop->run_until([&] { return count_events(job.job_id, "flow_triggered") == 1; }));
    }
    EXPECT_EQ(messages(), 1);
    subscribe();
    ASSERT_TRUE(until([&] { return messages() == 0; }));
    EXPECT_EQ(runs(), 1);
    EXPECT_THAT(history(job.job_id), ElementsAre("queue_claimed", "flow_triggered"));
    stop_roles();
}

TEST_F(SubscriberTest, F15BadMessagesGoToTheDeadLettersWithTheirReason) {
    const auto job = new_job();
    const auto other = new_job();
    const std::string nobody = "00000000-0000-4000-8000-000000000000";
    auto mixed = job;
    mixed.customer_id = other.customer_id;
    const std::string ids = fmt::format(R"("job_id":"{}","customer_id":"{}")", job.job_id, job.customer_id);
    const std::pair<std::string, std::string> bad[] = {
        {"no json", "the body is no JSON"},
        {"[1]", "must be a JSON object"},
        {"{}", "job_id is missing"},
        {R"({"job_id":7,"customer_id":"x"})", "job_id must be a text"},
        {R"({"job_id":"7","customer_id":"x"})", "job_id must be a UUID"},
        {fmt::format(R"({{"job_id":"{}"}})", job.job_id), "customer_id is missing"},
        {fmt::format(R"({{"job_id":"{}","customer_id":""}})", job.job_id), "customer_id must be a text"},
        {"{" + ids + R"(,"package_size":-1})", "package_size must be"},
        {"{" + ids + R"(,"package_size":"50"})", "package_size must be"},
        {"{" + ids + R"(,"package_size":1.5})", "package_size must be"},
        {"{" + ids + R"(,"priority":0})", "priority must be"},
        {"{" + ids + R"(,"priority":5})", "priority must be"},
        {"{" + ids + R"(,"priority":"soon"})", "priority must be"},
        {"{" + ids + R"(,"metadata":[]})", "metadata must be"},
        {body({nobody, nobody}), "the job does not exist"},
        {body(mixed), "the job belongs to another customer"},
    };
    for (const auto& [text, reason] : bad) send(text);
    auto& subscriber = subscribe();
    ASSERT_TRUE(until([&] { return messages() == 0; }));
    ASSERT_TRUE(until([&] { return subscriber.counters().dead_lettered == std::size(bad); }));
    const auto dead =
        rows("SELECT body, attributes ->> 'reason' FROM queue_messages WHERE queue = 'jobs-dlq'");
    std::map<std::string, std::string> found;
    for (std::size_t i = 0; i < dead.size(); ++i) found[dead.text(i, 0)] = dead.text(i, 1);
    EXPECT_EQ(found.size(), std::size(bad));
    for (const auto& [text, reason] : bad)
        EXPECT_NE(found[text].find(reason), std::string::npos) << text << " -> " << found[text];
    EXPECT_EQ(runs(), 0);
    EXPECT_EQ(job_status(job.job_id), "pending");
    EXPECT_EQ(number("SELECT count(*) FROM queue_history WHERE event NOT IN ('dlq')"), 0);
    // The one whose job exists and could be read.
    EXPECT_TRUE(until([&] { return count_events(job.job_id, "dlq") == 1; }));
    stop_roles();
}

TEST_F(SubscriberTest, UnknownMembersAreIgnoredAndMissingOnesHaveDefaults) {
    const auto job = new_job("enterprise", 1);
    subscribe();
    send(fmt::format(R"({{"job_id":"{}","customer_id":"{}","colour":"blue"}})", job.job_id, job.customer_id));
    ASSERT_TRUE(until([&] { return runs() == 1 && messages() == 0; }));
    EXPECT_TRUE(rows("SELECT package_size FROM jobs").null(0, 0));
    stop_roles();
}

TEST_F(SubscriberTest, AMessageOfAnEndedJobIsDroppedWithHistory) {
    const auto job = new_job();
    write([&](store::Tx& tx) { return store::cancel_job(tx, loop().platform, job.job_id, "staff:test"); });
    const auto before = history(job.job_id).size();
    auto& subscriber = subscribe();
    send(body(job));
    ASSERT_TRUE(until([&] { return messages() == 0 && subscriber.counters().dropped == 1; }));
    EXPECT_EQ(job_status(job.job_id), "cancelled");
    EXPECT_EQ(runs(), 0);
    const auto events = history(job.job_id);
    ASSERT_EQ(events.size(), before + 1);
    EXPECT_EQ(events.back(), "skipped_duplicate");
    EXPECT_TRUE(reasons().empty());
    stop_roles();
}

TEST_F(SubscriberTest, ARetryStartsARunOfItsOwn) {
    const auto job = new_job();
    subscribe();
    send(body(job));
    send(body(job, 0, 4, {{"retry", 1}}));
    send(body(job, 0, 4, {{"retry", 1}}));
    ASSERT_TRUE(until([&] { return messages() == 0; }));
    EXPECT_EQ(runs(), 2);
    EXPECT_EQ(number("SELECT count(*) FROM flow_runs WHERE idempotency_key = '" + job.job_id + ":1'"), 1);
    stop_roles();
}

TEST_F(SubscriberTest, F15AMessageDeliveredTooOftenIsPoison) {
    const auto job = new_job();
    send(body(job));
    for (int i = 0; i < 3; ++i) {
        auto taken = loop().run(queue().receive(1, 0s, 5s));
        ASSERT_EQ(taken->size(), 1U);
    }
    subscribe();
    ASSERT_TRUE(until([&] { return messages() == 0; }));
    EXPECT_THAT(reasons(), ElementsAre("too many receives"));
    EXPECT_EQ(runs(), 0);
    ASSERT_TRUE(until([&] { return count_events(job.job_id, "dlq") == 1; }));
    stop_roles();
}

/// Fails as told, then works.
struct FlakyFlow final : flow::Orchestrator {
    explicit FlakyFlow(flow::Orchestrator& below) : below(below) {}
    Async<Result<flow::Run>> start(flow::StartRun request) override {
        ++starts;
        if (failures_left-- > 0) co_return fail(code, "the orchestrator is away");
        co_return co_await below.start(std::move(request));
    }
    Async<Result<std::optional<flow::Run>>> claim(std::string worker_id, Duration wait) override {
        co_return co_await below.claim(std::move(worker_id), wait);
    }
    std::string provider() const override { return "flaky"; }
    flow::Orchestrator& below;
    int failures_left = 0, starts = 0;
    ErrorCode code = ErrorCode::unavailable;
};

/// Fails as told, then works.
struct FlakyQueue final : queue::Queue {
    explicit FlakyQueue(queue::Queue& below) : below(below) {}
    Async<Result<std::string>> send(std::string body,
                                    std::map<std::string, std::string> attributes) override {
        co_return co_await below.send(std::move(body), std::move(attributes));
    }
    Async<Result<std::vector<queue::Message>>> receive(int count_max, Duration visibility,
                                                       Duration wait) override {
        ++receives;
        if (away) co_return fail(ErrorCode::unavailable, "the queue is away");
        co_return co_await below.receive(count_max, visibility, std::min<Duration>(wait, 50ms));
    }
    Async<Result<void>> remove(const queue::Message& message) override {
        co_return co_await below.remove(message);
    }
    Async<Result<void>> extend(const queue::Message& message, Duration visibility) override {
        ++extends;
        co_return co_await below.extend(message, visibility);
    }
    Async<Result<void>> dead_letter(const queue::Message& message, std::string reason) override {
        if (dead_letters_away-- > 0) co_return fail(ErrorCode::unavailable, "the dead-letter queue is away");
        co_return co_await below.dead_letter(message, std::move(reason));
    }
    Async<Result<queue::Depth>> depth() override { co_return co_await below.depth(); }
    void wake() override { below.wake(); }
    std::string provider() const override { return "flaky"; }
    std::string url() const override { return "flaky:jobs"; }
    queue::Queue& below;
    bool away = false;
    int receives = 0, extends = 0, dead_letters_away = 0;
};

class SubscriberOutage : public SubscriberTest {
  protected:
    void SetUp() override {
        SubscriberTest::SetUp();
        flow = &process->make<FlakyFlow>(*process->flow);
        flaky = &process->make<FlakyQueue>(*process->queue);
    }
    Subscriber& begin(SubscriberSettings settings = {.backoff = {.first = 5ms, .longest = 20ms}}) {
        auto& role = process->make<Subscriber>(loop().platform, database(), *flaky, *flow, settings);
        subscriber_running = &run(role, *process);
        return role;
    }
    FlakyFlow* flow = nullptr;
    FlakyQueue* flaky = nullptr;
};

TEST_F(SubscriberOutage, F16AnOrchestratorOutageUsesUpNoDeliveries) {
    const auto job = new_job();
    flow->failures_left = 12;
    auto& subscriber = begin();
    send(body(job));
    ASSERT_TRUE(until([&] { return !subscriber.healthy(); }));
    ASSERT_TRUE(until([&] { return runs() == 1 && messages() == 0; }));
    EXPECT_TRUE(subscriber.healthy());
    EXPECT_EQ(subscriber.counters().received, 1U);
    EXPECT_EQ(flow->starts, 13);
    EXPECT_TRUE(reasons().empty());
    EXPECT_THAT(history(job.job_id), ElementsAre("queue_claimed", "flow_triggered"));
    stop_roles();
}

TEST_F(SubscriberOutage, AMessageWorkedOnForLongStaysInvisible) {
    const auto job = new_job();
    flow->failures_left = 1'000'000;
    begin({.visibility = 150ms, .backoff = {.first = 5ms, .longest = 20ms}});
    send(body(job));
    ASSERT_TRUE(until([&] { return flaky->extends >= 6; }));
    EXPECT_EQ(number("SELECT receive_count FROM queue_messages"), 1);
    flow->failures_left = 0;
    ASSERT_TRUE(until([&] { return runs() == 1 && messages() == 0; }));
    stop_roles();
}

TEST_F(SubscriberOutage, F14RecoversFromAQueueOutageByItself) {
    const auto job = new_job();
    flaky->away = true;
    auto& subscriber = begin();
    ASSERT_TRUE(until([&] { return !subscriber.healthy() && flaky->receives > 5; }));
    send(body(job));
    flaky->away = false;
    ASSERT_TRUE(until([&] { return runs() == 1 && messages() == 0; }));
    EXPECT_TRUE(subscriber.healthy());
    stop_roles();
}

TEST_F(SubscriberOutage, ADeadLetterQueueOutageLosesNoMessageAndHoldsUpNoOther) {
    const auto job = new_job();
    flaky->dead_letters_away = 1'000'000;
    begin();
    send("poison");
    send(body(job));
    ASSERT_TRUE(until([&] { return runs() == 1 && flaky->dead_letters_away < 999'990; }));
    EXPECT_TRUE(reasons().empty());
    flaky->dead_letters_away = 0;
    ASSERT_TRUE(until([&] { return reasons().size() == 1; }));
    EXPECT_NE(reasons()[0].find("no JSON"), std::string::npos);
    ASSERT_TRUE(until([&] { return messages() == 0; }));
    stop_roles();
}

TEST_F(SubscriberOutage, AMessageThatAlwaysFailsEndsInTheDeadLetters) {
    const auto job = new_job();
    flow->failures_left = 1'000'000;
    flow->code = ErrorCode::internal;
    begin();
    send(body(job));
    ASSERT_TRUE(until([&] { return reasons().size() == 1; }));
    EXPECT_THAT(reasons(), ElementsAre("too many receives"));
    EXPECT_EQ(flow->starts, 3);
    EXPECT_EQ(count_events(job.job_id, "queue_claimed"), 1);
    stop_roles();
}

TEST_F(SubscriberOutage, StopHandsMessagesInHandBackAtOnce) {
    const auto job = new_job();
    flow->failures_left = 1'000'000;
    begin({.visibility = 1h, .backoff = {.first = 1h, .longest = 1h}});
    send(body(job));
    ASSERT_TRUE(until([&] { return flow->starts == 1; }));
    EXPECT_TRUE(stop(*subscriber_running));
    const auto messages = loop().run(queue().receive(1, 1min, 5s)).value();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].receive_count, 2);
}

TEST_F(SubscriberOutage, StopsAtOnceInTheMiddleOfALongPoll) {
    begin({.wait = 1h});
    ASSERT_TRUE(until([&] { return flaky->receives == 1; }));
    subscribe({.wait = 1h}); // the real queue's long poll
    loop().run_until([] { return false; }, 30ms);
    const auto started = loop().clock.monotonic();
    EXPECT_TRUE(stop(*subscriber_running));
    EXPECT_LT(loop().clock.monotonic() - started, 2s);
}

} // namespace
} // namespace bolt::roles
