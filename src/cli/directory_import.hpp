#pragma once
#include "base/platform.hpp"
#include "domain/directory_catalog.hpp"
#include "store/database.hpp"

namespace bolt::cli {

/// catalog/directories.yaml as built into this binary.
Result<std::vector<CatalogDirectory>> built_in_directories();
/// Inserts or updates each by name; the policy that a person chose stays. Gives how many.
Result<int> import_directories(store::Tx& tx, const Platform& platform,
                               const std::vector<CatalogDirectory>& catalog);

/// Brings the built-in catalog into a database that has no directory yet. Blocks; gives how many.
Result<int> import_if_empty(store::Database& database, const Platform& platform);

} // namespace bolt::cli
