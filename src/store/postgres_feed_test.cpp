// The feed where several transactions run at once.
#include "store/feed.hpp"
#include "store/test_postgres.hpp"

#include <thread>

namespace bolt::store {
namespace {

TEST(PostgresFeed, ACommitThatComesLateIsNotSkipped) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    const auto slow_job = scene.add_job("slow@example.com"), quick_job = scene.add_job("quick@example.com");
    const auto start = scene.after(0).back().position;
    Hand slow(scene.place), quick(scene.place);
    // The slow one writes first and commits last.
    slow(fmt::format("BEGIN; UPDATE jobs SET priority = 1 WHERE id = '{}'", slow_job));
    quick(fmt::format("BEGIN; UPDATE jobs SET priority = 2 WHERE id = '{}'; COMMIT", quick_job));
    EXPECT_TRUE(scene.after(start).empty()) << "what the quick one wrote must wait for the slow one";
    slow(fmt::format("UPDATE jobs SET priority = 3 WHERE id = '{}'; COMMIT", slow_job));
    const auto changes = scene.after(start);
    std::vector<std::int64_t> priorities;
    std::int64_t last = start;
    for (const auto& change : changes) {
        EXPECT_GT(change.position, last);
        last = change.position;
        priorities.push_back(get_int(*parse_json(change.record), "priority"));
    }
    EXPECT_EQ(priorities, (std::vector<std::int64_t>{1, 3, 2}));
}

TEST(PostgresFeed, TwoThatCommitInTheOtherOrderBothArriveOnceInOrder) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    const auto first_job = scene.add_job("a@example.com"), second_job = scene.add_job("b@example.com");
    auto position = scene.after(0).back().position;
    Hand first(scene.place), second(scene.place);
    first("BEGIN; SELECT pg_current_xact_id()"); // older, but writes its change later
    second(fmt::format("BEGIN; UPDATE jobs SET priority = 2 WHERE id = '{}'", second_job));
    first(fmt::format("UPDATE jobs SET priority = 1 WHERE id = '{}'; COMMIT", first_job));
    const auto early = scene.after(position);
    ASSERT_EQ(early.size(), 1u) << "the older one is complete";
    position = early.front().position;
    second("COMMIT");
    const auto late = scene.after(position);
    ASSERT_EQ(late.size(), 1u);
    EXPECT_EQ(get_int(*parse_json(late.front().record), "priority"), 2);
}

TEST(PostgresFeed, AReaderMissesNothingWhileManyProcessesWrite) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    constexpr int kProcesses = 4, kWrites = 60;
    std::vector<std::string> jobs;
    for (int i = 0; i < kProcesses; ++i) jobs.push_back(scene.add_job(fmt::format("p{}@example.com", i)));
    auto position = scene.after(0).back().position;
    std::vector<std::thread> writers;
    std::atomic<int> left = kProcesses;
    for (const auto& id : jobs)
        writers.emplace_back([&, id] {
            Hand hand(scene.place);
            for (int i = 0; i < kWrites; ++i)
                hand(fmt::format("BEGIN; UPDATE jobs SET priority = priority + 1 WHERE id = '{}'; "
                                 "SELECT pg_sleep(0.001 * (random() * 4)); {}",
                                 id, i % 10 == 9 ? "ROLLBACK" : "COMMIT"));
            --left;
        });
    std::map<std::string, int> last;
    int count = 0;
    const auto read = [&] {
        for (const auto& change : scene.after(position)) {
            ASSERT_GT(change.position, position);
            position = change.position;
            const auto row = parse_json(change.record);
            auto& priority = last[get_string(*row, "id")];
            if (priority != 0) {
                EXPECT_EQ(get_int(*row, "priority"), priority + 1);
            }
            priority = static_cast<int>(get_int(*row, "priority"));
            ++count;
        }
    };
    while (left > 0) read();
    for (auto& writer : writers) writer.join();
    read();
    EXPECT_EQ(count, kProcesses * kWrites * 9 / 10);
}

TEST(PostgresFeed, ManyChangesOfOneTransactionComeTogether) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    const auto id = scene.add_job();
    const auto start = scene.after(0).back().position;
    // As if it had made 65,500 changes before.
    scene.script(
        fmt::format("DO $$ BEGIN PERFORM set_config('bolt.feed_position', CAST(bolt_next_position() + 65500 "
                    "AS text), TRUE); "
                    "FOR i IN 1..100 LOOP UPDATE jobs SET priority = i WHERE id = '{}'; END LOOP; END $$",
                    id));
    std::int64_t position = start, priority = 0;
    for (;;) {
        auto page = scene.write([&](Tx& tx) { return changes_after(tx, position, 10); });
        if (page.empty()) break;
        for (const auto& change : page) {
            ASSERT_EQ(get_int(*parse_json(change.record), "priority"), ++priority);
            ASSERT_GE(change.position, position);
        }
        position = page.back().position;
    }
    EXPECT_EQ(priority, 100);
}

TEST(PostgresFeed, GoesOnAfterADatabaseWasRestoredIntoAnotherCluster) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    const auto id = scene.add_job();
    // As rows from a cluster that has run many more transactions.
    scene.script("UPDATE changes SET position = position + (CAST(1 AS bigint) << 40)");
    const auto restored = scene.number("SELECT max(position) FROM changes");
    scene.reopen();
    EXPECT_EQ(scene.after(0).back().position, restored);
    scene.script("UPDATE jobs SET priority = 1");
    const auto next = scene.after(restored);
    ASSERT_EQ(next.size(), 1u);
    EXPECT_GT(next.front().position, restored);
}

} // namespace
} // namespace bolt::store
