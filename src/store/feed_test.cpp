#include "store/feed.hpp"

#include "store/action_items.hpp"
#include "store/test_scene.hpp"

#include <thread>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

struct FeedScene : Scene {
    std::vector<Change> after(std::int64_t position, int count_max = 1000) {
        return write([&](Tx& tx) { return changes_after(tx, position, count_max); });
    }
    FeedBounds bounds() {
        return write([](Tx& tx) { return feed_bounds(tx); });
    }
};

TEST(Feed, CarriesEachChangeWithItsRowBeforeAndAfter) {
    FeedScene scene;
    EXPECT_TRUE(scene.after(0).empty());
    EXPECT_EQ(scene.bounds().oldest, 1);
    const auto id = scene.add_job();
    const auto start = scene.bounds().newest;
    scene.write([&](Tx& tx) { return set_job_status(tx, scene.clock.now(), id, JobStatus::queued); });
    scene.script("UPDATE jobs SET paused = TRUE");
    const auto changes = scene.after(start);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].table, "jobs");
    EXPECT_EQ(changes[0].type, "UPDATE");
    const auto record = parse_json(changes[0].record), old_record = parse_json(changes[0].old_record);
    ASSERT_TRUE(record && old_record);
    EXPECT_EQ(get_string(*record, "status"), "queued");
    EXPECT_EQ(get_string(*old_record, "status"), "pending");
    EXPECT_EQ(get_string(*record, "id"), id);
    const auto paused = parse_json(changes[1].record);
    EXPECT_TRUE(paused->at("paused").is_bool()) << "booleans are booleans on every engine";
    EXPECT_TRUE(paused->at("paused").get_bool());
    EXPECT_TRUE(paused->at("metadata").is_object());
}

TEST(Feed, SeesEveryWatchedTable) {
    FeedScene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    scene.write([&](Tx& tx) {
        return open_action_item(tx, scene.platform, id, "", "", "missing_profile",
                                "The profile lacks: phone");
    });
    scene.write([&](Tx& tx) { // an item that is open already is not opened again
        return open_action_item(tx, scene.platform, id, "", "", "missing_profile", "again");
    });
    scene.script("INSERT INTO worker_heartbeats (worker_id, status, last_heartbeat, created_at, updated_at) "
                 "VALUES ('w', 'idle', '2026-01-01T00:00:00.000000+00:00', "
                 "'2026-01-01T00:00:00.000000+00:00', '2026-01-01T00:00:00.000000+00:00')");
    scene.script("DELETE FROM worker_heartbeats");
    EXPECT_EQ(scene.text("SELECT /*LITE*/group_concat(DISTINCT table_name)/*END*//*PG*/string_agg(DISTINCT "
                         "table_name, ',')/*END*/ FROM (SELECT * FROM changes ORDER BY table_name) AS found"),
              "action_items,customers,directories,job_results,jobs,queue_history,worker_heartbeats");
    EXPECT_EQ(scene.number("SELECT count(*) FROM changes WHERE table_name = 'action_items'"), 1);
    const auto last = scene.after(0).back();
    EXPECT_EQ(last.type, "DELETE");
    EXPECT_EQ(last.record, "");
    EXPECT_NE(last.old_record, "");
}

TEST(Feed, HasNoGapsAndAReaderThatFollowsMissesNothing) {
    FeedScene scene;
    scene.add_directories(1);
    std::vector<std::string> jobs;
    for (int i = 0; i < 4; ++i) jobs.push_back(scene.add_job(fmt::format("c{}@example.com", i)));
    const auto start = scene.bounds().newest;
    std::vector<std::thread> writers;
    for (const auto& id : jobs)
        writers.emplace_back([&scene, id] {
            for (int i = 0; i < 50; ++i)
                (void)scene->write_blocking([&](Tx& tx) -> Result<void> {
                    tx.script("UPDATE jobs SET priority = priority + 1 WHERE id = '" + id + "'");
                    if (i % 5 == 4)
                        return fail(ErrorCode::conflict, "rolled back: its change must leave no hole");
                    return {};
                });
        });
    std::map<std::string, std::vector<std::int64_t>> seen; // priorities by job
    int count = 0;
    std::int64_t position = start;
    while (count < 4 * 40) {
        auto some = scene->read_blocking([&](Tx& tx) { return changes_after(tx, position, 7); });
        ASSERT_TRUE(some);
        for (const auto& change : *some) {
            ASSERT_GT(change.position, position);
            position = change.position;
            ++count;
            const auto row = parse_json(change.record);
            seen[get_string(*row, "id")].push_back(get_int(*row, "priority"));
        }
    }
    for (auto& writer : writers) writer.join();
    for (const auto& id : jobs) {
        ASSERT_EQ(seen[id].size(), 40u);
        for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(seen[id][i], static_cast<std::int64_t>(5 + i)) << id;
    }
    EXPECT_TRUE(scene.after(position).empty());
    EXPECT_GE(scene.bounds().newest, position);
}

TEST(Feed, ForgettingKeepsTheBoundsRight) {
    FeedScene scene;
    scene.script("/*LITE*/DROP TRIGGER customers_feed_insert; DROP TRIGGER customers_feed_update/*END*/"
                 "/*PG*/DROP TRIGGER customers_feed ON customers/*END*/"); // one change a job
    for (int i = 0; i < 10; ++i) scene.add_job(fmt::format("c{}@example.com", i));
    std::vector<std::int64_t> at{0}; // position of the n-th change
    for (const auto& change : scene.after(0)) at.push_back(change.position);
    ASSERT_EQ(at.size(), 11u);
    scene.script(fmt::format(
        "UPDATE changes SET committed_at = '2026-01-01T00:00:00.000000+00:00' WHERE position <= {};"
        "UPDATE changes SET committed_at = '2026-01-03T00:00:00.000000+00:00' WHERE position > {};"
        // the clock was set back for one in between
        "UPDATE changes SET committed_at = '2026-01-01T00:00:00.000000+00:00' WHERE position = {}",
        at[6], at[6], at[8]));
    const auto prune = [&](const char* now, int rows_min) {
        return scene.write(
            [&](Tx& tx) { return prune_feed(tx, parse_time(now), std::chrono::hours{24}, rows_min); });
    };
    EXPECT_EQ(prune("2026-01-01T12:00:00Z", 0), 0);
    EXPECT_EQ(prune("2026-01-03T00:00:00Z", 8), 2);
    EXPECT_EQ(scene.bounds().oldest, at[2] + 1);
    EXPECT_EQ(prune("2026-01-03T00:00:00Z", 0), 4) << "nothing behind the first young one";
    EXPECT_EQ(scene.bounds().oldest, at[6] + 1);
    EXPECT_EQ(scene.after(0).front().position, at[7]);
    EXPECT_EQ(prune("2027-01-01T00:00:00Z", 0), 4);
    EXPECT_GE(scene.bounds().newest, at[10]) << "positions are not given out twice";
    EXPECT_EQ(scene.bounds().oldest, at[10] + 1);
    scene.add_job();
    EXPECT_GT(scene.after(0).front().position, at[10]);
}

} // namespace
} // namespace bolt::store
