#include "store/migrations.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "store/sql.hpp"

#include <charconv>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kHasTable{"/*LITE*/SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'/*END*/"
                          "/*PG*/SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL/*END*/"};
const Statement kMakeTable{"CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, "
                           "name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)"};
const Statement kApplied{
    "SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version"};
const Statement kRecord{
    "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"};

/// NNNN of "NNNN_name.sql"; 0 for any other name.
int version_of(std::string_view name) {
    int version = 0;
    const auto read =
        std::from_chars(name.data(), name.data() + std::min<std::size_t>(4, name.size()), version);
    const bool good = read.ec == std::errc{} && name.size() > 5 && name[4] == '_' && name.ends_with(".sql");
    return good ? version : 0;
}

std::vector<AppliedMigration> read_applied(Tx& tx) {
    const auto rows = tx.run(kApplied);
    std::vector<AppliedMigration> applied;
    for (std::size_t i = 0; i < rows.size(); ++i)
        applied.push_back(
            {static_cast<int>(rows.integer(i, 0)), rows.text(i, 1), rows.text(i, 2), rows.text(i, 3)});
    return applied;
}

/// What was applied must be the first part of what this binary brings, unchanged.
Result<void> check_known(const std::vector<AppliedMigration>& applied, std::span<const EmbeddedFile> files) {
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (i >= files.size())
            return fail(ErrorCode::conflict,
                        fmt::format("the database has migration {} ({}), which this version does not know: "
                                    "use a newer directory-bolt",
                                    applied[i].version, applied[i].name));
        if (applied[i].name != files[i].name || applied[i].checksum != hex(sha256(files[i].content)))
            return fail(
                ErrorCode::conflict,
                fmt::format("migration {} was applied to the database with another content than {} has now: "
                            "use the version that applied it, or restore a backup",
                            applied[i].name, files[i].name));
    }
    return {};
}

} // namespace

Result<std::vector<AppliedMigration>> migrate(Tx& tx, std::span<const EmbeddedFile> files, TimePoint now) {
    int last = 0;
    for (const auto& file : files) {
        const int version = version_of(file.name);
        if (version <= last)
            return fail(ErrorCode::internal,
                        fmt::format("migration {} is misnamed or out of order", file.name));
        last = version;
    }
    // Asked first: whoever may only use the tables may not make one, not even "if not exists".
    if (tx.run(kHasTable).empty()) tx.run(kMakeTable);
    auto applied = read_applied(tx);
    if (auto known = check_known(applied, files); !known) return forward(known);
    const auto applied_at = format_time(now);
    for (const auto& file : files.subspan(applied.size())) {
        AppliedMigration done{version_of(file.name), std::string(file.name), hex(sha256(file.content)),
                              applied_at};
        try {
            tx.script(file.content);
        } catch (const SqlError& refused) {
            if (refused.kind != SqlError::Kind::other) throw;
            return fail(ErrorCode::conflict, fmt::format("migration {} does not fit this database: {}",
                                                         file.name, refused.what()));
        }
        tx.run(kRecord, {std::int64_t{done.version}, done.name, done.checksum, done.applied_at});
        applied.push_back(std::move(done));
    }
    return applied;
}

Result<std::size_t> pending_migrations(Tx& tx, std::span<const EmbeddedFile> files) {
    if (tx.run(kHasTable).empty()) return files.size();
    const auto applied = read_applied(tx);
    if (auto known = check_known(applied, files); !known) return forward(known);
    return files.size() - applied.size();
}

Result<std::vector<AppliedMigration>> applied_migrations(Tx& tx) { return read_applied(tx); }

} // namespace bolt::store
