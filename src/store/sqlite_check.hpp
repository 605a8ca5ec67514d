#pragma once
#include "base/result.hpp"

#include <cstdint>
#include <string>

/// Is a SQLite file what it was? Asked before anything is written to it.
namespace bolt::store {

/// Nothing is missing beside or in place of the file at `path`, and, if it is no larger than
/// `check_bytes_max`, every page and row of it can be read (PRAGMA quick_check: about a second for 500 MB). A
/// file that does not exist and left nothing behind is good: it is new. data_loss says what is wrong and what
/// to do.
Result<void> check_sqlite_file(const std::string& path, std::uint64_t check_bytes_max);

/// Writes a consistent copy of the file at `path` to `target`, which must not exist; writers of the file are
/// not held up. The copy holds nothing of what was deleted. Synced; readable by its owner only. Blocking.
Result<void> copy_sqlite(const std::string& path, const std::string& target);

/// Reads everything: pages, rows, indexes and references (integrity_check, foreign_key_check). data_loss.
Result<void> verify_sqlite(const std::string& path);

} // namespace bolt::store
