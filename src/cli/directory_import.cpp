#include "cli/directory_import.hpp"

#include "catalog_assets.hpp"
#include "store/directories.hpp"
#include "store/directory_views.hpp"

namespace bolt::cli {

Result<std::vector<CatalogDirectory>> built_in_directories() {
    for (const auto& file : assets::catalog())
        if (file.name == "directories.yaml") return parse_directory_catalog(file.content);
    return fail(ErrorCode::internal, "this binary has no built-in catalog");
}

Result<int> import_directories(store::Tx& tx, const Platform& platform,
                               const std::vector<CatalogDirectory>& catalog) {
    auto imported = store::import_directories(tx, platform, catalog);
    if (!imported) return forward(imported);
    return static_cast<int>(catalog.size());
}

Result<int> import_if_empty(store::Database& database, const Platform& platform) {
    return database.write_blocking([&](store::Tx& tx) -> Result<int> {
        auto present = store::list_directories(tx);
        if (!present) return forward(present);
        if (!present->empty()) return 0;
        auto catalog = built_in_directories();
        if (!catalog) return forward(catalog);
        return cli::import_directories(tx, platform, *catalog);
    });
}

} // namespace bolt::cli
