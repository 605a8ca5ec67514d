#include "roles/backoff.hpp"

#include "base/test_loop.hpp"
#include "roles/alerts.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace bolt::roles {
namespace {

struct Fixture {
    asio::io_context io;
    ManualClock clock{io.get_executor()};
    SeededRandom random{3};
    Platform platform{io.get_executor(), clock, random};
};
const Error kAway{ErrorCode::unavailable, "away"};

TEST(Breaker, WaitsLongerWithEachFailureUpToItsLongest) {
    Fixture fixture;
    Breaker breaker("test", fixture.platform);
    Duration longest_seen{0};
    for (int i = 0; i < 12; ++i) {
        const auto delay = breaker.failed(kAway);
        const Duration full = std::min<Duration>(Duration{1s} * (1 << std::min(i, 10)), 60s);
        EXPECT_GE(delay, full / 2) << i;
        EXPECT_LE(delay, full) << i;
        longest_seen = std::max(longest_seen, delay);
        fixture.clock.advance(delay);
    }
    EXPECT_GT(longest_seen, 30s);
    EXPECT_TRUE(breaker.open());
    breaker.succeeded();
    EXPECT_FALSE(breaker.open());
    EXPECT_LE(breaker.failed(kAway), 1s);
}

TEST(Breaker, OpensAtTheThirdFailureInARow) {
    Fixture fixture;
    Breaker breaker("test", fixture.platform);
    for (int i = 0; i < 2; ++i) fixture.clock.advance(breaker.failed(kAway));
    EXPECT_FALSE(breaker.open());
    breaker.succeeded();
    for (int i = 0; i < 2; ++i) fixture.clock.advance(breaker.failed(kAway));
    EXPECT_FALSE(breaker.open());
    breaker.failed(kAway);
    EXPECT_TRUE(breaker.open());
}

TEST(Breaker, FailuresOfOneMomentCountOnce) {
    Fixture fixture;
    Breaker breaker("test", fixture.platform);
    const auto first = breaker.failed(kAway);
    for (int i = 0; i < 9; ++i) EXPECT_EQ(breaker.failed(kAway), first);
    EXPECT_EQ(breaker.failures(), 1);
    fixture.clock.advance(first / 2);
    EXPECT_EQ(breaker.failed(kAway), first - first / 2);
}

TEST(Breaker, TwoProcessesDoNotComeBackTogether) {
    Fixture fixture;
    Breaker one("one", fixture.platform), two("two", fixture.platform);
    EXPECT_NE(one.failed(kAway), two.failed(kAway));
}

TEST(Passing, IsWhatWaitingCures) {
    for (const auto code : {ErrorCode::unavailable, ErrorCode::timeout, ErrorCode::rate_limited,
                            ErrorCode::unauthenticated, ErrorCode::permission_denied, ErrorCode::cancelled})
        EXPECT_TRUE(is_passing(code)) << to_string(code);
    for (const auto code :
         {ErrorCode::invalid_argument, ErrorCode::conflict, ErrorCode::too_large, ErrorCode::internal})
        EXPECT_FALSE(is_passing(code)) << to_string(code);
}

TEST(Alerts, TellAtTheBeginningAtIntervalsAndAtTheEnd) {
    Fixture fixture;
    Alerts alerts(fixture.platform, 15min);
    alerts.set("a", false, "a happens");
    EXPECT_EQ(alerts.told(), 0U);
    for (int minute = 0; minute < 30; ++minute) {
        alerts.set("a", true, "a happens");
        fixture.clock.advance(1min);
    }
    EXPECT_EQ(alerts.told(), 2U);
    EXPECT_EQ(alerts.count(), 1);
    alerts.set("a", false, "a happens");
    alerts.set("a", false, "a happens");
    EXPECT_EQ(alerts.told(), 3U);
    EXPECT_FALSE(alerts.active("a"));
}

} // namespace
} // namespace bolt::roles
