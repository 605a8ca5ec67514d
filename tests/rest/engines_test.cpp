#include "net/target.hpp"
#include "roles/rest_answer.hpp"
#include "store/sql.hpp"
#include "store/test_place.hpp"

#include <gtest/gtest.h>

namespace bolt::roles {
namespace {

std::string id(int n) { return fmt::format("00000000-0000-4000-8000-{:012}", n); }

/// Names that patterns and quotes trip over, jobs with and without every value that may be NULL.
std::string rows() {
    std::string sql;
    const char* names[] = {"Gärtnerei \"Ö\", 100%", "Back\\slash_Bar", "back*star"};
    const char* cities[] = {"Köln", "Austin", "Zürich"};
    for (int n = 0; n < 3; ++n)
        sql += fmt::format(
            "INSERT INTO customers (id, business_name, city, metadata, created_at, updated_at) VALUES "
            "('{}', '{}', '{}', '{{}}', '2026-01-01T00:00:00.000000+00:00', "
            "'2026-01-01T00:00:00.000000+00:00');",
            id(1 + n), names[n], cities[n]);
    const char* states[] = {"completed", "failed", "completed", "cancelled", "completed"};
    for (int n = 1; n <= 5; ++n)
        sql += fmt::format(
            "INSERT INTO jobs (id, customer_id, status, priority, created_at, updated_at, error_message, "
            "completed_at, paused) VALUES ('{0}', '{1}', '{2}', {3}, '2026-01-0{4}T10:00:00.00000{4}+00:00', "
            "'2026-01-0{4}T10:00:00+00:00', {5}, {6}, {7});",
            id(100 + n), id(1 + n % 3), states[n - 1], std::min(n, 4), n,
            n == 2   ? "'no directories'"
            : n == 5 ? "'100% odd, (text)'"
                     : "NULL",
            n == 1 ? "'2026-02-01T00:00:00.000000+00:00'" : "NULL", n == 2);
    sql += fmt::format("INSERT INTO job_results (id, job_id, directory_name, status, idempotency_key, "
                       "confidence, created_at, "
                       "updated_at, next_attempt_at) VALUES ('{}', '{}', 'dir', 'submitted', 'key', 0.1, "
                       "'2026-01-01T00:00:00.5+00:00', '2026-01-01T00:00:00.000000+00:00', "
                       "'2026-01-01T00:00:00.000000+00:00');",
                       id(200), id(101));
    return sql;
}

constexpr const char* kRequests[] = {
    "jobs?select=*&order=id",
    "jobs?select=id,paused,metadata,created_at&order=created_at.desc",
    "jobs?select=id&status=eq.completed",
    "jobs?select=id&status=neq.completed&order=id",
    "jobs?select=id&priority=gte.3&priority=lt.4",
    "jobs?select=id&created_at=lt.2026-01-03T10:00:00.000003Z",
    "jobs?select=id&created_at=lte.2026-01-03T11:00:00.000003%2B01:00",
    "jobs?select=id&completed_at=gt.1970-01-01",
    "jobs?select=id&id=in.(00000000-0000-4000-8000-000000000101,00000000-0000-4000-8000-000000000104)",
    "jobs?select=id&status=in.()",
    "jobs?select=id&status=not.in.(completed,cancelled)",
    "jobs?select=id&error_message=is.null",
    "jobs?select=id&error_message=neq.x",
    "jobs?select=id&error_message=gt.A&error_message=lt.z",
    "jobs?select=id&paused=is.true",
    "jobs?select=id&paused=is.unknown",
    "jobs?select=id&paused=not.eq.false",
    "jobs?select=id&or=(priority.eq.1,and(status.eq.failed,paused.is.true),error_message.in.(%22100%25%20odd,"
    "%20(text)%22))",
    "jobs?select=id&or=(not.and(priority.gte.2,priority.lte.4),id.not.neq.00000000-0000-4000-8000-"
    "000000000103)",
    "jobs?select=id&order=error_message",
    "jobs?select=id&order=error_message.desc",
    "jobs?select=id&order=error_message.nullsfirst",
    "jobs?select=id&order=error_message.desc.nullslast",
    "jobs?select=id&order=status,priority.desc&limit=2&offset=1",
    "jobs?select=id&offset=9223372036854775807",
    "jobs?select=id&limit=0",
    "jobs?select=id&metadata=is.null",
    "customers?select=id,business_name,city,country,metadata&order=business_name",
    "customers?select=id&order=city.desc",
    "customers?select=id&city=gt.K",
    "customers?select=id&business_name=like.Back*",
    "customers?select=id&business_name=ilike.bACK*",
    "customers?select=id&business_name=not.ilike.bACK*",
    "customers?select=id&business_name=like.*100%5C%25",
    "customers?select=id&business_name=like.Back%5C%5Cslash_Bar",
    "customers?select=id&business_name=like.Back%5C%5Cslash%5C_Bar",
    "customers?select=id&business_name=like.back%5B*%5Dstar",
    "customers?select=id&business_name=like.back_star",
    "customers?select=id&city=like._%C3%B6*",
    "job_results?select=*",
    "job_results?select=id,confidence&confidence=gt.0.05",
    "directories?select=name&name=like.x*",
    "directories?select=name&id=eq.none",
    "queue_history?select=*&id=gt.9223372036854775806",
    "worker_heartbeats?select=*",
    "action_items?select=*",
    "flow_runs?select=*"};

std::string answer(store::Database& database, const std::string& text) {
    net::Request request;
    request.target = "/rest/v1/" + text;
    request.query = net::parse_target(request.target).value().query;
    request.headers = {{"Prefer", "count=exact"}};
    const auto* table = store::find_readable_table(text.substr(0, text.find('?')));
    const auto query = read_rest_query(*table, request);
    if (!query) return "refused: " + query.error().message;
    const auto page =
        database.read_blocking([&](store::Tx& tx) { return store::read_table(tx, query->read); });
    if (!page) return "failed: " + page.error().message;
    const auto response = write_rest_answer(*query, *page);
    return fmt::format("{} {} {}", response.status, response.headers.get("Content-Range"), response.body);
}

TEST(RestEngines, AnswerAlike) {
    if (const auto why = peers::PostgresServer::why_absent(); !why.empty()) {
        const char* ci = std::getenv("CI");
        ASSERT_FALSE(ci != nullptr && std::string_view(ci) == "true") << why;
        GTEST_SKIP() << why;
    }
    peers::PostgresServer server;
    store::TestFolder folder;
    asio::io_context io{1};
    SystemClock clock{io.get_executor()};
    SeededRandom random{7};
    const Platform platform{io.get_executor(), clock, random};
    store::SqliteSettings lite;
    lite.path = (folder.path / "bolt.db").string();
    store::PostgresSettings postgres;
    postgres.url = server.make_database("rest");
    const auto first = store::open_sqlite(platform, lite);
    const auto second = store::open_postgres(platform, postgres);
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    for (auto* database : {first->get(), second->get()}) {
        const auto done = database->write_blocking([](store::Tx& tx) -> Result<void> {
            tx.script(rows());
            return {};
        });
        ASSERT_TRUE(done) << database->engine() << ": " << done.error().message;
    }
    for (const std::string request : kRequests) {
        const auto sqlite = answer(**first, request);
        EXPECT_EQ(sqlite, answer(**second, request)) << request;
        EXPECT_EQ(sqlite.find("failed:"), sqlite.npos) << request << " " << sqlite;
        if (request.find("offset=9223372036854775807") == request.npos) {
            EXPECT_TRUE(sqlite.starts_with("20")) << request << " " << sqlite;
        }
    }
    for (auto* database : {first->get(), second->get()}) database->close();
}

} // namespace
} // namespace bolt::roles
