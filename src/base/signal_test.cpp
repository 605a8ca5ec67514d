#include "base/signal.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace bolt {
namespace {

struct Room {
    asio::io_context io;
    ManualClock clock{io.get_executor()};
    void run() {
        io.restart();
        io.poll();
    }
    void start(std::function<Async<void>()> body) { spawn(io.get_executor(), "test", std::move(body)); }
};

TEST(Signal, WakesEveryWaiter) {
    Room room;
    Signal signal(room.clock);
    int woken = 0;
    for (int i = 0; i < 3; ++i)
        room.start([&]() -> Async<void> { woken += co_await signal.wait_past(signal.count(), 10s) ? 1 : 0; });
    room.run();
    EXPECT_EQ(woken, 0);
    signal.notify();
    room.run();
    EXPECT_EQ(woken, 3);
}

TEST(Signal, ANotificationBetweenLookingAndWaitingIsNotLost) {
    Room room;
    Signal signal(room.clock);
    const auto seen = signal.count();
    signal.notify();
    bool woken = false;
    room.start([&]() -> Async<void> { woken = co_await signal.wait_past(seen, 10s); });
    room.run();
    EXPECT_TRUE(woken);
}

TEST(Signal, GivesUpAtTheDeadlineAndOnlyThen) {
    Room room;
    Signal signal(room.clock);
    std::optional<bool> answer;
    room.start([&]() -> Async<void> { answer = co_await signal.wait_past(signal.count(), 10s); });
    room.run();
    room.clock.advance(9s);
    room.run();
    EXPECT_FALSE(answer.has_value());
    room.clock.advance(1s);
    room.run();
    ASSERT_TRUE(answer.has_value());
    EXPECT_FALSE(*answer);
}

TEST(Signal, WaitsWithoutEndForDurationMax) {
    Room room;
    Signal signal(room.clock);
    std::optional<bool> answer;
    room.start([&]() -> Async<void> { answer = co_await signal.wait_past(signal.count(), Duration::max()); });
    room.clock.advance(1h);
    room.run();
    EXPECT_FALSE(answer.has_value());
    signal.notify();
    room.run();
    EXPECT_EQ(answer, true);
}

TEST(StopToken, EndsSleepsEarlyAndForGood) {
    Room room;
    StopToken stop(room.clock);
    std::vector<bool> answers;
    room.start([&]() -> Async<void> {
        answers.push_back(co_await stop.sleep(1s));
        answers.push_back(co_await stop.sleep(1h));
        answers.push_back(co_await stop.sleep(1h));
    });
    room.run();
    room.clock.advance(1s);
    room.run();
    EXPECT_EQ(answers, std::vector{true});
    EXPECT_FALSE(stop.requested());
    stop.request();
    room.run();
    EXPECT_TRUE(stop.requested());
    EXPECT_EQ(answers, (std::vector{true, false, false}));
}

} // namespace
} // namespace bolt
