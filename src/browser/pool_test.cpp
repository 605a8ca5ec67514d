#include "browser/pool.hpp"

#include "browser/testing.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

namespace bolt::browser {
namespace {

using testing::World;

class PoolTest : public ::testing::Test {
  protected:
    void run(PoolSettings settings, std::function<Async<void>()> body) {
        auto made = TemporaryFolder::make(world.platform, "");
        ASSERT_TRUE(made) << made.error().message;
        settings.browser.temporary_folder = (*made)->path();
        folder = (*made)->path();
        pool = std::make_unique<BrowserPool>(world.platform, settings);
        world.run([&]() -> Async<void> {
            co_await body();
            if (pool) co_await pool->shutdown(5s);
        });
        EXPECT_EQ(leftovers(), 0) << "a driver's temporary folder is still there";
        pool.reset();
        (*made)->remove();
    }
    int leftovers() const {
        int count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) count += entry.is_directory();
        return count;
    }
    Async<std::shared_ptr<Page>> open_page(Lease& lease) {
        auto page = co_await lease.context().new_page();
        if (!page) ADD_FAILURE() << page.error().message;
        co_return page ? *page : nullptr;
    }
    /// Takes a lease, uses it, gives it back.
    Async<void> use_once() {
        auto lease = co_await pool->acquire({}, 20s);
        REQUIRE_OK(lease);
        const auto page = co_await open_page(*lease);
        REQUIRE(page);
        EXPECT_TRUE(co_await page->responsive(5s));
        co_await lease->release();
    }

    World world;
    std::string folder;
    std::unique_ptr<BrowserPool> pool;
};

TEST_F(PoolTest, LeasesFreshContextsOfOneBrowser) {
    run({}, [&]() -> Async<void> {
        for (int i = 0; i < 3; ++i) co_await use_once();
        const auto stats = pool->stats();
        EXPECT_EQ(stats.leases, 3u);
        EXPECT_EQ(stats.browsers, 1u);
        EXPECT_EQ(stats.drivers, 1u);
        EXPECT_EQ(stats.in_use, 0);
        EXPECT_EQ(stats.strikes, 0u);
    });
}

TEST_F(PoolTest, BoundsTheLeasesAndWakesWhoWaits) {
    run({.contexts_max = 2}, [&]() -> Async<void> {
        auto first = co_await pool->acquire({}, 20s);
        auto second = co_await pool->acquire({}, 20s);
        REQUIRE(first && second);
        const auto third = co_await pool->acquire({}, 50ms);
        REQUIRE(!third);
        EXPECT_EQ(third.error().failure, Failure::timeout);
        spawn(world.io.get_executor(), "release", [&]() -> Async<void> { co_await first->release(); });
        auto fourth = co_await pool->acquire({}, 20s);
        REQUIRE_OK(fourth);
        EXPECT_EQ(pool->stats().in_use, 2);
        // A lease that is only dropped comes back too.
        {
            const auto dropped = std::move(*fourth);
        }
        auto fifth = co_await pool->acquire({}, 20s);
        REQUIRE_OK(fifth);
        co_await second->release();
        co_await fifth->release();
        EXPECT_EQ(pool->stats().in_use, 0);
        EXPECT_EQ(pool->stats().waiting, 0);
    });
}

TEST_F(PoolTest, RecyclesTheBrowserWhileLeasesLiveOn) {
    run({.contexts_max = 2, .leases_per_browser = 2}, [&]() -> Async<void> {
        auto keeper = co_await pool->acquire({}, 20s);
        REQUIRE_OK(keeper);
        const auto page = co_await open_page(*keeper);
        REQUIRE(page);
        for (int i = 0; i < 4; ++i) co_await use_once();
        EXPECT_EQ(pool->stats().browsers, 3u);
        EXPECT_EQ(pool->stats().drivers, 1u);
        EXPECT_TRUE(co_await page->responsive(5s)) << "the old browser closed under its last lease";
        co_await keeper->release();
    });
}

TEST_F(PoolTest, ReplacesAKilledDriver) {
    run({}, [&]() -> Async<void> {
        auto lease = co_await pool->acquire({}, 20s);
        REQUIRE_OK(lease);
        const auto page = co_await open_page(*lease);
        REQUIRE(page);
        ::kill(pool->stats().driver_pid, SIGKILL);
        EXPECT_FALSE(co_await page->main_frame().evaluate("() => new Promise(() => {})"));
        co_await lease->release();
        co_await use_once();
        EXPECT_EQ(pool->stats().drivers, 2u);
        EXPECT_EQ(pool->stats().in_use, 0);
    });
}

TEST_F(PoolTest, ReplacesAFrozenDriver) {
    run({.contexts_max = 2, .close_timeout = 100ms}, [&]() -> Async<void> {
        auto lease = co_await pool->acquire({}, 20s);
        REQUIRE_OK(lease);
        const auto frozen = pool->stats().driver_pid;
        ::kill(frozen, SIGSTOP);
        co_await lease->release(); // 100 ms + 5 s: the driver does not answer
        EXPECT_NE(pool->stats().driver_pid, frozen);
        co_await use_once();
        EXPECT_EQ(pool->stats().drivers, 2u);
    });
}

TEST_F(PoolTest, StrikesReplaceTheBrowser) {
    run({.strikes_max = 2}, [&]() -> Async<void> {
        for (int i = 0; i < 2; ++i) {
            auto lease = co_await pool->acquire({}, 20s);
            REQUIRE_OK(lease);
            lease->strike("the page hung");
            co_await lease->release();
        }
        EXPECT_EQ(pool->stats().strikes, 2u);
        EXPECT_EQ(pool->stats().browsers, 1u);
        co_await use_once();
        EXPECT_EQ(pool->stats().browsers, 2u);
        EXPECT_EQ(pool->stats().drivers, 1u);
    });
}

TEST_F(PoolTest, ManyAtOnceShareOneStart) {
    run({.contexts_max = 3}, [&]() -> Async<void> {
        Signal done(world.clock);
        for (int i = 0; i < 6; ++i)
            spawn(world.io.get_executor(), "user", [&]() -> Async<void> {
                co_await use_once();
                done.notify();
            });
        while (done.count() < 6)
            if (!co_await done.wait_past(done.count(), 30s)) break;
        EXPECT_EQ(done.count(), 6u);
        EXPECT_EQ(pool->stats().leases, 6u);
        EXPECT_EQ(pool->stats().drivers, 1u);
        EXPECT_EQ(pool->stats().browsers, 1u);
    });
}

TEST_F(PoolTest, ShutdownCancelsWaitersAndPendingCalls) {
    run({.contexts_max = 1}, [&]() -> Async<void> {
        auto lease = co_await pool->acquire({}, 20s);
        REQUIRE_OK(lease);
        const auto page = co_await open_page(*lease);
        REQUIRE(page);
        std::vector<Failure> failures;
        Signal done(world.clock);
        spawn(world.io.get_executor(), "waiter", [&]() -> Async<void> {
            const auto none = co_await pool->acquire({}, 60s);
            if (!none) failures.push_back(none.error().failure);
            done.notify();
        });
        spawn(world.io.get_executor(), "pending", [&]() -> Async<void> {
            const auto cut =
                co_await page->main_frame().evaluate("() => new Promise(() => {})", nullptr, 60s);
            if (!cut) failures.push_back(cut.error().failure);
            done.notify();
        });
        co_await world.clock.sleep(20ms);
        co_await pool->shutdown(5s);
        while (done.count() < 2)
            if (!co_await done.wait_past(done.count(), 2s)) break;
        EXPECT_EQ(failures, (std::vector<Failure>{Failure::cancelled, Failure::cancelled}));
        co_await lease->release();
        const auto late = co_await pool->acquire({}, 1s);
        REQUIRE(!late);
        EXPECT_EQ(late.error().failure, Failure::cancelled);
    });
}

TEST_F(PoolTest, ShutdownDuringTheStartEndsIt) {
    run({}, [&]() -> Async<void> {
        std::optional<Failure> failure;
        Signal done(world.clock);
        spawn(world.io.get_executor(), "starter", [&]() -> Async<void> {
            const auto lease = co_await pool->acquire({}, 20s);
            if (!lease) failure = lease.error().failure;
            done.notify();
        });
        co_await world.clock.sleep(50ms);
        co_await pool->shutdown(10s);
        if (done.count() == 0) co_await done.wait_past(0, 10s);
        EXPECT_EQ(failure, Failure::cancelled);
    });
}

TEST_F(PoolTest, AMissingPartIsToldWithItsFix) {
    run({.browser = {.chromium = "/no/chromium"}}, [&]() -> Async<void> {
        const auto lease = co_await pool->acquire({}, 20s);
        REQUIRE(!lease);
        EXPECT_EQ(lease.error().failure, Failure::setup);
        EXPECT_TRUE(lease.error().mentions("/no/chromium"));
        EXPECT_EQ(pool->stats().in_use, 0);
        const auto warm = co_await pool->warm_up();
        EXPECT_FALSE(warm);
    });
}

TEST_F(PoolTest, SweepsFoldersOfDeadOwnersOnly) {
    World own;
    auto parent = TemporaryFolder::make(own.platform, "");
    ASSERT_TRUE(parent);
    std::string dead;
    {
        auto made = TemporaryFolder::make(own.platform, (*parent)->path());
        ASSERT_TRUE(made);
        dead = (*made)->path();
        std::ofstream(dead + "/profile") << "left";
    }
    auto living = TemporaryFolder::make(own.platform, (*parent)->path());
    ASSERT_TRUE(living);
    std::filesystem::create_directory((*parent)->path() + "/somebody-else");
    EXPECT_EQ(TemporaryFolder::sweep((*parent)->path()), 1);
    EXPECT_FALSE(std::filesystem::exists(dead));
    EXPECT_TRUE(std::filesystem::exists((*living)->path()));
    EXPECT_TRUE(std::filesystem::exists((*parent)->path() + "/somebody-else"));
    EXPECT_TRUE((*living)->remove());
    EXPECT_TRUE((*parent)->remove());
}

} // namespace
} // namespace bolt::browser
