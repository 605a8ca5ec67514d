#include "realtime/feed_event.hpp"
#include "realtime/tables.hpp"
#include "realtime/test_feed.hpp"

namespace bolt::realtime {
namespace {

class FeedChange : public FeedTest {
  protected:
    static std::set<std::string> names(const json::value& row) {
        std::set<std::string> found;
        for (const auto& [key, value] : row.as_object()) found.emplace(key);
        return found;
    }
    static std::set<std::string> column_names(const json::value& columns) {
        std::set<std::string> found;
        for (const auto& column : columns.as_array()) {
            EXPECT_EQ(names(column), (std::set<std::string>{"name", "type"}));
            found.emplace(column.at("name").as_string());
        }
        return found;
    }
};

TEST_F(FeedChange, ComesInSupabasesShape) {
    start();
    auto client = connect();
    const auto answer =
        client.ask("realtime:a", "phx_join", {{"config", {{"postgres_changes", {binding("jobs")}}}}});
    const auto id = answer.at("response").at("postgres_changes").at(0).at("id");
    client.next("system");
    add_job();
    touch_job();
    script(fmt::format(R"(DELETE FROM jobs WHERE id = '{}')", kJob));

    const std::set<std::string> always{"schema",  "table",  "commit_timestamp", "type",
                                       "columns", "errors", "position"};
    std::int64_t position = 0;
    for (const auto& [type, rows] : std::initializer_list<std::pair<const char*, std::set<std::string>>>{
             {"INSERT", {"record"}}, {"UPDATE", {"record", "old_record"}}, {"DELETE", {"old_record"}}}) {
        const auto message = client.next();
        EXPECT_EQ(message.at(0).as_string(), "1");
        EXPECT_TRUE(message.at(1).is_null());
        EXPECT_EQ(message.at(2).as_string(), "realtime:a");
        EXPECT_EQ(message.at(3).as_string(), "postgres_changes");
        EXPECT_EQ(names(message.at(4)), (std::set<std::string>{"ids", "data"}));
        EXPECT_EQ(message.at(4).at("ids"), json::value(json::array{id}));
        const auto& data = message.at(4).at("data");
        auto members = always;
        members.insert(rows.begin(), rows.end());
        EXPECT_EQ(names(data), members) << type;
        EXPECT_EQ(data.at("type").as_string(), type);
        EXPECT_EQ(data.at("schema").as_string(), "public");
        EXPECT_EQ(data.at("table").as_string(), "jobs");
        EXPECT_TRUE(data.at("errors").is_null());
        EXPECT_NE(parse_time(data.at("commit_timestamp").as_string()), TimePoint{});
        EXPECT_GT(data.at("position").as_int64(), position);
        position = data.at("position").as_int64();
        for (const auto& row : rows) {
            EXPECT_EQ(get_string(data.at(row), "id"), kJob);
            EXPECT_EQ(names(data.at(row)), column_names(data.at("columns"))) << type;
        }
    }
}

TEST_F(FeedChange, EveryTablesRowsHaveTheColumnsThatAreAnnounced) {
    start();
    auto client = connect();
    json::array bindings;
    for (const auto table : feed_tables()) bindings.push_back(binding(table));
    client.join("realtime:all", std::move(bindings));
    add_job();
    script(fmt::format(R"(
        INSERT INTO job_results (id, job_id, directory_name, idempotency_key) VALUES ('00000000-0000-4000-8000-000000000011', '{0}', 'd', 'k');
        INSERT INTO queue_history (job_id, event) VALUES ('{0}', 'x');
        INSERT INTO worker_heartbeats (worker_id, status, last_heartbeat, created_at, updated_at)
            VALUES ('w', 'idle', '2026-01-01', '2026-01-01', '2026-01-01');
        INSERT INTO action_items (id, job_id, kind, created_at, updated_at)
            VALUES ('00000000-0000-4000-8000-000000000012', '{0}', 'order', '2026-01-01', '2026-01-01');
        INSERT INTO customers (business_name) VALUES ('Another');
        INSERT INTO directories (name) VALUES ('d');
        INSERT INTO pauses (target, actor, created_at) VALUES ('everything', 'a', '2026-01-01');
        INSERT INTO worker_drains (worker_id, actor, created_at) VALUES ('w', 'a', '2026-01-01');
        INSERT INTO bulk_operations (id, action, selection, created_by, created_at, updated_at)
            VALUES ('00000000-0000-4000-8000-000000000013', 'pause', '[]', 'a', '2026-01-01', '2026-01-01');
        INSERT INTO audit_log (actor, action, created_at) VALUES ('a', 'b', '2026-01-01');
        INSERT INTO alerts (name, severity, message, opened_at, seen_at) VALUES ('disk', 'warning', 'm', '2026-01-01', '2026-01-01');)",
                       kJob));
    std::set<std::string> seen;
    while (seen.size() < feed_tables().size()) {
        const auto change = client.change();
        seen.insert(get_string(change, "table"));
        EXPECT_EQ(names(change.at("record")), column_names(change.at("columns")))
            << get_string(change, "table");
    }
}

TEST_F(FeedChange, OneMessageNamesEveryBindingThatMatches) {
    start();
    add_job();
    auto client = connect();
    const auto answer =
        client.ask("realtime:a", "phx_join",
                   {{"config",
                     {{"postgres_changes",
                       {binding("jobs"), binding("jobs", "UPDATE", "priority=eq.99"),
                        binding("jobs", "DELETE"), binding("jobs", "UPDATE", "priority=lt.10")}}}}});
    const auto& list = answer.at("response").at("postgres_changes");
    client.next("system");
    touch_job();
    const auto message = client.next();
    EXPECT_EQ(message.at(4).at("ids"), (json::value{list.at(0).at("id"), list.at(3).at("id")}));
}

TEST_F(FeedChange, AFilteredChannelHearsNothingElse) {
    start();
    add_job();
    const std::string other = "00000000-0000-4000-8000-000000000002";
    add_job(other);
    auto client = connect();
    client.join("realtime:a", {binding("jobs", "*", "id=eq." + other)});
    touch_job(3);
    touch_job(1, other);
    script(fmt::format(R"(DELETE FROM jobs WHERE id = '{}'; DELETE FROM jobs WHERE id = '{}')", kJob, other));
    const auto update = client.change();
    EXPECT_EQ(get_string(update.at("record"), "id"), other);
    const auto removal = client.change();
    EXPECT_EQ(get_string(removal, "type"), "DELETE");
    EXPECT_EQ(get_string(removal.at("old_record"), "id"), other);
}

TEST_F(FeedChange, ARowOverOneMebibyteComesWithoutValues) {
    start();
    add_job();
    auto client = connect();
    client.join("realtime:a", {binding("jobs", "*", fmt::format("id=eq.{}", kJob))});
    script(fmt::format(
        R"(UPDATE jobs SET error_message = /*LITE*/hex(zeroblob(600000))/*END*//*PG*/repeat('0', 1200000)/*END*/ WHERE id = '{}')",
        kJob));
    script(fmt::format(R"(UPDATE jobs SET error_message = NULL WHERE id = '{}')", kJob));
    script(fmt::format(R"(UPDATE jobs SET error_message = 'x' WHERE id = '{}')", kJob));
    for (int i = 0; i < 2; ++i) {
        const auto large = client.change();
        EXPECT_EQ(json::value(large.at("errors")), json::parse(R"(["Error 413: Payload Too Large"])"));
        EXPECT_TRUE(large.at("record").as_object().empty());
        EXPECT_TRUE(large.at("old_record").as_object().empty());
    }
    EXPECT_EQ(get_string(client.change().at("record"), "error_message"), "x");
}

TEST(ReadChange, KeepsTheShapeOfTooLargeRows) {
    const auto row = R"({"id":")" + std::string(1 << 20, 'x') + R"("})";
    const auto insert = json::parse(read_change({1, "jobs", "INSERT", row, "", "now"}).data_json);
    EXPECT_TRUE(find(insert, "record") && !find(insert, "old_record"));
    const auto removal = read_change({1, "jobs", "DELETE", "", row, "now"});
    const auto data = json::parse(removal.data_json);
    EXPECT_TRUE(find(data, "old_record") && !find(data, "record"));
    EXPECT_EQ(get_string(removal.row, "id").size(), std::size_t{1 << 20}) << "filters still see it";
}

} // namespace
} // namespace bolt::realtime
