#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// Inserts or updates by name; what a person changed (paused, pacing_ms) is kept on update.
Result<void> upsert_directory(Tx& tx, const Platform& platform, const Directory& directory);
Result<std::optional<Directory>> find_directory(Tx& tx, std::string_view name);
Result<std::vector<Directory>> list_directories(Tx& tx);

} // namespace bolt::store
