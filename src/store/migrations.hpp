#pragma once
#include "base/clock.hpp"
#include "base/embedded_file.hpp"
#include "base/result.hpp"

#include <span>
#include <string>
#include <vector>

namespace bolt::store {

class Tx;

/// One migration as recorded in schema_migrations.
struct AppliedMigration {
    int version = 0;
    std::string name;
    std::string checksum; ///< SHA-256 of the file, hex
    std::string applied_at;
};

/// Brings an empty or older database to the newest schema; does nothing on a current one. Files are named
/// NNNN_name.sql. conflict: the database is newer than this binary, or an applied file has changed since
/// (names it). All or nothing.
Result<std::vector<AppliedMigration>> migrate(Tx& tx, std::span<const EmbeddedFile> files, TimePoint now);

/// How many of the files the database lacks; all of them if it never was migrated. conflict: as in migrate().
/// Changes nothing.
Result<std::size_t> pending_migrations(Tx& tx, std::span<const EmbeddedFile> files);

/// What is applied to this database, oldest first.
Result<std::vector<AppliedMigration>> applied_migrations(Tx& tx);

} // namespace bolt::store
