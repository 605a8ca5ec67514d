#include "store/migrations.hpp"

#include "store/sqlite_connection.hpp"
#include "store/test_store.hpp"

#include <sys/wait.h>

namespace bolt::store {
namespace {

const Statement kBegin{"BEGIN IMMEDIATE"};
const Statement kCommit{"COMMIT"};
const Statement kRollback{"ROLLBACK"};
const Statement kCount{
    "SELECT count(*) FROM sqlite_master WHERE name IN ('one', 'two', 'schema_migrations')"};

const EmbeddedFile kOne{"0001_one.sql", "CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1);"};
const EmbeddedFile kTwo{"0002_two.sql", "CREATE TABLE two (b INTEGER);"};
const EmbeddedFile kBroken{"0002_two.sql", "CREATE TABLE two (b INTEGER); CREATE TABLE one (again INTEGER);"};

class Migrations : public ::testing::Test {
  protected:
    Result<std::vector<AppliedMigration>> apply(std::vector<EmbeddedFile> files) {
        connection.run(kBegin);
        auto applied = migrate(connection, files, TimePoint{});
        connection.run(applied ? kCommit : kRollback);
        return applied;
    }
    TestFolder folder;
    std::string path = (folder.path / "m.db").string();
    SqliteConnection connection{path, [](std::int64_t) { return false; }};
};

TEST_F(Migrations, RunOnceAndGrow) {
    ASSERT_TRUE(apply({kOne}));
    ASSERT_TRUE(apply({kOne}));
    const auto applied = apply({kOne, kTwo});
    ASSERT_TRUE(applied);
    ASSERT_EQ(applied->size(), 2u);
    EXPECT_EQ(applied->at(1).version, 2);
    EXPECT_EQ(applied->at(1).checksum.size(), 64u);
    static const Statement rows{"SELECT count(*) FROM one"};
    EXPECT_EQ(connection.run(rows).integer(0, 0), 1) << "the first file ran twice";
}

TEST_F(Migrations, RefuseADatabaseOfANewerVersion) {
    ASSERT_TRUE(apply({kOne, kTwo}));
    const auto refused = apply({kOne});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_NE(refused.error().message.find("0002_two.sql"), std::string::npos) << refused.error().message;
}

TEST_F(Migrations, RefuseAFileThatChangedAfterItWasApplied) {
    ASSERT_TRUE(apply({kOne}));
    const auto refused = apply({{"0001_one.sql", "CREATE TABLE one (a TEXT);"}, kTwo});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_NE(refused.error().message.find("0001_one.sql"), std::string::npos) << refused.error().message;
}

TEST_F(Migrations, AreAllOrNothingWhenOneFails) {
    const auto refused = apply({kOne, kBroken});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_NE(refused.error().message.find("0002_two.sql"), std::string::npos) << refused.error().message;
    EXPECT_EQ(connection.run(kCount).integer(0, 0), 0) << "something of the failed migration stayed";
    EXPECT_TRUE(apply({kOne, kTwo}));
}

TEST_F(Migrations, RefuseMisnamedFiles) {
    for (const auto* name : {"one.sql", "0001-one.sql", "0000_zero.sql", "0001_one.txt"}) {
        const auto refused = apply({{name, "CREATE TABLE one (a INTEGER);"}});
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, ErrorCode::internal);
    }
    EXPECT_FALSE(apply({kTwo, kOne})) << "out of order";
}

TEST_F(Migrations, KilledHalfWayLeaveNothing) {
    const pid_t child = ::fork();
    if (child == 0) {
        SqliteConnection own(path, [](std::int64_t) { return false; });
        own.run(kBegin);
        const std::vector<EmbeddedFile> files{kOne, kTwo};
        (void)migrate(own, files, TimePoint{});
        ::raise(SIGKILL); // as if the power of the process went before COMMIT
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(connection.run(kCount).integer(0, 0), 0);
    EXPECT_TRUE(apply({kOne, kTwo}));
}

} // namespace
} // namespace bolt::store
