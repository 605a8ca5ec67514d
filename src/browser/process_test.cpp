#include "browser/process.hpp"

#include "browser/testing.hpp"

#include <csignal>

namespace bolt::browser {
namespace {

using testing::World;

Async<std::string> read_text(Process& child, std::size_t at_least) {
    std::string text;
    std::array<char, 256> chunk;
    while (text.size() < at_least) {
        const auto count = co_await child.read(chunk);
        if (count == 0) break;
        text.append(chunk.data(), count);
    }
    co_return text;
}

TEST(Process, TalksOverItsPipesAndTellsItsExitCode) {
    World world;
    world.run([&]() -> Async<void> {
        auto child = Process::start(world.platform,
                                    {.command = {"sh", "-c", "read line; echo \"got $line\"; exit 7"}});
        REQUIRE_OK(child);
        EXPECT_TRUE(co_await (*child)->write("hello\n"));
        EXPECT_EQ(co_await read_text(**child, 10), "got hello\n");
        const auto status = co_await (*child)->wait(5s);
        REQUIRE_OK(status);
        EXPECT_EQ(status->code, 7);
        EXPECT_FALSE((*child)->running());
    });
}

TEST(Process, ReportsAMissingProgramAtOnce) {
    World world;
    world.run([&]() -> Async<void> {
        const auto child = Process::start(world.platform, {.command = {"/no/such/program"}});
        REQUIRE(!child);
        EXPECT_EQ(child.error().code, ErrorCode::not_found);
        EXPECT_NE(child.error().message.find("/no/such/program"), std::string::npos);
        co_return;
    });
}

TEST(Process, GivesTheChildItsEnvironmentAndOwnGroup) {
    World world;
    world.run([&]() -> Async<void> {
        ::setenv("BOLT_TEST_REMOVED", "still here", 1);
        const auto text = co_await run_command(
            world.platform,
            {.command = {"sh", "-c",
                         "echo $BOLT_TEST_ADDED-$BOLT_TEST_REMOVED-; ps -o pgid= -p $$ | tr -d ' '; echo $$"},
             .environment = {"BOLT_TEST_ADDED=yes", "BOLT_TEST_REMOVED"}},
            5s);
        REQUIRE_OK(text);
        EXPECT_TRUE(text->starts_with("yes--\n")) << *text;
        const auto numbers = text->substr(6);
        const auto end = numbers.find('\n');
        EXPECT_EQ(numbers.substr(0, end), numbers.substr(end + 1, end)) << "not the leader of its own group";
    });
}

TEST(Process, KillsTheWholeGroup) {
    World world;
    world.run([&]() -> Async<void> {
        auto child = Process::start(world.platform, {.command = {"sh", "-c", "sleep 60 & echo $!; wait"}});
        REQUIRE_OK(child);
        const auto grandchild = std::stoi(co_await read_text(**child, 2));
        (*child)->kill_group(SIGKILL);
        const auto status = co_await (*child)->wait(5s);
        REQUIRE_OK(status);
        EXPECT_EQ(status->signal, SIGKILL);
        // Init reaps the orphan; until then it is a zombie, which kill(0) still finds.
        for (int i = 0; i < 100 && ::kill(grandchild, 0) == 0; ++i) co_await world.clock.sleep(20ms);
        EXPECT_NE(::kill(grandchild, 0), 0);
    });
}

TEST(Process, WritingToADeadChildIsAnErrorNotASignal) {
    World world;
    world.run([&]() -> Async<void> {
        auto child = Process::start(world.platform, {.command = {"true"}});
        REQUIRE_OK(child);
        REQUIRE_OK(co_await (*child)->wait(5s));
        const std::string bytes(1 << 20, 'x');
        const auto written = co_await (*child)->write(bytes);
        REQUIRE(!written);
        EXPECT_EQ(written.error().code, ErrorCode::unavailable);
    });
}

TEST(Process, WaitGivesUpAfterItsTime) {
    World world;
    world.run([&]() -> Async<void> {
        auto child = Process::start(world.platform, {.command = {"sleep", "60"}});
        REQUIRE_OK(child);
        const auto status = co_await (*child)->wait(20ms);
        REQUIRE(!status);
        EXPECT_EQ(status.error().code, ErrorCode::timeout);
        EXPECT_TRUE((*child)->running());
    });
}

TEST(RunCommand, BoundsTimeAndOutputAndShowsWhatWentWrong) {
    World world;
    world.run([&]() -> Async<void> {
        const auto slow = co_await run_command(world.platform, {.command = {"sleep", "60"}}, 50ms);
        REQUIRE(!slow);
        EXPECT_EQ(slow.error().code, ErrorCode::timeout);
        const auto large =
            co_await run_command(world.platform, {.command = {"head", "-c", "5000", "/dev/zero"}}, 5s, 100);
        REQUIRE(!large);
        EXPECT_EQ(large.error().code, ErrorCode::too_large);
        const auto failed =
            co_await run_command(world.platform, {.command = {"sh", "-c", "echo oh no >&2; exit 3"}}, 5s);
        REQUIRE(!failed);
        EXPECT_NE(failed.error().message.find("exit code 3: oh no"), std::string::npos)
            << failed.error().message;
    });
}

} // namespace
} // namespace bolt::browser
