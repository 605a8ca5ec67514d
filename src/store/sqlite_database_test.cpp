#include "store/history.hpp"
#include "store/test_store.hpp"

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

namespace bolt::store {
namespace {

const Statement kInsert{"INSERT INTO audit_log (actor, action, created_at) VALUES ($1, 'test', $2)"};
const Statement kInsertHost{"INSERT INTO host_slots (host, next_at) VALUES ($1, $2)"};
const Statement kSynchronous{"PRAGMA synchronous"};

Result<void> insert_actor(Tx& tx, std::string_view actor) {
    tx.run(kInsert, {actor, "2026-01-01T00:00:00.000000+00:00"});
    return {};
}
Result<void> insert_host(Tx& tx, std::string_view host) {
    tx.run(kInsertHost, {host, "2026-01-01T00:00:00.000000+00:00"});
    return {};
}

/// Holds the writing thread so that what follows waits and shares one commit.
class Gate {
  public:
    Result<void> wait() {
        std::unique_lock lock(mutex_);
        entered_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_; });
        return {};
    }
    void until_entered() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return entered_; });
    }
    void open() {
        std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool entered_ = false, open_ = false;
};

/// Starts writes from coroutines, all waiting behind a gate, and runs them to the end: their results in
/// order.
std::vector<Result<void>> write_together(TestStore& store,
                                         std::vector<std::function<Result<void>(Tx&)>> works,
                                         Durability durability = Durability::full) {
    Gate gate;
    std::thread holder([&] { (void)store->write_blocking([&](Tx&) { return gate.wait(); }, durability); });
    gate.until_entered();
    std::vector<Result<void>> results(works.size());
    for (std::size_t i = 0; i < works.size(); ++i)
        spawn(store.io.get_executor(), "write",
              [&, i]() -> Async<void> { results[i] = co_await store->write(works[i], durability); });
    store.io.restart();
    store.io.poll(); // every coroutine has handed in its work
    gate.open();
    holder.join();
    store.io.run();
    return results;
}

TEST(SqliteDatabase, OpensTwiceInARow) {
    TestStore store;
    EXPECT_EQ(store->engine(), "sqlite");
    const auto migrations = store.number("SELECT count(*) FROM schema_migrations");
    EXPECT_GE(migrations, 2);
    store.reopen();
    EXPECT_EQ(store.number("SELECT count(*) FROM schema_migrations"), migrations);
}

TEST(SqliteDatabase, IsReadableByItsOwnerOnly) {
    TestStore store;
    store.script("CREATE TABLE t (a)");
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        struct stat found{};
        ASSERT_EQ(::stat((store.settings().path + suffix).c_str(), &found), 0) << suffix;
        EXPECT_EQ(found.st_mode & 0777, 0600u) << suffix;
    }
}

TEST(SqliteDatabase, OneOfAHundredThatFailsTakesOnlyItsOwnRowsBack) {
    TestStore store;
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

TEST(SqliteDatabase, RelaxedCommitsSpareTheSyncAndFullOnesDoNot) {
    TestStore store;
    const auto level = [&](Durability durability) {
        return store.database
            ->write_blocking(
                [](Tx& tx) -> Result<std::int64_t> { return tx.run(kSynchronous).integer(0, 0); }, durability)
            .value();
    };
    constexpr int kNormal = 1, kFull = 2; // as PRAGMA synchronous numbers them
    EXPECT_EQ(level(Durability::full), kFull);
    EXPECT_EQ(level(Durability::relaxed), kNormal);
    EXPECT_EQ(level(Durability::full), kFull);

    // One that wants full durability makes the whole commit full.
    Gate gate;
    std::thread holder([&] { (void)store->write_blocking([&](Tx&) { return gate.wait(); }); });
    gate.until_entered();
    std::int64_t seen = 0;
    spawn(store.io.get_executor(), "relaxed", [&]() -> Async<void> {
        (void)co_await store->write(
            [&](Tx& tx) -> Result<void> { return seen = tx.run(kSynchronous).integer(0, 0), Result<void>{}; },
            Durability::relaxed);
    });
    spawn(store.io.get_executor(), "full", [&]() -> Async<void> {
        (void)co_await store->write([](Tx& tx) { return insert_actor(tx, "full"); });
    });
    store.io.poll();
    gate.open();
    holder.join();
    store.io.run();
    EXPECT_EQ(seen, kFull);
}

TEST(SqliteDatabase, RefusedStatementsHaveTheRightCode) {
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
    EXPECT_EQ(code("INSERT INTO host_slots VALUES ('a', ''); INSERT INTO host_slots VALUES ('a', '')"),
              "conflict");
    EXPECT_EQ(code("SELEKT"), "internal");
    EXPECT_EQ(code("INSERT INTO host_slots VALUES ('b', '')"), "fine");
}

TEST(SqliteDatabase, HostileTextIsRefusedClearlyAndLongTextKept) {
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

TEST(SqliteDatabase, ReadersCannotWrite) {
    TestStore store;
    const auto refused = store->read_blocking([](Tx& tx) { return insert_actor(tx, "reader"); });
    EXPECT_FALSE(refused);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 0);
}

TEST(SqliteDatabase, AFullDiskIsAnErrorAndTheDatabaseGoesOn) {
    TestStore store;
    const std::string big(200'000, 'x');
    store.write([&](Tx& tx) { return insert_actor(tx, "before"); });
    store.script("PRAGMA max_page_count=150"); // SQLite answers SQLITE_FULL, as on a full disk
    std::vector<std::function<Result<void>(Tx&)>> works;
    for (int i = 0; i < 6; ++i) works.push_back([&](Tx& tx) { return insert_actor(tx, big); });
    const auto results = write_together(store, std::move(works));
    int failed = 0, kept = 0;
    for (const auto& each : results) {
        if (each) {
            ++kept;
            continue;
        }
        ++failed;
        EXPECT_EQ(each.error().code, ErrorCode::unavailable) << each.error().message;
        EXPECT_NE(each.error().message.find("disk full"), std::string::npos) << each.error().message;
    }
    EXPECT_GT(failed, 0);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 1 + kept) << "an answer and the table differ";
    store.script("PRAGMA max_page_count=1000000");
    store.write([&](Tx& tx) { return insert_actor(tx, big); });
}

TEST(SqliteDatabase, TooManyWaitingWritesAreRefused) {
    TestStore store;
    auto settings = store.settings();
    settings.waiting_writes_max = 3;
    store.database.reset();
    store.database = std::move(*open_sqlite(store.platform, settings));
    std::vector<std::function<Result<void>(Tx&)>> works(
        5, [](Tx& tx) { return insert_actor(tx, "one of five"); });
    const auto results = write_together(store, std::move(works)); // the gate itself is the first that waits
    for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ(results[i].has_value(), i < 2) << i;
    EXPECT_EQ(results[4].error().code, ErrorCode::rate_limited);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 2);
}

TEST(SqliteDatabase, CloseFinishesWhatWasAcceptedThenRefuses) {
    TestStore store;
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

TEST(SqliteDatabase, AnotherOnesCommitWakesThePollers) {
    TestStore store;
    auto other = open_sqlite(store.platform, store.settings());
    ASSERT_TRUE(other);
    auto& signal = store->committed();
    store.io.restart();
    store.io.poll();
    const auto seen = signal.count();
    ASSERT_TRUE((*other)->write_blocking([](Tx& tx) { return insert_actor(tx, "other"); }));
    // The look runs in real time on the writer's thread; the loop below ends with the wake-up it posts.
    auto guard = asio::make_work_guard(store.io);
    store.io.restart();
    while (signal.count() == seen && store.io.run_one_for(std::chrono::seconds{5}) > 0) {
    }
    EXPECT_GT(signal.count(), seen);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 1);
}

TEST(SqliteDatabase, OnlyRealNewsWakesThePollers) {
    TestStore store;
    auto& signal = store->committed();
    const auto wakes = [&](std::function<Result<void>(Tx&)> work) {
        const auto seen = signal.count();
        (void)store->write_blocking(work);
        store.io.restart();
        store.io.poll();
        return signal.count() - seen;
    };
    EXPECT_EQ(wakes([](Tx& tx) { return insert_actor(tx, "news"); }), 1u);
    EXPECT_EQ(wakes([](Tx&) { return Result<void>{}; }), 0u);
    EXPECT_EQ(wakes([](Tx& tx) -> Result<void> {
                  tx.script("UPDATE jobs SET priority = 1");
                  return {};
              }),
              0u);
    EXPECT_EQ(wakes([](Tx& tx) -> Result<void> {
                  (void)insert_actor(tx, "taken back");
                  return fail(ErrorCode::conflict, "as told");
              }),
              0u);
}

TEST(SqliteDatabase, TwoOnOneFileShareTheWork) {
    TestStore store;
    auto other = open_sqlite(store.platform, store.settings());
    ASSERT_TRUE(other);
    std::vector<std::thread> threads;
    std::atomic<int> failures = 0;
    for (auto* database : {store.database.get(), other->get(), store.database.get(), other->get()})
        threads.emplace_back([&failures, database] {
            for (int i = 0; i < 100; ++i)
                if (!database->write_blocking([](Tx& tx) { return insert_actor(tx, "shared"); })) ++failures;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 400);
}

TEST(SqliteDatabase, WhatWasAcknowledgedSurvivesAKill) {
    TestFolder folder;
    SqliteSettings settings;
    settings.path = (folder.path / "k.db").string();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        asio::io_context io{1};
        ManualClock clock{io.get_executor()};
        SeededRandom random{1};
        Platform platform{io.get_executor(), clock, random};
        auto database = open_sqlite(platform, settings);
        for (char i = 0;; ++i) {
            const auto done = (*database)->write_blocking([](Tx& tx) { return insert_actor(tx, "kept"); });
            if (!done || ::write(ends[1], &i, 1) != 1) ::_exit(1);
        }
    }
    ::close(ends[1]);
    char got[64];
    std::int64_t acknowledged = 0;
    while (acknowledged < 50) {
        const auto read = ::read(ends[0], got, sizeof got);
        ASSERT_GT(read, 0);
        acknowledged += read;
    }
    ::kill(child, SIGKILL);
    for (ssize_t read = 0; (read = ::read(ends[0], got, sizeof got)) > 0;) acknowledged += read;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    asio::io_context io{1};
    ManualClock clock{io.get_executor()};
    SeededRandom random{1};
    Platform platform{io.get_executor(), clock, random};
    auto database = open_sqlite(platform, settings);
    ASSERT_TRUE(database) << database.error().message;
    static const Statement count{"SELECT count(*) FROM audit_log"};
    const auto rows = (*database)->read_blocking([&](Tx& tx) -> Result<Rows> { return tx.run(count); });
    EXPECT_GE(rows->integer(0, 0), acknowledged);
}

TEST(SqliteDatabase, ADamagedFileIsDataLoss) {
    TestStore store;
    const auto path = store.settings().path;
    store.database.reset();
    std::ofstream(path, std::ios::binary | std::ios::trunc) << std::string(8192, 'x');
    const auto refused = open_sqlite(store.platform, store.settings());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::data_loss);
    EXPECT_NE(refused.error().message.find(path), std::string::npos) << refused.error().message;
}

TEST(SqliteDatabase, AFileDamagedLaterIsDataLossToo) {
    TestStore store;
    const auto path = store.settings().path;
    store.database.reset();
    {
        // Past the first page everything is overwritten: the header still says "SQLite".
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        const auto size = std::filesystem::file_size(path);
        file.seekp(4096);
        file << std::string(size - 4096, '\xFF');
    }
    auto opened = open_sqlite(store.platform, store.settings());
    if (opened) {
        const auto refused = (*opened)->write_blocking([](Tx& tx) { return insert_actor(tx, "x"); });
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::data_loss) << refused.error().message;
    } else {
        EXPECT_EQ(opened.error().code, ErrorCode::data_loss) << opened.error().message;
    }
}

TEST(SqliteDatabase, APlaceThatCannotBeWrittenIsNamed) {
    TestStore store;
    // /proc takes no files from anyone, root included.
    for (const std::string& path : {(store.folder.path / "missing" / "bolt.db").string(),
                                    std::string("/proc/bolt.db"), store.folder.path.string()}) {
        auto settings = store.settings();
        settings.path = path;
        const auto refused = open_sqlite(store.platform, settings);
        ASSERT_FALSE(refused) << path;
        EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
        EXPECT_NE(refused.error().message.find(path), std::string::npos) << refused.error().message;
    }
}

} // namespace
} // namespace bolt::store
