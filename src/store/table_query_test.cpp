#include "store/table_query.hpp"

#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using Op = TableCondition::Op;

struct TableQueryTest : testing::Test {
    TableQuery all(std::string_view table, std::initializer_list<std::string_view> columns) {
        TableQuery query;
        query.table = find_readable_table(table);
        for (const auto name : columns) query.columns.push_back(find_column(*query.table, name));
        return query;
    }
    Result<TablePage> read(const TableQuery& query) {
        return scene->read_blocking([&](Tx& tx) { return read_table(tx, query); });
    }
    Scene scene;
};

TEST_F(TableQueryTest, EveryReadableColumnIsThereAndSaysTruelyWhetherItMayBeNull) {
    for (const auto& table : readable_tables()) {
        ASSERT_NE(find_column(table, table.key), nullptr) << table.name;
        for (const auto& column : table.columns) {
            const auto rows = scene.rows(fmt::format(
                "/*LITE*/SELECT \"notnull\" OR pk > 0 FROM pragma_table_info('{0}') WHERE name = "
                "'{1}'/*END*/"
                "/*PG*/SELECT is_nullable = 'NO' FROM information_schema.columns WHERE table_schema = "
                "'public' AND table_name = '{0}' AND column_name = '{1}'/*END*/",
                table.name, column.name));
            ASSERT_EQ(rows.size(), 1U) << table.name << "." << column.name;
            EXPECT_EQ(rows.boolean(0, 0), column.required) << table.name << "." << column.name;
        }
        TableQuery query;
        query.table = &table;
        for (const auto& column : table.columns) query.columns.push_back(&column);
        EXPECT_TRUE(read(query)) << table.name;
    }
}

TEST_F(TableQueryTest, NoTableOfSecretsIsReadable) {
    for (const char* name :
         {"staff_users", "staff_sessions", "login_links", "site_accounts", "audit_log", "outbox",
          "stripe_events", "queue_messages", "changes", "orders", "sqlite_master", ""})
        EXPECT_EQ(find_readable_table(name), nullptr) << name;
    for (const auto& table : readable_tables())
        for (const auto& column : table.columns)
            for (const char* word : {"password", "token", "hash", "secret", "sealed"})
                EXPECT_EQ(column.name.find(word), column.name.npos) << table.name << "." << column.name;
}

TEST_F(TableQueryTest, CellsAreTextOfOneFormAndTheCountIgnoresThePage) {
    scene.add_directories(3);
    auto query = all("directories", {"name", "active", "created_at", "requires_login"});
    query.count = true;
    query.limit = 1;
    query.offset = 1;
    const auto page = read(query).value();
    EXPECT_EQ(page.total, 3);
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0][0], "dir-01");
    EXPECT_EQ(page.rows[0][1], "true");
    EXPECT_EQ(page.rows[0][2]->size(), 32U);
    EXPECT_EQ(page.rows[0][3], std::nullopt);
}

TEST_F(TableQueryTest, WhatIsTypedByHandIsGivenAsATime) {
    scene.add_directories(1);
    scene.script("UPDATE directories SET created_at = '2026-01-02 03:04:05'");
    EXPECT_EQ(read(all("directories", {"created_at"})).value().rows[0][0],
              "2026-01-02T03:04:05.000000+00:00");
}

TEST_F(TableQueryTest, ValuesNeverBecomeSql) {
    scene.add_directories(3);
    auto query = all("directories", {"name"});
    query.where.op = Op::eq;
    query.where.column = find_column(*query.table, "name");
    query.where.values = {std::string("dir-00' OR '1'='1")};
    EXPECT_TRUE(read(query).value().rows.empty());
    query.where.op = Op::like;
    query.where.values = {std::string("dir-0[12]")};
    EXPECT_TRUE(read(query).value().rows.empty());
    query.where.values = {std::string("dir-0_")};
    EXPECT_EQ(read(query).value().rows.size(), 3U);
    query.where.negated = true;
    EXPECT_TRUE(read(query).value().rows.empty());
}

TEST_F(TableQueryTest, WhatTakesTooLongEnds) {
    scene.add_directories(1);
    const auto job = scene.add_job();
    scene.script(
        "INSERT INTO queue_history (job_id, event) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n WHERE i < 50000) SELECT '" +
        job + "', 'many' FROM n");
    auto query = all("queue_history", {"id"});
    query.count = true;
    query.where.column = find_column(*query.table, "event");
    query.where.op = Op::like; // no index helps
    query.where.values = {std::string("%none%")};
    query.longest = std::chrono::milliseconds{1};
    EXPECT_EQ(read(query).error().code, ErrorCode::timeout);
    query.longest = std::chrono::seconds{5};
    EXPECT_EQ(read(query).value().total, 0);
}

} // namespace
} // namespace bolt::store
