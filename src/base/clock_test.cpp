#include "base/clock.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <vector>

namespace bolt {
namespace {

TimePoint at(std::int64_t seconds, std::int64_t us = 0) {
    return TimePoint{std::chrono::seconds{seconds} + std::chrono::microseconds{us}};
}

TEST(TimeText, IsFixedWidthUtc) {
    EXPECT_EQ(format_time(at(1795431600, 123456)), "2026-11-23T11:00:00.123456+00:00");
    EXPECT_EQ(format_time(TimePoint{}), "1970-01-01T00:00:00.000000+00:00");
    EXPECT_LT(format_time(at(1795431600, 9)), format_time(at(1795431600, 10)));
}

struct Written {
    const char* text;
    TimePoint time;
};

TEST(TimeText, ReadsWhatStoresAndRfc3339Write) {
    const auto noon = at(1795431600);
    const Written cases[] = {
        {"2026-11-23T11:00:00.000000+00:00", noon}, // ours
        {"2026-11-23 11:00:00+00", noon},           // PostgreSQL timestamptz
        {"2026-11-23 16:30:00.5+05:30", at(1795431600, 500000)},
        {"2026-11-23 11:00:00", noon}, // SQLite datetime()
        {"2026-11-23t11:00z", noon},   // lower case, no seconds
        {"2026-11-23T03:00:00-08:00", noon},
        {"2026-11-23T11:00:00.1234567899Z", at(1795431600, 123456)},
        {"2026-11-23", at(1795392000)},
        {"2016-12-31T23:59:60Z", at(1483228800)}, // a leap second
    };
    for (const auto& each : cases) EXPECT_EQ(parse_time(each.text), each.time) << each.text;
    for (std::int64_t s = -5'000'000'000; s < 50'000'000'000; s += 999'999'937)
        EXPECT_EQ(parse_time(format_time(at(s, 42))), at(s, 42)) << s;
}

TEST(TimeText, GivesTheEpochForAnythingElse) {
    for (const char* text :
         {"", "today", "2026", "2026-13-01", "2026-02-30", "2026-11-23T25:00:00", "2026-11-23T11:61:00",
          "2026-11-23T11:00:00.Z", "2026-11-23T11:00:00Zulu", "2026-11-23T11:00:00+99:00",
          "2026-11-23T11:00:00 +00", "2026-11-23T", "2026-11-23T11", "2026-1-23", "-026-11-23",
          "2026-11-23T11:00:00+0", "9999999999999999999999"})
        EXPECT_EQ(parse_time(text), TimePoint{}) << text;
}

struct Waits {
    asio::io_context io;
    ManualClock clock{io.get_executor()};
    std::vector<int> woken;

    void start(int name, Duration duration) {
        spawn(io.get_executor(), "wait", [this, name, duration]() -> Async<void> {
            co_await clock.sleep(duration);
            woken.push_back(name);
        });
    }
    void run() {
        io.restart();
        io.poll();
    }
};

TEST(ManualClock, WakesTimersInTheirOrderWhenTimePasses) {
    Waits waits;
    const auto start = waits.clock.now();
    waits.start(3, 30s);
    waits.start(1, 10s);
    waits.start(2, 20s);
    waits.run();
    EXPECT_TRUE(waits.woken.empty());
    EXPECT_EQ(waits.clock.until_next_timer(), Duration{10s});
    waits.clock.advance(9999999us);
    waits.run();
    EXPECT_TRUE(waits.woken.empty());
    waits.clock.advance(10s + 1us);
    waits.run();
    EXPECT_EQ(waits.woken, (std::vector{1, 2}));
    EXPECT_EQ(waits.clock.until_next_timer(), Duration{10s});
    waits.clock.advance(1h);
    waits.run();
    EXPECT_EQ(waits.woken, (std::vector{1, 2, 3}));
    EXPECT_EQ(waits.clock.until_next_timer(), Duration::max());
    EXPECT_EQ(waits.clock.now() - start, Duration{20s + 1h});
    EXPECT_EQ(waits.clock.monotonic(), Duration{20s + 1h});
}

TEST(ManualClock, DoesNotWaitForZeroNorForGoneTimers) {
    Waits waits;
    waits.start(1, 0s);
    waits.run();
    EXPECT_EQ(waits.woken, std::vector{1});
    {
        auto timer = waits.clock.timer();
    }
    EXPECT_EQ(waits.clock.until_next_timer(), Duration::max());
}

TEST(SystemClock, ACancelledEndlessWaitResumes) {
    asio::io_context io;
    SystemClock clock(io.get_executor());
    auto timer = clock.timer();
    bool resumed = false;
    spawn(io.get_executor(), "endless", [&]() -> Async<void> {
        co_await timer->wait(Duration::max());
        resumed = true;
    });
    io.poll();
    EXPECT_FALSE(resumed);
    timer->cancel();
    io.restart();
    io.poll();
    EXPECT_TRUE(resumed);
}

} // namespace
} // namespace bolt
