#pragma once
#include "base/platform.hpp"
#include "domain/directory_catalog.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

#include <optional>

/// Directories on the screen: what they are, how they do, and their edits. Shapes as docs/api.md says.
namespace bolt::store {
class Tx;

/// {directories:[Directory]} with health from the last 50 ended attempts of each.
Result<json::object> directory_list(Tx& tx);
/// {directory, recipes, attempts, drift}; not_found.
Result<json::object> directory_document(Tx& tx, std::string_view name);

/// What staff change; absent = as it is.
struct DirectoryEdit {
    std::optional<std::string> title, website, submission_url, category, policy;
    std::optional<bool> active, despite_robots, captcha_service;
    std::optional<int> pacing_ms, attempts_max;
};
/// True if something changed, which then has its audit entry with before and after. not_found.
Result<bool> edit_directory(Tx& tx, const Platform& platform, std::string_view name,
                            const DirectoryEdit& edit, const Actor& actor);

struct ImportCount {
    int inserted = 0, updated = 0;
};
/// Inserts or updates each by name; what staff decided (policy, pause, pacing, a page that was found) stays,
/// but "never" is the import's to say.
Result<ImportCount> import_directories(Tx& tx, const Platform& platform,
                                       const std::vector<CatalogDirectory>& catalog);

} // namespace bolt::store
