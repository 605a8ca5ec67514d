// The contract of the store port, the same on every engine.
#include "store/test_gate.hpp"

namespace bolt::store {
namespace {

TEST(Database, OpensTwiceInARow) {
    TestStore store;
    EXPECT_EQ(store->engine(), on_postgres() ? "postgresql" : "sqlite");
    const auto migrations = store.number("SELECT count(*) FROM schema_migrations");
    EXPECT_GE(migrations, 2);
    store.reopen();
    EXPECT_EQ(store.number("SELECT count(*) FROM schema_migrations"), migrations);
}

TEST(Database, OneOfAHundredThatFailsTakesOnlyItsOwnRowsBack) {
    TestStore store({.one_writer = true});
    const auto commits_before = store.database->committed().count();
    std::vector<std::function<Result<void>(Tx&)>> works;
    for (int i = 0; i < 100; ++i)
        works.push_back([i](Tx& tx) -> Result<void> {
            auto done = insert_actor(tx, std::to_string(i));
            if (i == 20) return fail(ErrorCode::not_found, "as told");
            if (i == 40) throw std::runtime_error("thrown");
            if (i == 60) return insert_host(tx, "a"), insert_host(tx, "a");
            return done;
        });
    const auto results = write_together(store, std::move(works));
    for (std::size_t i = 0; i < results.size(); ++i)
        EXPECT_EQ(results[i].has_value(), i != 20 && i != 40 && i != 60) << i;
    EXPECT_EQ(results[20].error().code, ErrorCode::not_found);
    EXPECT_EQ(results[40].error().code, ErrorCode::internal);
    EXPECT_EQ(results[60].error().code, ErrorCode::conflict);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 97);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log WHERE actor IN ('20', '40', '60')"), 0);
    EXPECT_EQ(store.number("SELECT count(*) FROM host_slots"), 0);
    EXPECT_GT(store.database->committed().count(), commits_before);
}

TEST(Database, RefusedStatementsHaveTheRightCode) {
    TestStore store;
    const auto code = [&](std::string_view script) {
        const auto result = store->write_blocking([&](Tx& tx) -> Result<void> {
            tx.script(script);
            return {};
        });
        return result ? std::string("fine") : std::string(to_string(result.error().code));
    };
    EXPECT_EQ(code("INSERT INTO jobs (customer_id) VALUES ('nobody')"), "conflict");
    EXPECT_EQ(code("INSERT INTO customers (business_data) VALUES ('{')"), "conflict");
    const std::string at = "'2026-01-01T00:00:00.000000+00:00'";
    EXPECT_EQ(code("INSERT INTO host_slots VALUES ('a', " + at + "); INSERT INTO host_slots VALUES ('a', " +
                   at + ")"),
              "conflict");
    EXPECT_EQ(code("SELEKT"), "internal");
    EXPECT_EQ(code("INSERT INTO host_slots VALUES ('b', " + at + ")"), "fine");
}

TEST(Database, HostileTextIsRefusedClearlyAndLongTextKept) {
    TestStore store;
    const std::string nul("a\0b", 3), latin1 = "caf\xE9", long_text(1 << 20, 'x');
    for (const auto& text : {nul, latin1}) {
        const auto refused = store->write_blocking([&](Tx& tx) { return insert_actor(tx, text); });
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    }
    const std::string nasty = "Robert'); DROP TABLE jobs; -- \U0001F600 $1 /*PG*/";
    store.write([&](Tx& tx) { return insert_actor(tx, nasty); });
    store.write([&](Tx& tx) { return insert_actor(tx, long_text); });
    EXPECT_EQ(store.text("SELECT actor FROM audit_log WHERE id = 1"), nasty);
    EXPECT_EQ(store.text("SELECT actor FROM audit_log WHERE id = 2"), long_text);
}

TEST(Database, ReadersCannotWrite) {
    TestStore store;
    const auto refused = store->read_blocking([](Tx& tx) { return insert_actor(tx, "reader"); });
    EXPECT_FALSE(refused);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 0);
}

TEST(Database, TooManyWaitingWritesAreRefused) {
    TestStore store({.one_writer = true, .waiting_writes_max = 3});
    std::vector<std::function<Result<void>(Tx&)>> works(
        5, [](Tx& tx) { return insert_actor(tx, "one of five"); });
    const auto results = write_together(store, std::move(works)); // the gate itself is the first that waits
    for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ(results[i].has_value(), i < 2) << i;
    EXPECT_EQ(results[4].error().code, ErrorCode::rate_limited);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 2);
}

TEST(Database, CloseFinishesWhatWasAcceptedThenRefuses) {
    TestStore store({.one_writer = true});
    Gate gate;
    std::thread holder([&] { (void)store->write_blocking([&](Tx&) { return gate.wait(); }); });
    gate.until_entered();
    Result<void> accepted = fail(ErrorCode::internal, "not run");
    spawn(store.io.get_executor(), "write", [&]() -> Async<void> {
        accepted = co_await store->write([](Tx& tx) { return insert_actor(tx, "accepted"); });
    });
    store.io.poll();
    std::thread closer([&] { store->close(); });
    gate.open();
    closer.join();
    holder.join();
    store.io.run();
    EXPECT_TRUE(accepted);
    const auto late = store->write_blocking([](Tx& tx) { return insert_actor(tx, "late"); });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::cancelled);
    EXPECT_EQ(store->read_blocking([](Tx&) { return Result<void>{}; }).error().code, ErrorCode::cancelled);
    store.reopen();
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 1);
}

TEST(Database, AnotherOnesCommitWakesThePollers) {
    TestStore store;
    const auto other = store.place.open(store.platform);
    auto& signal = store->committed();
    store.io.restart();
    store.io.poll();
    const auto seen = signal.count();
    ASSERT_TRUE(other->write_blocking([](Tx& tx) { return insert_actor(tx, "other"); }));
    // The look runs in real time on the writer's thread; the loop below ends with the wake-up it posts.
    auto guard = asio::make_work_guard(store.io);
    store.io.restart();
    while (signal.count() == seen && store.io.run_one_for(std::chrono::seconds{5}) > 0) {
    }
    EXPECT_GT(signal.count(), seen);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 1);
}

TEST(Database, TwoOnOneDatabaseShareTheWork) {
    TestStore store;
    const auto other = store.place.open(store.platform);
    std::vector<std::thread> threads;
    std::atomic<int> failures = 0;
    for (auto* database : {store.database.get(), other.get(), store.database.get(), other.get()})
        threads.emplace_back([&failures, database] {
            for (int i = 0; i < 100; ++i)
                if (!database->write_blocking([](Tx& tx) { return insert_actor(tx, "shared"); })) ++failures;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 400);
}

} // namespace
} // namespace bolt::store
