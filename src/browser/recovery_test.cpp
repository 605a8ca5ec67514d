#include "browser/pool.hpp"
#include "browser/testing.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

namespace bolt::browser {
namespace {

using RecoveryTest = testing::BrowserTest;

/// Processes whose command line holds `text` and that descend from us through `folder` in it.
std::vector<pid_t> processes(const std::string& folder, const std::string& text) {
    std::vector<pid_t> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        std::ifstream file(entry.path() / "cmdline", std::ios::binary);
        const std::string command((std::istreambuf_iterator<char>(file)), {});
        if (command.find(folder) != std::string::npos && command.find(text) != std::string::npos)
            found.push_back(std::stoi(entry.path().filename().string()));
    }
    return found;
}

pid_t parent_of(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string number;
    std::string name;
    char state = 0;
    pid_t parent = 0;
    file >> number >> name >> state >> parent;
    return parent;
}

/// The browser's main process: the one that carries the profile folder and has a driver as its parent.
pid_t browser_pid(const std::string& folder, pid_t driver) {
    for (const auto pid : processes(folder, "--remote-debugging-pipe"))
        if (parent_of(pid) == driver) return pid;
    return 0;
}

TEST_F(RecoveryTest, F17AKilledRendererIsACrashAndANewPageWorks) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().set_content("<p>alive"));
        int killed = 0;
        for (const auto pid : processes("", "--type=renderer"))
            for (pid_t above = pid; above > 1; above = parent_of(above))
                if (above == driver->pid()) killed += ::kill(pid, SIGKILL) == 0;
        REQUIRE(killed > 0);
        REQUIRE(co_await event(page, PageEvent::Kind::crashed));
        EXPECT_TRUE(page->crashed());
        EXPECT_TRUE(context->crashed());
        const auto filled = co_await page->main_frame().fill("#a", "x");
        REQUIRE(!filled);
        EXPECT_EQ(filled.error().failure, Failure::crashed) << filled.error().message;
        REQUIRE_OK(co_await page->close());
        const auto fresh = co_await context->new_page();
        REQUIRE_OK(fresh);
        EXPECT_TRUE(co_await (*fresh)->responsive(5s));
    });
}

TEST_F(RecoveryTest, F17AKilledBrowserFailsItsCallsAndTheDriverStartsAnother) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto pid = browser_pid(folder(), driver->pid());
        REQUIRE(pid > 0);
        spawn(world.io.get_executor(), "killer", [&]() -> Async<void> {
            ::kill(pid, SIGKILL);
            co_return;
        });
        const auto cut = co_await page->main_frame().evaluate("() => new Promise(() => {})", nullptr, 20s);
        REQUIRE(!cut);
        EXPECT_EQ(cut.error().failure, Failure::closed) << cut.error().message;
        EXPECT_FALSE(browser->connected());
        EXPECT_TRUE(page->closed());
        EXPECT_TRUE(context->closed());
        const auto again = co_await driver->launch({});
        REQUIRE_OK(again);
        EXPECT_TRUE(co_await (*again)->new_context({}));
    });
}

TEST_F(RecoveryTest, F17AKilledDriverFailsEverythingAtOnce) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        spawn(world.io.get_executor(), "killer", [&]() -> Async<void> {
            ::kill(driver->pid(), SIGKILL);
            co_return;
        });
        const auto before = world.clock.monotonic();
        const auto cut = co_await page->main_frame().evaluate("() => new Promise(() => {})", nullptr, 20s);
        REQUIRE(!cut);
        EXPECT_EQ(cut.error().failure, Failure::driver_gone) << cut.error().message;
        EXPECT_TRUE(cut.error().mentions("signal 9"));
        EXPECT_LT(world.clock.monotonic() - before, 5s);
        EXPECT_FALSE(driver->alive());
        EXPECT_FALSE(browser->connected());
        EXPECT_TRUE(page->closed());
        EXPECT_FALSE(co_await context->new_page());
    });
}

TEST_F(RecoveryTest, AnEndlessLoopTimesOutAndGoesDownWithItsContext) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().set_content("<button onclick='for(;;);'>Loop</button>"));
        const auto clicked = co_await page->main_frame().click("button", {.timeout = 500ms});
        const auto asked = co_await page->main_frame().evaluate("() => 1", nullptr, 300ms);
        REQUIRE(!asked);
        EXPECT_EQ(asked.error().failure, Failure::timeout);
        EXPECT_FALSE(co_await page->responsive(300ms));
        const auto before = world.clock.monotonic();
        REQUIRE_OK(co_await context->close());
        EXPECT_LT(world.clock.monotonic() - before, 5s);
        const auto fresh = co_await new_page();
        REQUIRE(fresh);
        EXPECT_TRUE(co_await fresh->responsive(5s));
    });
}

TEST_F(RecoveryTest, StoppingCancelsWhatIsPendingAndLeavesNoProcess) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        std::optional<BrowserError> error;
        Signal done(world.clock);
        spawn(world.io.get_executor(), "pending", [&]() -> Async<void> {
            const auto cut =
                co_await page->main_frame().evaluate("() => new Promise(() => {})", nullptr, 60s);
            if (!cut) error = cut.error();
            done.notify();
        });
        co_await world.clock.sleep(20ms);
        co_await driver->stop();
        if (done.count() == 0) co_await done.wait_past(0, 1s);
        REQUIRE(error);
        EXPECT_EQ(error->failure, Failure::cancelled);
        EXPECT_EQ(error->code, ErrorCode::cancelled);
        EXPECT_NE(::kill(driver->pid(), 0), 0);
        EXPECT_TRUE(processes(folder(), "--remote-debugging-pipe").empty());
    });
}

TEST_F(RecoveryTest, ABrowserThatCannotStartSaysWhy) {
    run([&]() -> Async<void> {
        const auto fake = folder() + "/chromium";
        std::ofstream(fake) << "#!/bin/sh\necho 'libnss3.so is missing' >&2\nexit 127\n";
        std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
        auto installation = co_await find_installation(world.platform, {.chromium = fake}, false);
        EXPECT_TRUE(installation.complete());
        const auto other = co_await Driver::start(world.platform, installation, folder());
        REQUIRE_OK(other);
        const auto launched = co_await (*other)->launch({});
        REQUIRE(!launched);
        EXPECT_EQ(launched.error().failure, Failure::setup);
        EXPECT_TRUE(launched.error().mentions("Chromium did not start: libnss3.so is missing"))
            << launched.error().message;
        co_await (*other)->stop();
    });
}

TEST(Recovery, TheProcessMayEndInTheMiddleOfEverything) {
    testing::World world;
    bool waiting = false;
    asio::co_spawn(
        world.io,
        [&]() -> Async<void> {
            BrowserPool pool(world.platform, {});
            auto lease = co_await pool.acquire({}, 20s);
            REQUIRE_OK(lease);
            const auto page = co_await lease->context().new_page();
            REQUIRE_OK(page);
            waiting = true;
            co_await (*page)->main_frame().evaluate("() => new Promise(() => {})", nullptr, 60s);
        },
        asio::detached);
    while (!waiting && world.io.run_one_for(std::chrono::seconds{10}) > 0) {
    }
    EXPECT_TRUE(waiting);
    // Here the io_context dies with calls, a lease and a driver in it: nothing may crash or leak.
}

} // namespace
} // namespace bolt::browser
