#include "cli/directory_import.hpp"

#include "catalog_assets.hpp"
#include "store/directories.hpp"

namespace bolt::cli {

Result<std::vector<CatalogDirectory>> built_in_directories() {
    for (const auto& file : assets::catalog())
        if (file.name == "directories.yaml") return parse_directory_catalog(file.content);
    return fail(ErrorCode::internal, "this binary has no built-in catalog");
}

Result<int> import_directories(store::Tx& tx, const Platform& platform,
                               const std::vector<CatalogDirectory>& catalog) {
    for (const auto& each : catalog) {
        store::Directory directory;
        directory.name = each.name;
        directory.title = each.title;
        directory.website = each.website;
        directory.submission_url = each.submission_url;
        directory.host = url_host(each.submission_url.empty() ? each.website : each.submission_url);
        directory.category = each.category;
        directory.language = each.language;
        directory.country_code = each.country_code;
        directory.domain_authority = each.domain_authority;
        directory.tier_required = each.tier_required;
        directory.requires_login = each.requires_login;
        directory.has_captcha = each.has_captcha;
        // A person's decision outlives the next import; only "never" is the catalog's to say.
        auto known = store::find_directory(tx, each.name);
        if (!known) return forward(known);
        directory.policy = *known && each.policy != "never" ? (*known)->policy : each.policy;
        // So does a page that an attempt found.
        if (directory.submission_url.empty() && *known && !(*known)->submission_url.empty()) {
            directory.submission_url = (*known)->submission_url;
            directory.host = (*known)->host;
        }
        if (each.pacing_ms) directory.pacing_ms = *each.pacing_ms;
        auto stored = store::upsert_directory(tx, platform, directory);
        if (!stored) return forward(stored);
    }
    return static_cast<int>(catalog.size());
}

Result<int> import_if_empty(store::Database& database, const Platform& platform) {
    return database.write_blocking([&](store::Tx& tx) -> Result<int> {
        auto present = store::list_directories(tx);
        if (!present) return forward(present);
        if (!present->empty()) return 0;
        auto catalog = built_in_directories();
        if (!catalog) return forward(catalog);
        return import_directories(tx, platform, *catalog);
    });
}

} // namespace bolt::cli
