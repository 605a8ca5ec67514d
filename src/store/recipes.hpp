#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// A directory's recipe as it is kept; `plan` is what forms::write_recipe() gives.
struct RecipeRow {
    int version = 0; ///< from 1
    std::string fingerprint;
    json::value plan;
    int successes = 0, failures = 0;
    TimePoint created_at;
};

/// What an attempt has to say about its directory's recipe.
struct RecipeReport {
    int version_used = 0;    ///< the recipe that was replayed; 0: none
    int version_drifted = 0; ///< the recipe that no longer fitted the form; 0: none
    std::string fingerprint; ///< of the form that was sent; "" if none was
    json::object plan;
};

/// The recipe in force; nullopt if there is none.
Result<std::optional<RecipeRow>> active_recipe(Tx& tx, std::string_view directory_name);
/// {directory: {version, fingerprint, successes, failures, created_at}} of all recipes in force.
Result<json::object> recipe_views(Tx& tx);

/// Keeps what was learnt. A success counts for the recipe of this fingerprint, or makes a new version that
/// takes the old one's place; a refusal counts against the one that was replayed, and three more refusals
/// than successes put it out of force. Events: recipe_drift {version}, recipe_learned {version}.
Result<void> report_recipe(Tx& tx, const Platform& platform, std::string_view job_id,
                           std::string_view directory_name, std::string_view worker_id,
                           const RecipeReport& report, Verdict verdict);

} // namespace bolt::store
