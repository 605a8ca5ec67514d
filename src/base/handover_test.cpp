#include "base/handover.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace bolt {
namespace {

using Line = Handover<int, std::optional<int>>;

struct Market {
    asio::io_context io;
    ManualClock clock{io.get_executor()};
    Line line{clock};
    Signal over{clock};
    std::vector<std::pair<int, std::optional<int>>> got; ///< consumer, product

    void consume(int name) {
        spawn(io.get_executor(), "consumer", [this, name]() -> Async<void> {
            Line::Waiter waiter(line, name);
            co_await over.wait_past(over.count(), 10s);
            auto product = co_await waiter.leave();
            got.emplace_back(name, product);
        });
        run();
    }
    void run() {
        io.restart();
        io.poll();
    }
};

TEST(Handover, ServesTheLongestWaiting) {
    Market market;
    EXPECT_EQ(market.line.promise(), nullptr);
    market.consume(1);
    market.consume(2);
    auto* first = market.line.promise();
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->wish, 1);
    auto* second = market.line.promise();
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second->wish, 2);
    EXPECT_EQ(market.line.promise(), nullptr);
    market.line.give(*second, 20);
    market.line.give(*first, 10);
    market.over.notify();
    market.run();
    EXPECT_EQ(market.got, (std::vector<std::pair<int, std::optional<int>>>{{1, 10}, {2, 20}}));
}

TEST(Handover, AConsumerWhoseWaitIsOverStillGetsWhatWasPromised) {
    Market market;
    market.consume(1);
    auto* waiter = market.line.promise();
    market.clock.advance(11s);
    market.run();
    EXPECT_TRUE(market.got.empty());
    market.line.give(*waiter, 7);
    market.run();
    ASSERT_EQ(market.got.size(), 1U);
    EXPECT_EQ(market.got[0].second, 7);
}

TEST(Handover, AFailedPromiseAndNoPromiseGiveNothing) {
    Market market;
    market.consume(1);
    market.consume(2);
    market.line.give(*market.line.promise(), std::nullopt);
    market.over.notify();
    market.run();
    ASSERT_EQ(market.got.size(), 2U);
    for (const auto& [name, product] : market.got) EXPECT_FALSE(product) << name;
    EXPECT_EQ(market.line.promise(), nullptr);
}

} // namespace
} // namespace bolt
