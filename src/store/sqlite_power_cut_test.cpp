// F11: whatever was acknowledged as durable is there after a power cut that dropped every write since the
// last sync, whole or in part.
#include "store/feed.hpp"
#include "store/sqlite_connection.hpp"
#include "store/test_power_cut.hpp"
#include "store/test_scene.hpp"

#include <gmock/gmock.h>

namespace bolt::store {
namespace {

const Statement kAdd{"INSERT INTO audit_log (actor, action, target, created_at) VALUES ($1, 'test', '', '')"};
const Statement kActors{"SELECT actor FROM audit_log WHERE action = 'test' ORDER BY id"};
const Statement kCheck{"PRAGMA integrity_check"};

/// Opens what a power cut left, as the next start does, and gives the rows in order.
std::vector<std::string> start_again(const std::filesystem::path& folder) {
    asio::io_context io{1};
    ManualClock clock{io.get_executor()};
    SeededRandom random{7};
    SqliteSettings settings;
    settings.path = (folder / "bolt.db").string();
    auto opened = open_sqlite({io.get_executor(), clock, random}, settings);
    if (!opened) throw std::runtime_error(opened.error().message);
    auto rows = (*opened)->read_blocking([](Tx& tx) -> Result<std::vector<std::string>> {
        EXPECT_EQ(tx.run(kCheck).text(0, 0), "ok");
        std::vector<std::string> actors;
        const auto found = tx.run(kActors);
        for (std::size_t i = 0; i < found.size(); ++i) actors.push_back(found.text(i, 0));
        return actors;
    });
    (*opened)->close();
    return rows.value();
}

TEST(SqliteDatabase, F11APowerCutTakesBackNothingThatWasAcknowledgedAsDurable) {
    if (on_postgres()) GTEST_SKIP() << "SQLite's disk";
    SeededRandom random{11};
    int lost = 0;
    for (int round = 0; round < 12; ++round) {
        ForgetfulDisk disk;
        TestStore store;
        std::vector<std::string> written;
        std::size_t durable = 0; // of `written`: up to the last full commit
        const auto commits = 20 + random.below(400);
        for (std::uint64_t i = 0; i < commits; ++i) {
            const bool full = random.below(4) == 0;
            // Long rows now and then, so that checkpoints happen too.
            written.push_back(std::to_string(i) + std::string(random.below(50) == 0 ? 200'000 : 0, 'x'));
            const auto added = store->write_blocking(
                [&](Tx& tx) -> Result<void> {
                    tx.run(kAdd, {written.back()});
                    return {};
                },
                full ? Durability::full : Durability::relaxed);
            ASSERT_TRUE(added) << added.error().message;
            if (full) durable = written.size();
        }
        TestFolder left;
        disk.survive(left.path, random);
        const auto found = start_again(left.path);
        ASSERT_GE(found.size(), durable) << "round " << round;
        ASSERT_LE(found.size(), written.size());
        // What is left of the others is a beginning of them, in their order.
        EXPECT_TRUE(std::equal(found.begin(), found.end(), written.begin())) << "round " << round;
        lost += static_cast<int>(written.size() - found.size());
        store.database->close();
    }
    EXPECT_GT(lost, 0) << "the disk forgot nothing: the test proves nothing";
}

// Without the stop the third commit would be acknowledged and be gone after the power cut: the log has a hole
// before it.
TEST(SqliteDatabase, F9AfterASyncThatFailedNothingIsAcknowledgedAnyMore) {
    ForgetfulDisk disk;
    TestFolder folder;
    asio::io_context io{1};
    ManualClock clock{io.get_executor()};
    SeededRandom random{3};
    std::string reason;
    SqliteSettings settings;
    settings.path = (folder.path / "bolt.db").string();
    settings.disk_failed = [&](const std::string& said) { reason = said; };
    auto database = open_sqlite({io.get_executor(), clock, random}, settings);
    ASSERT_TRUE(database) << database.error().message;
    const auto add = [&](const char* actor, Durability durability) {
        return (*database)->write_blocking(
            [actor](Tx& tx) -> Result<void> {
                tx.run(kAdd, {actor});
                return {};
            },
            durability);
    };
    ASSERT_TRUE(add("kept", Durability::full));
    ASSERT_TRUE(add("only written", Durability::relaxed));
    disk.fail_next_sync();
    const auto refused = add("refused", Durability::full);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_FALSE(reason.empty());
    std::vector<std::string> acknowledged{"kept"};
    if (add("after", Durability::full)) acknowledged.emplace_back("after");
    TestFolder left;
    disk.survive(left.path, random);
    const auto found = start_again(left.path);
    for (const auto& actor : acknowledged) EXPECT_THAT(found, testing::Contains(actor));
    EXPECT_EQ(acknowledged.size(), 1u);
    (*database)->close();
}

TEST(Feed, AScreenThatSawWhatAPowerCutTookBackIsToldToReload) {
    if (on_postgres()) GTEST_SKIP() << "SQLite's positions";
    ForgetfulDisk disk;
    SeededRandom random{5};
    Scene scene;
    const auto job = scene.add_job();
    const auto kept = scene.write([](Tx& tx) { return feed_bounds(tx); }).newest;
    ASSERT_TRUE(scene->write_blocking(
        [&](Tx& tx) { return set_job_status(tx, scene.clock.now(), job, JobStatus::queued); },
        Durability::relaxed));
    const auto seen = scene->read_blocking([](Tx& tx) { return feed_bounds(tx); })->newest;
    ASSERT_GT(seen, kept);
    EXPECT_TRUE(scene->read_blocking([&](Tx& tx) { return may_read_on(tx, seen); }).value());
    // All that was not synced is gone, and as many new changes come as were lost.
    TestFolder left;
    for (int tries = 0;; ++tries) { // the disk may have kept it by chance
        ASSERT_LT(tries, 100);
        disk.survive(left.path, random);
        SqliteConnection looked((left.path / "bolt.db").string(), [](std::int64_t) { return false; });
        static const Statement kQueued{"SELECT count(*) FROM jobs WHERE status = 'queued'"};
        if (looked.run(kQueued).integer(0, 0) == 0) break;
    }
    SqliteSettings settings;
    settings.path = (left.path / "bolt.db").string();
    auto again = open_sqlite(scene.platform, settings);
    ASSERT_TRUE(again) << again.error().message;
    for (const auto to : {JobStatus::queued, JobStatus::in_progress})
        ASSERT_TRUE(
            (*again)->write_blocking([&](Tx& tx) { return set_job_status(tx, scene.clock.now(), job, to); }));
    const auto may = [&](std::int64_t position) {
        return (*again)->read_blocking([&](Tx& tx) { return may_read_on(tx, position); }).value();
    };
    EXPECT_FALSE(may(seen)) << "it would miss changes that took the place of those it saw";
    EXPECT_TRUE(may(kept)) << "who saw only what is left reads on";
    const auto after = (*again)->read_blocking([&](Tx& tx) { return changes_after(tx, kept, 10); }).value();
    ASSERT_EQ(after.size(), 2u);
    EXPECT_GT(after.front().position, seen);
    EXPECT_TRUE(may(after.front().position));
    (*again)->close();
    scene.database->close();
}

} // namespace
} // namespace bolt::store
