// Migrations on databases as they are met, who may see what, and the SQL that people type.
#include "store/postgres_database.hpp"
#include "store/postgres_doctor.hpp"
#include "store/test_postgres.hpp"

#include <gmock/gmock.h>
#include <thread>

namespace bolt::store {
namespace {

using testing::HasSubstr;

/// What Supabase's platform puts into a database, as far as it matters here.
constexpr const char* kSupabase = R"(
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'anon') THEN
        CREATE ROLE anon NOLOGIN;
        CREATE ROLE authenticated NOLOGIN;
        CREATE ROLE service_role NOLOGIN BYPASSRLS;
    END IF;
END $$;
CREATE SCHEMA auth;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::uuid $$;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
CREATE PUBLICATION supabase_realtime;
)";

/// A database of its own that was not migrated yet.
struct EmptyPlace {
    EmptyPlace() {
        static int count = 0;
        name = fmt::format("empty_{}", ++count);
        settings.url = test_server().make_database(name);
    }
    ~EmptyPlace() { test_server().drop_database(name); }
    Result<std::unique_ptr<Database>> open() { return open_postgres(platform, settings); }
    std::string sql(const std::string& text) { return test_server().sql(name, text); }
    /// As PostgREST does it for one request.
    std::string as(const std::string& role, const std::string& user, const std::string& query) {
        try {
            return sql(fmt::format(
                "BEGIN; SET LOCAL ROLE {}; SET LOCAL request.jwt.claims = '{{\"sub\":\"{}\"}}'; {}; COMMIT",
                role, user, query));
        } catch (const std::exception& refused) {
            return refused.what();
        }
    }

    asio::io_context io{1};
    ManualClock clock{io.get_executor()};
    SeededRandom random{7};
    Platform platform{io.get_executor(), clock, random};
    std::string name;
    PostgresSettings settings;
};

TEST(PostgresMigrations, RunTwiceAndByManyAtOnceOnAnEmptyAndOnASupabaseDatabase) {
    BOLT_ONLY_ON_POSTGRESQL;
    for (const bool supabase : {false, true}) {
        EmptyPlace place;
        if (supabase) place.sql(kSupabase);
        std::vector<std::thread> processes;
        std::vector<std::string> problems(4);
        for (auto& problem : problems)
            processes.emplace_back([&] {
                auto opened = place.open();
                if (!opened) problem = opened.error().message;
            });
        for (auto& process : processes) process.join();
        for (const auto& problem : problems) EXPECT_EQ(problem, "");
        EXPECT_TRUE(place.open());
        EXPECT_EQ(
            place.sql("SELECT count(*) = count(DISTINCT version) AND count(*) >= 3 FROM schema_migrations"),
            "t");
        EXPECT_EQ(place.sql("SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r' "
                            "AND relnamespace = 'public'::regnamespace AND NOT relrowsecurity"),
                  "")
            << "tables without row level security";
        const auto published =
            place.sql("SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_publication_tables "
                      "WHERE pubname = 'supabase_realtime'");
        EXPECT_EQ(published, supabase ? "action_items,job_results,jobs,queue_history,worker_heartbeats" : "");
    }
}

TEST(PostgresMigrations, RefuseADatabaseOfANewerVersion) {
    BOLT_ONLY_ON_POSTGRESQL;
    EmptyPlace place;
    ASSERT_TRUE(place.open());
    place.sql("INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', 'x', 'then')");
    const auto refused = place.open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_THAT(refused.error().message, HasSubstr("9999_future.sql"));
}

TEST(PostgresAccess, AnonSeesNothingACustomerItsOwnAndTheServiceAll) {
    BOLT_ONLY_ON_POSTGRESQL;
    EmptyPlace place;
    place.sql(kSupabase);
    ASSERT_TRUE(place.open());
    const std::string ann = "00000000-0000-4000-8000-00000000000a",
                      bob = "00000000-0000-4000-8000-00000000000b";
    for (const auto& id : {ann, bob})
        place.sql(fmt::format(R"(
            INSERT INTO customers (id, business_name) VALUES ('{0}', 'Business {0}');
            INSERT INTO jobs (customer_id) VALUES ('{0}');
            INSERT INTO job_results (job_id, directory_name, idempotency_key) SELECT id, 'd', '{0}' FROM jobs WHERE customer_id = '{0}';
            INSERT INTO queue_history (job_id, event) SELECT id, 'x' FROM jobs WHERE customer_id = '{0}';
            INSERT INTO staff_users (email, role) VALUES ('{0}@example.com', 'admin');)",
                              id));
    const auto tables = place.sql(
        "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind IN ('r', 'v') "
        "AND relnamespace = 'public'::regnamespace");
    std::istringstream each(tables);
    int seen_tables = 0;
    for (std::string table; each >> table; ++seen_tables) {
        const auto count = fmt::format("SELECT count(*) FROM {}", table);
        EXPECT_THAT(place.as("anon", "", count), testing::AnyOf("0", HasSubstr("permission denied")))
            << table;
        EXPECT_THAT(place.as("anon", ann, count), testing::AnyOf("0", HasSubstr("permission denied")))
            << table;
        const bool own =
            table == "customers" || table == "jobs" || table == "job_results" || table == "queue_history";
        if (own) {
            EXPECT_EQ(place.as("authenticated", ann, count), "1") << table;
            EXPECT_EQ(place.as("authenticated", "", count), "0") << table;
        } else {
            EXPECT_THAT(place.as("authenticated", ann, count),
                        testing::AnyOf("0", HasSubstr("permission denied")))
                << table;
        }
        EXPECT_THAT(place.as("authenticated", ann, fmt::format("DELETE FROM {}", table)),
                    testing::AnyOf(HasSubstr("permission denied"), HasSubstr("cannot delete from view")))
            << table;
        if (own) {
            EXPECT_EQ(place.as("service_role", "", count), "2") << table;
        }
    }
    EXPECT_GT(seen_tables, 20);
    EXPECT_EQ(place.as("authenticated", ann, "SELECT id FROM customers"), ann);
    EXPECT_THAT(place.as("authenticated", ann, "INSERT INTO jobs (customer_id) VALUES ('" + ann + "')"),
                HasSubstr("permission denied"));
    EXPECT_THAT(place.as("authenticated", ann, "SELECT * FROM find_stale_jobs()"),
                HasSubstr("permission denied"));
    // What a service writes through the API is in the feed, too.
    EXPECT_EQ(place.as("service_role", "",
                       "UPDATE jobs SET priority = 1; SELECT count(*) FROM changes WHERE type = 'UPDATE'"),
              "2");
}

TEST(PostgresSql, WhatIsTypedByHandWorks) {
    BOLT_ONLY_ON_POSTGRESQL;
    Scene scene;
    const auto psql = [&](const std::string& text) { return test_server().sql(scene.place.name(), text); };
    scene.add_directories(2);
    psql(R"(
        INSERT INTO customers (id, business_name, email, phone, website, address, city, state, zip, description, category)
        VALUES (gen_random_uuid(), 'Test Business', 'test@example.com', '+1 555 0100', 'https://example.com', '1 Main Street', 'Austin',
                'TX', '78701', 'A test business.', 'Restaurant');
        INSERT INTO jobs (id, customer_id, status, package_type, priority)
        SELECT gen_random_uuid(), id, 'pending', 'starter', 1 FROM customers WHERE email = 'test@example.com';)");
    const auto id = psql("SELECT id FROM jobs");
    scene.begin(id);
    for (const auto& leased : scene.claim(2)) {
        ASSERT_TRUE(scene.mark(leased.fence));
        ASSERT_TRUE(scene.finish(leased.fence, Verdict::accepted));
    }
    psql("INSERT INTO worker_heartbeats (worker_id, status) VALUES ('w1', 'idle')");
    // Job, results, history, workers: how one looks whether it ran.
    EXPECT_EQ(psql("SELECT status, progress FROM jobs WHERE id = '" + id + "'::uuid"), "completed|100");
    EXPECT_EQ(psql("SELECT status, COUNT(*) FROM job_results WHERE job_id = '" + id + "' GROUP BY status"),
              "submitted|2");
    EXPECT_THAT(psql("SELECT event FROM queue_history WHERE job_id = '" + id + "' ORDER BY created_at, id"),
                testing::AllOf(HasSubstr("flow_started"), HasSubstr("job_finalized")));
    EXPECT_EQ(
        psql("SELECT worker_id FROM worker_heartbeats WHERE last_heartbeat > NOW() - INTERVAL '5 minutes'"),
        "w1");
    EXPECT_THROW(psql("DELETE FROM queue_history"), std::runtime_error);
    EXPECT_THROW(psql("UPDATE queue_history SET event = 'x'"), std::runtime_error);
}

TEST(PostgresSql, FindStaleJobsFindsTheDeadAndNotTheLiving) {
    BOLT_ONLY_ON_POSTGRESQL;
    Scene scene;
    const auto dead = scene.add_job("dead@example.com"), living = scene.add_job("living@example.com"),
               leased = scene.add_job("leased@example.com"), fresh = scene.add_job("fresh@example.com");
    scene.script(
        "UPDATE jobs SET status = 'in_progress', updated_at = now() - interval '30 minutes' "
        "WHERE id <> '" +
        fresh + "'; UPDATE jobs SET status = 'in_progress', updated_at = now() WHERE id = '" + fresh +
        "'; INSERT INTO worker_heartbeats (worker_id, status, current_job_id) VALUES ('w', 'running', '" +
        living + "'); INSERT INTO job_results (job_id, directory_name, idempotency_key, status) VALUES ('" +
        leased +
        "', 'd', 'k', 'submitting'); INSERT INTO attempts (result_id, job_id, directory_name, number, "
        "status, worker_id, "
        "lease_until, started_at) SELECT id, job_id, 'd', 1, 'leased', 'w', now() + interval '1 minute', "
        "now() "
        "FROM job_results");
    EXPECT_EQ(scene.text("SELECT string_agg(CAST(id AS text), ',') FROM find_stale_jobs()"), dead);
    EXPECT_EQ(scene.number("SELECT count(*) FROM find_stale_jobs(60)"), 0);
    EXPECT_EQ(scene.number("SELECT count(*) FROM stale_jobs_view"), 1);
}

TEST(PostgresDoctor, NamesWhatIsWrongAndHowToMendIt) {
    BOLT_ONLY_ON_POSTGRESQL;
    EmptyPlace place;
    const auto say = [](const PostgresSettings& settings) {
        std::string said;
        for (const auto& found : diagnose_postgres(settings)) {
            const char mark = found.grade == PostgresFinding::Grade::good      ? '+'
                              : found.grade == PostgresFinding::Grade::warning ? '?'
                                                                               : '-';
            said += fmt::format("{} {} / {}\n", mark, found.what, found.fix);
        }
        return said;
    };
    EXPECT_THAT(say(place.settings),
                HasSubstr("? the database is not migrated yet / directory-bolt migrate"));
    ASSERT_TRUE(place.open());
    EXPECT_THAT(say(place.settings), HasSubstr("+ the schema is current"));
    EXPECT_THAT(say(place.settings), HasSubstr("fsync = off")) << "the test's server is not durable";

    auto other = place.settings;
    other.url = test_server().url("no_such_database");
    EXPECT_THAT(say(other), testing::AllOf(HasSubstr("- cannot connect"), HasSubstr("create the database")));
    other.url = "postgresql://ann:s3cret@127.0.0.1:1/bolt";
    EXPECT_THAT(say(other),
                testing::AllOf(HasSubstr("ann@127.0.0.1:1"), HasSubstr("check that the server runs"),
                               testing::Not(HasSubstr("s3cret"))));
    place.sql("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'weak') THEN CREATE ROLE "
              "weak LOGIN; END IF; "
              "END $$");
    other.url = fmt::format("postgresql://weak@127.0.0.1:{}/{}", test_server().port(), place.name);
    EXPECT_THAT(say(other),
                testing::AllOf(HasSubstr("- the role weak may not read and write the table customers"),
                               HasSubstr("GRANT ALL")));
    place.sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO weak");
    EXPECT_THAT(say(other), HasSubstr("- row level security hides rows from the role weak"));
}

} // namespace
} // namespace bolt::store
