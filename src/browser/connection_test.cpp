#include "browser/connection.hpp"

#include "browser/testing_fake.hpp"

#include <csignal>

namespace bolt::browser {
namespace {

using testing::fake_driver;
using testing::World;

/// Runs `script` as the driver, makes one call and gives its failure; the connection must not hang or crash.
BrowserError failure_of(const std::string& script, std::chrono::milliseconds timeout = 5s) {
    World world;
    BrowserError error;
    world.run([&]() -> Async<void> {
        const auto connection = fake_driver(world.platform, script);
        REQUIRE(connection);
        const auto reply = co_await connection->call("", "hello", {}, timeout);
        EXPECT_FALSE(reply);
        if (!reply) error = reply.error();
        connection->kill();
    });
    return error;
}

TEST(Connection, MatchesRepliesToCallsAndSendsTheDeadline) {
    World world;
    world.run([&]() -> Async<void> {
        const auto connection = fake_driver(world.platform, R"js(
            const seen = [];
            on = m => { seen.push(m); if (seen.length == 2)
                for (const one of seen.reverse()) send({id: one.id, result: {echo: one.params.text, timeout: one.metadata.timeout}}); };)js");
        REQUIRE(connection);
        std::string first;
        Signal done(world.clock);
        spawn(world.io.get_executor(), "first", [&]() -> Async<void> {
            const auto reply = co_await connection->call("", "say", {{"text", "one"}}, 1234ms);
            if (reply) first = json::serialize(*reply);
            done.notify();
        });
        const auto second = co_await connection->call("", "say", {{"text", "two"}}, 10s);
        REQUIRE_OK(second);
        EXPECT_EQ(json::serialize(*second), R"js({"echo":"two","timeout":10000})js");
        if (first.empty()) co_await done.wait_past(0, 5s);
        EXPECT_EQ(first, R"js({"echo":"one","timeout":1234})js");
        EXPECT_EQ(connection->counts().pending, 0u);
        connection->kill();
    });
}

TEST(Connection, KeepsTheTreeOfObjectsAndDeliversEventsToWhatIsAbove) {
    World world;
    world.run([&]() -> Async<void> {
        const auto connection = fake_driver(world.platform, R"js(
            const create = (parent, guid, type) => send({guid: parent, method: "__create__", params: {guid, type, initializer: {name: guid}}});
            on = m => {
                create("", "browser", "Browser"); create("browser", "context", "Context"); create("browser", "page", "Page");
                send({guid: "context", method: "__adopt__", params: {guid: "page"}});
                send({guid: "page", method: "ping", params: {n: 1}});
                create("page", "frame", "Frame");
                send({guid: "frame", method: "ping", params: {n: 2}});
                send({guid: "browser", method: "ping", params: {n: 3}});
                send({guid: "nobody", method: "ping", params: {n: 4}});
                send({id: m.id, result: {}});
                on = m => { send({guid: "context", method: "__dispose__", params: {}}); send({id: m.id, result: {}}); };
            };)js");
        REQUIRE(connection);
        std::string heard;
        connection->listen(
            "context", [&](const std::string& guid, const std::string& method, const json::object& params) {
                heard += guid + ":" + method + ":" + json::serialize(params) + ";";
            });
        REQUIRE_OK(co_await connection->call("", "go", {}, 5s));
        EXPECT_EQ(heard, "page:ping:{\"n\":1};frame:ping:{\"n\":2};");
        EXPECT_EQ(connection->ancestor("frame", "Context"), "context");
        REQUIRE(connection->find_object("frame"));
        EXPECT_EQ(connection->find_object("frame")->initializer.at("name"), "frame");
        REQUIRE_OK(co_await connection->call("", "go", {}, 5s));
        EXPECT_EQ(connection->find_object("frame"), nullptr);
        EXPECT_EQ(connection->counts().objects, 1u);
        connection->kill();
        EXPECT_TRUE(heard.ends_with("context:__ended__:{};"));
    });
}

TEST(Connection, AGarbageLengthEndsItWithTheText) {
    const auto error = failure_of(R"js(raw("Error: something printed to stdout\n");)js");
    EXPECT_EQ(error.failure, Failure::driver_gone);
    EXPECT_TRUE(error.mentions("Error: something printed")) << error.message;
}

TEST(Connection, BrokenMessagesEndIt) {
    for (
        const char* script : {
            R"js(raw(frame('{"id":1,"result":{')))js",
            R"js(raw(frame('[1]')))js",
            R"js(raw(frame('{"neither":1}')))js",
            R"js(raw(frame(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))))js",
            R"js(raw(frame('{"id":1,"result":' + '['.repeat(100000))))js",
            R"js(send({guid: "", method: "__create__", params: {guid: 5}}))js",
            R"js(send({guid: "", method: "__create__", params: {guid: "", type: "A"}}))js",
            R"js(for (let i = 0; i < 2; i++) send({guid: "", method: "__create__", params: {guid: "a", type: "A"}}))js",
        }) {
        const auto error = failure_of(script);
        EXPECT_EQ(error.failure, Failure::driver_gone) << script;
        EXPECT_TRUE(error.mentions("broke its protocol")) << script << error.message;
    }
}

TEST(Connection, OddButHarmlessMessagesAreIgnored) {
    World world;
    world.run([&]() -> Async<void> {
        const auto connection = fake_driver(world.platform, R"js(on = m => {
            send({id: 999, result: {}}); send({id: 999, error: {}}); send({guid: "x", method: "__dispose__"});
            send({guid: "", method: "__dispose__"}); send({guid: "x", method: "__adopt__", params: {guid: "y"}});
            send({guid: "", method: "__create__", params: {guid: "a", type: "A", initializer: 7}});
            send({guid: "a", method: "__create__", params: {guid: "b", type: "B"}});
            send({guid: "b", method: "__adopt__", params: {guid: "a"}});
            send({guid: "a", method: "__adopt__", params: {guid: "a"}});
            send({guid: "gone", method: "__create__", params: {guid: "orphan", type: "C"}});
            send({guid: "b", method: "event", params: []});
            send({id: m.id, result: null}); };)js");
        REQUIRE(connection);
        REQUIRE_OK(co_await connection->call("", "hello", {}, 5s));
        EXPECT_EQ(connection->ancestor("b", "A"), "a");
        EXPECT_TRUE(connection->find_object("orphan"));
        EXPECT_TRUE(connection->alive());
        connection->kill();
    });
}

TEST(Connection, AnOversizedMessageIsSkipped) {
    World world;
    world.run([&]() -> Async<void> {
        const auto connection = fake_driver(world.platform, R"js(on = m => {
            const head = Buffer.alloc(4); head.writeUInt32LE(65 << 20); raw(head);
            for (let i = 0; i < 65; i++) raw(Buffer.alloc(1 << 20, 120));
            send({id: m.id, result: {}}); };)js");
        REQUIRE(connection);
        REQUIRE_OK(co_await connection->call("", "hello", {}, 10s));
        connection->kill();
    });
}

TEST(Connection, ADriverThatDiesTellsItsLastWords) {
    const auto error =
        failure_of(R"js(console.error("out of luck"); process.stdin.once("data", () => process.exit(3));)js");
    EXPECT_EQ(error.failure, Failure::driver_gone);
    EXPECT_TRUE(error.mentions("exit code 3"));
    EXPECT_TRUE(error.mentions("out of luck"));
}

TEST(Connection, MapsTheDriversErrors) {
    const auto timeout = failure_of(
        R"js(on = m => send({id: m.id, error: {error: {name: "TimeoutError", message: "Timeout 5ms exceeded."}},
                                       log: ["waiting for locator('#a')", 7]});)js");
    EXPECT_EQ(timeout.failure, Failure::timeout);
    EXPECT_EQ(timeout.code, ErrorCode::timeout);
    EXPECT_EQ(timeout.message, "hello: Timeout 5ms exceeded.");
    EXPECT_EQ(timeout.log, std::vector<std::string>{"waiting for locator('#a')"});
    const auto odd = failure_of(R"js(on = m => send({id: m.id, error: {value: {s: "thrown"}}});)js");
    EXPECT_EQ(odd.failure, Failure::element);
    const auto empty = failure_of(R"js(on = m => send({id: m.id, error: 5});)js");
    EXPECT_EQ(empty.code, ErrorCode::invalid_argument);
}

TEST(Connection, ASilentDriverIsStuckAndTheCallIsAborted) {
    asio::io_context io;
    ManualClock clock(io.get_executor());
    SystemRandom random;
    const Platform platform{io.get_executor(), clock, random};
    // The answer to the second call tells what came in before it.
    const auto connection =
        fake_driver(platform, R"js(const seen = []; on = m => { seen.push(m.method + (m.params.id ?? ""));
        if (m.method == "last") send({id: m.id, result: {seen: seen.join()}}); };)js");
    ASSERT_TRUE(connection);
    BrowserError error;
    std::string seen;
    bool finished = false;
    asio::co_spawn(
        io,
        [&]() -> Async<void> {
            const auto reply = co_await connection->call("", "hello", {}, 1s);
            if (!reply) error = reply.error();
            const auto last = co_await connection->call("", "last", {}, 1s);
            if (last) seen = get_string(*last, "seen");
            connection->kill();
            finished = true;
        },
        asio::detached);
    io.poll();
    clock.advance(5999ms);
    io.poll();
    EXPECT_EQ(error.failure, Failure::rejected) << "gave up before timeout + 5 s";
    clock.advance(1ms);
    for (int i = 0; i < 500 && !finished; ++i) io.run_for(std::chrono::milliseconds{10});
    EXPECT_EQ(error.failure, Failure::stuck);
    EXPECT_EQ(seen, "hello,__abort__1,last");
}

TEST(Connection, CloseFailsWhatIsPendingAndKillsADriverThatStays) {
    World world;
    world.run([&]() -> Async<void> {
        const auto connection = fake_driver(world.platform, R"js(setInterval(() => {}, 1000);
            process.on("SIGTERM", () => {}); on = m => { if (m.method == "ready") send({id: m.id, result: {}}); };)js");
        REQUIRE(connection);
        REQUIRE_OK(co_await connection->call("", "ready", {}, 10s));
        BrowserError error;
        Signal done(world.clock);
        spawn(world.io.get_executor(), "pending", [&]() -> Async<void> {
            const auto reply = co_await connection->call("", "never", {}, 60s);
            if (!reply) error = reply.error();
            done.notify();
        });
        co_await asio::post(world.io.get_executor(), asio::use_awaitable);
        co_await connection->close(Failure::cancelled, 100ms);
        if (done.count() == 0) co_await done.wait_past(0, 1s);
        EXPECT_EQ(error.failure, Failure::cancelled);
        EXPECT_NE(::kill(connection->pid(), 0), 0) << "the child is still there";
        const auto late = co_await connection->call("", "late", {}, 1s);
        EXPECT_FALSE(late);
    });
}

} // namespace
} // namespace bolt::browser
