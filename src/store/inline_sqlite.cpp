#include "store/inline_sqlite.hpp"

#include "sqlite_migrations_assets.hpp"
#include "store/engine.hpp"
#include "store/feed.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_connection.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace bolt::store {
namespace {

const Statement kBegin{"BEGIN IMMEDIATE"};
const Statement kBeginRead{"BEGIN DEFERRED"};
const Statement kCommit{"COMMIT"};
const Statement kRollback{"ROLLBACK"};
const Statement kSavepoint{"SAVEPOINT member"};
const Statement kRelease{"RELEASE member"};
const Statement kRollbackMember{"ROLLBACK TO member"};

std::unique_ptr<SqliteConnection> in_memory() {
    auto connection = std::make_unique<SqliteConnection>(":memory:", [](std::int64_t) { return false; });
    connection->script("PRAGMA foreign_keys=ON; PRAGMA journal_mode=MEMORY; PRAGMA temp_store=MEMORY");
    return connection;
}

} // namespace

struct InlineSqlite::Connections {
    std::unique_ptr<SqliteConnection> rows = in_memory(), remembered = in_memory();
};

InlineSqlite::InlineSqlite(TimePoint now) : connections_(std::make_unique<Connections>()) {
    auto& rows = *connections_->rows;
    rows.run(kBegin);
    if (auto migrated = migrate(rows, assets::sqlite_migrations(), now); !migrated)
        throw std::runtime_error(migrated.error().message);
    rows.run(kCommit);
    remember();
}

InlineSqlite::InlineSqlite(const InlineSqlite& other) : connections_(std::make_unique<Connections>()) {
    connections_->rows->copy_from(*other.connections_->rows);
    remember();
}

InlineSqlite::~InlineSqlite() = default;

std::vector<Result<void>> InlineSqlite::commit_together(std::span<const Work> members, bool refuse) {
    auto& tx = *connections_->rows;
    std::vector<Result<void>> outcomes;
    tx.run(kBegin);
    changed_ = false;
    for (const auto& work : members) {
        const auto before = tx.changes();
        tx.run(kSavepoint);
        outcomes.push_back(run_guarded(work, tx));
        if (!outcomes.back()) tx.run(kRollbackMember);
        tx.run(kRelease);
        changed_ = changed_ || (outcomes.back() && tx.changes() != before);
    }
    tx.run(refuse ? kRollback : kCommit);
    if (!refuse) return outcomes;
    changed_ = false;
    for (auto& outcome : outcomes)
        if (outcome) outcome = fail(ErrorCode::unavailable, "the commit failed");
    return outcomes;
}

Result<void> InlineSqlite::read(const Work& work) {
    auto& tx = *connections_->rows;
    tx.run(kBeginRead);
    auto outcome = run_guarded(work, tx);
    tx.run(kRollback);
    return outcome;
}

void InlineSqlite::remember() { connections_->remembered->copy_from(*connections_->rows); }

void InlineSqlite::recall() {
    auto& tx = *connections_->rows;
    tx.copy_from(*connections_->remembered);
    tx.run(kBegin);
    begin_positions(tx);
    tx.run(kCommit);
}

InlineSqlite::Table InlineSqlite::table(const std::string& name) {
    auto& tx = *connections_->rows;
    const auto columns =
        tx.run_once(fmt::format("SELECT name FROM pragma_table_info('{}') ORDER BY cid", name), {}, 1s);
    const auto rows = tx.run_once(fmt::format("SELECT * FROM \"{}\" ORDER BY 1", name), {}, 10s);
    Table table(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t column = 0; column < columns.size(); ++column)
            table[row][columns.text(column, 0)] = rows.maybe(row, column);
    return table;
}

} // namespace bolt::store
