#pragma once
#include "store/postgres_database.hpp"

#include <vector>

namespace bolt::store {

/// What stands in the way of running on this server, or may one day; `fix` says what to do, in words or SQL.
struct PostgresFinding {
    enum class Grade { good, warning, bad } grade;
    std::string what, fix;
};

/// Connects and looks, changing nothing: reachable, version, primary, migrated, privileges, row level
/// security, durability, writers that hold up the live feed. Blocks for at most settings.connect_timeout and
/// a few statements.
std::vector<PostgresFinding> diagnose_postgres(const PostgresSettings& settings);

} // namespace bolt::store
