// What PostgreSQL adds to the store port's contract: several processes, lost connections, poolers, roles.
#include "store/postgres_database.hpp"

#include "store/postgres_connection.hpp"
#include "store/postgres_doctor.hpp"
#include "store/test_gate.hpp"
#include "store/test_postgres.hpp"

#include <gmock/gmock.h>
#include <latch>

namespace bolt::store {
namespace {

using testing::HasSubstr;

TEST(PostgresDatabase, TimesAreUtcWithFixedWidthWhateverTheServersZone) {
    BOLT_ONLY_ON_POSTGRESQL;
    EXPECT_EQ(fixed_width_time("2026-11-23 11:00:00+00"), "2026-11-23T11:00:00.000000+00:00");
    EXPECT_EQ(fixed_width_time("2026-11-23 11:00:00.5+02"), "2026-11-23T09:00:00.500000+00:00");
    EXPECT_EQ(fixed_width_time("2026-01-01 01:00:00.123456+05:45"), "2025-12-31T19:15:00.123456+00:00");
    EXPECT_EQ(fixed_width_time("infinity"), "infinity");
    for (const auto pooling : {Pooling::session, Pooling::transaction}) {
        if (behind_pooler() && pooling == Pooling::session) continue; // it would lend its session away
        PostgresScene scene;
        auto settings = scene.place.postgres();
        settings.pooling = pooling;
        auto opened = open_postgres(scene.platform, settings);
        ASSERT_TRUE(opened) << opened.error().message;
        scene.database = std::move(*opened);
        scene.script("INSERT INTO host_slots VALUES ('h', '2026-03-01T10:00:00.250000+00:00')");
        EXPECT_EQ(scene.text("SELECT next_at FROM host_slots"), "2026-03-01T10:00:00.250000+00:00");
    }
}

TEST(PostgresDatabase, TheWholePathRunsThroughATransactionPooler) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    auto settings = scene.place.postgres();
    settings.url += "?pgbouncer=true";
    EXPECT_EQ(pooling_of(settings), Pooling::transaction);
    scene.database = std::move(*open_postgres(scene.platform, settings));
    scene.add_directories(2);
    const auto id = scene.begun_job();
    for (const auto& leased : scene.claim(2)) {
        ASSERT_TRUE(scene.mark(leased.fence));
        ASSERT_TRUE(scene.finish(leased.fence, Verdict::accepted));
    }
    EXPECT_EQ(scene.job(id).status, JobStatus::completed);
    EXPECT_EQ(scene.psql("SELECT count(*) FROM pg_prepared_statements"), "0");
}

TEST(PostgresDatabase, ClaimersOfSeveralProcessesShareTheWorkAndNeverTheSubmission) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    scene.add_directories(60);
    scene.begun_job("a@example.com");
    scene.begun_job("b@example.com");
    std::vector<std::unique_ptr<Database>> processes;
    for (int i = 0; i < 4; ++i) processes.push_back(scene.place.open(scene.platform));
    std::mutex mutex;
    std::multiset<std::string> leased;
    std::set<std::string> workers;
    std::vector<std::thread> threads;
    std::latch ready(4);
    for (std::size_t p = 0; p < processes.size(); ++p)
        threads.emplace_back([&, p] {
            SeededRandom random{100 + p};
            const Platform platform{scene.io.get_executor(), scene.clock, random};
            ClaimRequest request;
            request.worker_id = fmt::format("w{}", p);
            request.count_max = 3;
            ready.arrive_and_wait();
            for (int empty = 0; empty < 3;) {
                auto claimed = processes[p]->write_blocking(
                    [&](Tx& tx) { return claim_attempts(tx, platform, request); }, Durability::relaxed);
                ASSERT_TRUE(claimed) << claimed.error().message;
                if (claimed->empty()) ++empty;
                std::lock_guard lock(mutex);
                for (const auto& one : *claimed) {
                    leased.insert(one.submission.id);
                    workers.insert(request.worker_id);
                }
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(leased.size(), 120u);
    EXPECT_EQ(std::set<std::string>(leased.begin(), leased.end()).size(), 120u)
        << "a submission was leased twice";
    EXPECT_GT(workers.size(), 1u);
}

TEST(PostgresDatabase, AClaimerDoesNotWaitForOneThatHoldsTheSameSubmission) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    scene.add_directories(2);
    scene.begun_job();
    Hand hand(scene.place);
    const auto held =
        scene.text("SELECT id FROM job_results WHERE status = 'pending' ORDER BY next_attempt_at LIMIT 1");
    hand(fmt::format("BEGIN; SELECT 1 FROM job_results WHERE id = '{}' FOR UPDATE", held));
    const auto leased = scene.claim(2);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_NE(leased.front().submission.id, held);
    hand("ROLLBACK");
    EXPECT_EQ(scene.claim(2).size(), 1u);
}

TEST(PostgresDatabase, TwoThatWouldWaitForEachOtherBothEnd) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestStore store;
    store.script("INSERT INTO host_slots VALUES ('a', now()), ('b', now())");
    const auto other = store.place.open(store.platform);
    std::latch both(2);
    std::atomic<int> runs = 0;
    const auto cross = [&](Database& database, std::string one, std::string two) {
        std::atomic<bool> met = false;
        return database.write_blocking([&](Tx& tx) -> Result<void> {
            ++runs;
            tx.script(fmt::format("UPDATE host_slots SET next_at = now() WHERE host = '{}'", one));
            if (!met.exchange(true)) both.arrive_and_wait();
            tx.script(fmt::format("UPDATE host_slots SET next_at = now() WHERE host = '{}'", two));
            return {};
        });
    };
    Result<void> second;
    std::thread thread([&] { second = cross(*other, "b", "a"); });
    const auto first = cross(*store.database, "a", "b");
    thread.join();
    EXPECT_TRUE(first) << first.error().message;
    EXPECT_TRUE(second) << second.error().message;
    EXPECT_GT(runs, 2) << "one was the deadlock's victim and ran again";
}

TEST(PostgresDatabase, OneOfManyThatMeetsALockedRowDoesNotHoldUpTheOthers) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestStore store({.one_writer = true});
    store.script("INSERT INTO host_slots VALUES ('held', now())");
    Hand hand(store.place);
    hand("BEGIN; UPDATE host_slots SET next_at = now() WHERE host = 'held'");
    std::vector<std::function<Result<void>(Tx&)>> works;
    std::atomic<int> done = 0;
    for (int i = 0; i < 5; ++i)
        works.push_back([i](Tx& tx) -> Result<void> {
            if (i == 2) tx.script("UPDATE host_slots SET next_at = now() WHERE host = 'held'");
            return insert_actor(tx, std::to_string(i));
        });
    // The row is let go as soon as the others are seen committed by somebody else.
    std::thread release([&] {
        const auto watcher = store.place.open(store.platform);
        static const Statement count{"SELECT count(*) FROM audit_log"};
        for (done = 0; done < 4;)
            done = static_cast<int>(
                watcher->read_blocking([&](Tx& tx) -> Result<Rows> { return tx.run(count); })->integer(0, 0));
        hand("COMMIT");
    });
    const auto results = write_together(store, works);
    release.join();
    EXPECT_EQ(done, 4);
    for (const auto& each : results) EXPECT_TRUE(each) << each.error().message;
    EXPECT_EQ(store.number("SELECT count(*) FROM audit_log"), 5);
}

TEST(PostgresDatabase, AReadThenInsertThatLostARaceRunsAgainAndSeesTheOther) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestStore store;
    int runs = 0;
    std::string seen;
    const auto done = store->write_blocking([&](Tx& tx) -> Result<void> {
        static const Statement find{"SELECT host FROM host_slots WHERE host = 'x'"};
        const auto rows = tx.run(find);
        if (++runs == 1) Hand(store.place)("INSERT INTO host_slots VALUES ('x', now())");
        if (!rows.empty()) return seen = rows.text(0, 0), Result<void>{};
        return insert_host(tx, "x");
    });
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(seen, "x");
}

TEST(PostgresDatabase, WhatWasPostedIsRefusedAtTheLatestAtTheEnd) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestStore store;
    static const Statement insert{"INSERT INTO host_slots (host, next_at) VALUES ($1, now())"};
    const auto refused = store->write_blocking([&](Tx& tx) -> Result<void> {
        tx.post(insert, {std::string_view("a")});
        tx.post(insert, {std::string_view("a")});
        return {};
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_EQ(store.number("SELECT count(*) FROM host_slots"), 0);
}

TEST(PostgresDatabase, TextThatIsNoUuidFindsNothingAndJsonLosesNul) {
    BOLT_ONLY_ON_POSTGRESQL;
    PostgresScene scene;
    const auto found = scene->read_blocking([](Tx& tx) { return find_job(tx, "no-such-job"); });
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::not_found);
    static const Statement insert{"INSERT INTO audit_log (actor, action, details) VALUES ('a', 'b', $1)"};
    scene.write([&](Tx& tx) -> Result<void> {
        tx.run(insert, {std::string_view(R"({"said":"a\u0000b\\u0000"})")});
        return {};
    });
    EXPECT_EQ(scene.text("SELECT details ->> 'said' FROM audit_log"), "a\xEF\xBF\xBD"
                                                                      "b\\u0000");
}

TEST(PostgresDatabase, RelaxedCommitsDoNotWaitForTheDisk) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestStore store;
    static const Statement level{"SELECT current_setting('synchronous_commit')"};
    const auto seen = [&](Durability durability) {
        return store.database
            ->write_blocking([](Tx& tx) -> Result<std::string> { return tx.run(level).text(0, 0); },
                             durability)
            .value();
    };
    EXPECT_EQ(seen(Durability::relaxed), "off");
    EXPECT_EQ(seen(Durability::full), "on");
}

TEST(PostgresDatabase, ARestartOfTheServerIsSurvivedAndNothingIsDoneTwice) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestStore store;
    constexpr int kThreads = 4;
    std::atomic<bool> stop = false;
    std::vector<std::thread> writers;
    std::array<std::vector<std::string>, kThreads> acknowledged, failed;
    for (int t = 0; t < kThreads; ++t)
        writers.emplace_back([&, t] {
            for (int i = 0; !stop; ++i) {
                const auto actor = fmt::format("{}-{}", t, i);
                const auto done = store->write_blocking([&](Tx& tx) { return insert_actor(tx, actor); });
                (done ? acknowledged : failed)[static_cast<std::size_t>(t)].push_back(actor);
            }
        });
    const auto enough = [&](std::size_t count) {
        while (store.number("SELECT count(*) FROM audit_log") < static_cast<std::int64_t>(count)) {
        }
    };
    enough(200);
    test_server().restart_at_once();
    enough(600);
    test_server().restart_at_once();
    enough(900);
    stop = true;
    for (auto& writer : writers) writer.join();
    std::multiset<std::string> stored;
    const auto rows = store.rows("SELECT actor FROM audit_log");
    for (std::size_t i = 0; i < rows.size(); ++i) stored.insert(rows.text(i, 0));
    for (const auto& each : acknowledged)
        for (const auto& actor : each) EXPECT_EQ(stored.count(actor), 1u) << actor;
    for (const auto& each : failed) EXPECT_TRUE(each.empty()) << each.front() << " was given up";
}

TEST(PostgresDatabase, ADeadServerIsAnErrorAndItsReturnIsNoticed) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestPlace place;
    asio::io_context io{1};
    ManualClock clock{io.get_executor()};
    SeededRandom random{7};
    auto settings = place.postgres();
    settings.reconnect_for = std::chrono::milliseconds{200};
    auto database = open_postgres({io.get_executor(), clock, random}, settings);
    ASSERT_TRUE(database) << database.error().message;
    test_server().stop_at_once();
    const auto refused = (*database)->write_blocking([](Tx& tx) { return insert_actor(tx, "nobody hears"); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << refused.error().message;
    EXPECT_THAT(refused.error().message, HasSubstr("check that the"));
    test_server().start();
    Result<void> done = fail(ErrorCode::internal, "not run");
    for (int i = 0; i < 200 && !done; ++i)
        done = (*database)->write_blocking([](Tx& tx) { return insert_actor(tx, "back"); });
    EXPECT_TRUE(done) << done.error().message;
}

TEST(PostgresDatabase, AServerThatHangsIsGivenUp) {
    BOLT_ONLY_ON_POSTGRESQL;
    TestPlace place;
    auto settings = place.postgres();
    settings.statement_timeout = std::chrono::milliseconds{200};
    settings.answer_grace = std::chrono::milliseconds{300};
    PostgresConnection connection(settings);
    connection.connect();
    static const Statement one{"SELECT 1"};
    connection.run(one);
    test_server().freeze(true);
    try {
        connection.run(one);
        ADD_FAILURE() << "a frozen server answered";
    } catch (const SqlError& refused) {
        EXPECT_EQ(refused.kind, SqlError::Kind::connection);
        EXPECT_THAT(refused.what(), HasSubstr("does not answer"));
    }
    test_server().freeze(false);
    EXPECT_FALSE(connection.connected());
}

TEST(PostgresDatabase, PasswordsAreNeverShown) {
    EXPECT_EQ(redacted_url("postgresql://ann:s3cret@db.example:5432/bolt?sslmode=require&sslpassword=x"),
              "postgresql://ann@db.example:5432/bolt?sslmode=require");
    EXPECT_EQ(redacted_url("postgres://ann:a:b@c@db/bolt"), "postgres://ann@db/bolt");
    EXPECT_EQ(redacted_url("postgresql:///bolt?host=/run/pg"), "postgresql:///bolt?host=/run/pg");
    EXPECT_EQ(libpq_url("postgresql://a/b?pgbouncer=true&sslmode=require"),
              "postgresql://a/b?sslmode=require");
    PostgresSettings settings;
    for (const auto* url :
         {"postgresql://a:b@pooler.example:6543/postgres", "postgresql://a/b?pgbouncer=true"}) {
        settings.url = url;
        EXPECT_EQ(pooling_of(settings), Pooling::transaction) << url;
    }
    for (const auto* url :
         {"postgresql://a:b@db.example:5432/postgres", "postgresql://a/b?pgbouncer=false"}) {
        settings.url = url;
        EXPECT_EQ(pooling_of(settings), Pooling::session) << url;
    }
}

} // namespace
} // namespace bolt::store
