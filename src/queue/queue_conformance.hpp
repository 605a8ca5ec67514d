#pragma once
// What every implementation of the queue port must do, as tests. An implementation joins with
//     INSTANTIATE_TEST_SUITE_P(Name, QueueConformance, testing::Values(QueueFactory{...}));
#include "base/test_loop.hpp"
#include "queue/queue.hpp"

#include <gtest/gtest.h>

namespace bolt::queue {

/// A fresh, empty queue and what it stands on.
struct QueueWorld {
    virtual ~QueueWorld() = default;
    virtual Queue& queue() = 0;
    /// A second consumer of the same queue.
    virtual Queue& other() = 0;
    /// Bodies and reasons in the dead-letter queue, in any order.
    virtual std::vector<std::pair<std::string, std::string>> dead_letters() = 0;
};

struct QueueFactory {
    std::string name;
    std::function<std::unique_ptr<QueueWorld>(TestLoop&)> make;
    /// A visibility timeout that is short for this provider but long enough to work in.
    Duration short_visibility = std::chrono::milliseconds{150};
    /// False where old receipts may work (SQS calls such a removal a success, moto even carries it out).
    bool refuses_old_receipts = true;
};
inline void PrintTo(const QueueFactory& factory, std::ostream* out) { *out << factory.name; }

class QueueConformance : public testing::TestWithParam<QueueFactory> {
  protected:
    void SetUp() override { world = GetParam().make(loop); }
    void TearDown() override { world.reset(); }

    Queue& queue() { return world->queue(); }
    std::string send(std::string body, std::map<std::string, std::string> attributes = {}) {
        auto id = loop.run(queue().send(std::move(body), std::move(attributes)));
        EXPECT_TRUE(id) << id.error().message;
        return id.value_or("");
    }
    std::vector<Message> receive(int count_max, Duration visibility = std::chrono::minutes{1},
                                 Duration wait = Duration{0}) {
        auto messages = loop.run(queue().receive(count_max, visibility, wait));
        EXPECT_TRUE(messages) << messages.error().message;
        return messages.value_or(std::vector<Message>{});
    }
    /// The one message that is there, waiting long for it.
    Message receive_one(Duration visibility = std::chrono::minutes{1}) {
        auto messages = receive(10, visibility, std::chrono::seconds{10});
        if (messages.size() != 1)
            throw std::runtime_error("expected one message, got " + std::to_string(messages.size()));
        return messages.front();
    }
    Depth depth() { return loop.run(queue().depth()).value(); }

    TestLoop loop;
    std::unique_ptr<QueueWorld> world;
};

TEST_P(QueueConformance, DeliversWhatWasSent) {
    const std::string body = R"({"name":"Gärtnerei \"Ö\" 株","n":1})";
    const auto id = send(body, {{"job_id", "j-1"}, {"priority", "2"}});
    EXPECT_FALSE(id.empty());
    const auto message = receive_one();
    EXPECT_EQ(message.id, id);
    EXPECT_EQ(message.body, body);
    EXPECT_EQ(message.attributes.at("job_id"), "j-1");
    EXPECT_EQ(message.attributes.at("priority"), "2");
    EXPECT_EQ(message.receive_count, 1);
    EXPECT_LE(message.sent_at, loop.clock.now());
    EXPECT_GT(message.sent_at, loop.clock.now() - std::chrono::minutes{1});
}

TEST_P(QueueConformance, GivesAtMostWhatWasAskedForAndEachOnce) {
    for (int i = 0; i < 5; ++i) send("message " + std::to_string(i));
    std::set<std::string> bodies;
    for (int i = 0; i < 5 && bodies.size() < 5; ++i) {
        const auto some = receive(2, std::chrono::minutes{1}, std::chrono::seconds{5});
        EXPECT_LE(some.size(), 2U);
        for (const auto& message : some) EXPECT_TRUE(bodies.insert(message.body).second) << message.body;
    }
    EXPECT_EQ(bodies.size(), 5U);
    EXPECT_TRUE(receive(10).empty());
}

TEST_P(QueueConformance, WakesAWaitingReceiverAtOnce) {
    std::optional<Duration> took;
    spawn(loop.platform.executor, "receiver", [&]() -> Async<void> {
        auto messages = co_await world->other().receive(1, std::chrono::minutes{1}, std::chrono::seconds{20});
        took = messages && messages->size() == 1 ? loop.clock.monotonic() : Duration{-1};
    });
    loop.run_until([] { return false; }, std::chrono::milliseconds{50});
    ASSERT_FALSE(took.has_value());
    const auto sent = loop.clock.monotonic();
    send("wake up");
    ASSERT_TRUE(loop.run_until([&] { return took.has_value(); }, std::chrono::seconds{5}));
    EXPECT_LT(*took - sent, std::chrono::seconds{1});
    EXPECT_GE(*took, Duration{0});
}

TEST_P(QueueConformance, AnEmptyPollEndsWhenItsWaitIsOver) {
    const auto started = loop.clock.monotonic();
    EXPECT_TRUE(receive(1, std::chrono::minutes{1}, std::chrono::milliseconds{50}).empty());
    EXPECT_GE(loop.clock.monotonic() - started, std::chrono::milliseconds{50});
}

TEST_P(QueueConformance, WakeEndsWaitsButNotLaterOnes) {
    bool ended = false;
    spawn(loop.platform.executor, "receiver", [&]() -> Async<void> {
        auto messages = co_await queue().receive(1, std::chrono::minutes{1}, std::chrono::seconds{20});
        ended = messages && messages->empty();
    });
    loop.run_until([] { return false; }, std::chrono::milliseconds{30});
    queue().wake();
    EXPECT_TRUE(loop.run_until([&] { return ended; }, std::chrono::seconds{3}));
    send("after");
    EXPECT_EQ(receive_one().body, "after");
}

TEST_P(QueueConformance, F13AMessageNotRemovedComesBackAndCounts) {
    send("again");
    const auto first = receive_one(GetParam().short_visibility);
    EXPECT_TRUE(receive(10).empty());
    const auto second = receive_one();
    EXPECT_EQ(second.id, first.id);
    EXPECT_EQ(second.receive_count, 2);
    EXPECT_NE(second.receipt, first.receipt);
}

TEST_P(QueueConformance, ARemovedMessageIsGone) {
    send("once");
    const auto message = receive_one(GetParam().short_visibility);
    EXPECT_TRUE(loop.run(queue().remove(message)));
    EXPECT_TRUE(receive(10, std::chrono::minutes{1}, 2 * GetParam().short_visibility).empty());
    EXPECT_EQ(depth().visible + depth().in_flight, 0);
}

TEST_P(QueueConformance, F13OldReceiptsAreRefused) {
    if (!GetParam().refuses_old_receipts) GTEST_SKIP() << "this provider does not tell old receipts";
    send("mine");
    const auto old = receive_one(GetParam().short_visibility);
    const auto current = receive_one();
    const auto expect_conflict = [](const Result<void>& refused) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::conflict) << refused.error().message;
    };
    expect_conflict(loop.run(queue().remove(old)));
    expect_conflict(loop.run(queue().extend(old, std::chrono::seconds{0})));
    expect_conflict(loop.run(queue().dead_letter(old, "late")));
    EXPECT_TRUE(world->dead_letters().empty());
    EXPECT_TRUE(loop.run(queue().remove(current)));
    expect_conflict(loop.run(queue().remove(current)));
    expect_conflict(loop.run(queue().extend(current, std::chrono::seconds{1})));
}

TEST_P(QueueConformance, ExtendKeepsAMessageHiddenAndZeroHandsItBack) {
    send("long work");
    const auto message = receive_one(GetParam().short_visibility);
    EXPECT_TRUE(loop.run(queue().extend(message, std::chrono::minutes{1})));
    EXPECT_TRUE(receive(10, std::chrono::minutes{1}, 2 * GetParam().short_visibility).empty());
    EXPECT_TRUE(loop.run(queue().extend(message, Duration{0})));
    EXPECT_EQ(receive_one().receive_count, 2);
}

TEST_P(QueueConformance, DeadLettersKeepBodyAndReason) {
    send("poison", {{"job_id", "j-9"}});
    EXPECT_TRUE(loop.run(queue().dead_letter(receive_one(), "the body is no JSON")));
    const auto dead = world->dead_letters();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].first, "poison");
    EXPECT_EQ(dead[0].second, "the body is no JSON");
    EXPECT_TRUE(receive(10).empty());
    EXPECT_EQ(depth().dead, 1);
    EXPECT_EQ(depth().visible + depth().in_flight, 0);
}

TEST_P(QueueConformance, DepthCountsVisibleAndInFlight) {
    // SQS calls its counts approximate: they may come a moment later.
    const auto comes_to = [&](int visible, int in_flight) {
        for (int i = 0; i < 1000; ++i)
            if (const auto seen = depth(); seen.visible == visible && seen.in_flight == in_flight)
                return true;
        return false;
    };
    for (int i = 0; i < 3; ++i) send("m");
    EXPECT_TRUE(comes_to(3, 0));
    EXPECT_EQ(receive(1).size(), 1U);
    EXPECT_TRUE(comes_to(2, 1));
    EXPECT_GE(depth().oldest, Duration{0});
}

TEST_P(QueueConformance, TwoConsumersNeverHoldTheSameMessage) {
    constexpr int kMessages = 40;
    for (int i = 0; i < kMessages; ++i) send("m" + std::to_string(i));
    std::multiset<std::string> taken;
    int running = 0;
    const auto consume = [&](Queue& consumer) -> Async<void> {
        for (;;) {
            auto messages = co_await consumer.receive(3, std::chrono::minutes{1}, Duration{0});
            if (!messages || messages->empty()) break;
            for (const auto& message : *messages) {
                taken.insert(message.body);
                EXPECT_TRUE(co_await consumer.remove(message));
            }
        }
        --running;
    };
    for (auto* consumer : {&queue(), &world->other(), &queue()}) {
        ++running;
        spawn(loop.platform.executor, "consumer", [&consume, consumer] { return consume(*consumer); });
    }
    ASSERT_TRUE(loop.run_until([&] { return running == 0; }));
    EXPECT_EQ(taken.size(), static_cast<std::size_t>(kMessages));
    EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), taken.size());
}

TEST_P(QueueConformance, RefusesWhatNoConsumerCouldRead) {
    const auto too_large = loop.run(queue().send(std::string((256 << 10) + 1, 'x'), {}));
    ASSERT_FALSE(too_large);
    EXPECT_EQ(too_large.error().code, ErrorCode::too_large);
    const auto no_text = loop.run(queue().send("\xff\xfe", {}));
    ASSERT_FALSE(no_text);
    EXPECT_EQ(no_text.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(depth().visible, 0);
    send(std::string(256 << 10, 'x'));
    EXPECT_EQ(receive_one().body.size(), std::size_t{256 << 10});
}

} // namespace bolt::queue
