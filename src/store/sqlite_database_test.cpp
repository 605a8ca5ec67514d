#include "store/test_gate.hpp"

#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>

namespace bolt::store {
namespace {

const Statement kSynchronous{"PRAGMA synchronous"};

TEST(SqliteDatabase, IsReadableByItsOwnerOnly) {
    TestStore store;
    store.script("CREATE TABLE t (a)");
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        struct stat found{};
        ASSERT_EQ(::stat((store.settings().path + suffix).c_str(), &found), 0) << suffix;
        EXPECT_EQ(found.st_mode & 0777, 0600u) << suffix;
    }
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

TEST(SqliteDatabase, F9AFullDiskIsAnErrorAndTheDatabaseGoesOn) {
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

TEST(SqliteDatabase, F10ADamagedFileIsDataLoss) {
    TestStore store;
    const auto path = store.settings().path;
    store.database.reset();
    std::ofstream(path, std::ios::binary | std::ios::trunc) << std::string(8192, 'x');
    const auto refused = open_sqlite(store.platform, store.settings());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::data_loss);
    EXPECT_NE(refused.error().message.find(path), std::string::npos) << refused.error().message;
}

TEST(SqliteDatabase, F10AFileDamagedLaterIsDataLossToo) {
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
    for (const std::string& path : {(store.place.folder.path / "missing" / "bolt.db").string(),
                                    std::string("/proc/bolt.db"), store.place.folder.path.string()}) {
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
