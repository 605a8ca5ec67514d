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
    bool by_model = false; ///< a language model named at least one of its controls
};

/// The recipe in force; nullopt if there is none.
Result<std::optional<RecipeRow>> active_recipe(Tx& tx, std::string_view directory_name);
/// {directory: {version, fingerprint, successes, failures, created_at}} of all recipes in force.
Result<json::object> recipe_views(Tx& tx);

/// Puts a version out of force; an older one of the same form takes its place if it did better. Event:
/// recipe_retired {version, reason}. Nothing if it is out of force already.
Result<void> retire_recipe(Tx& tx, const Platform& platform, std::string_view job_id,
                           std::string_view directory_name, int version, std::string_view reason,
                           std::string_view worker_id);

/// The version that was kept last, in force or not; nullopt if there is none.
Result<std::optional<RecipeRow>> last_recipe(Tx& tx, std::string_view directory_name);

/// One version, in force or not; nullopt if there is none.
Result<std::optional<RecipeRow>> recipe_version(Tx& tx, std::string_view directory_name, int version);
/// True if it was refused three times more often than taken: such a version comes back by no rule.
bool recipe_is_bad(const RecipeRow& recipe);
/// Puts this version in force and the others out of it, with the reason. not_found if there is no such one.
Result<void> force_recipe(Tx& tx, TimePoint now, std::string_view directory_name, int version,
                          std::string_view reason);

/// What put_recipe() did.
struct PutRecipe {
    int version = 0;
    bool restored = false; ///< a version that knew this form came back
};
/// Puts a recipe in force that a look made without a submission: the best version that knew this form, else a
/// new one (source local, without successes), which counts from then on like any other. What was in force
/// goes out of it with the reason. Without a plan only a version that knew the form: version 0 if there is
/// none, and nothing has changed.
Result<PutRecipe> put_recipe(Tx& tx, const Platform& platform, std::string_view directory_name,
                             std::string_view fingerprint, const json::object& plan, std::string_view reason);
/// Puts all versions out of force.
void retire_all_recipes(Tx& tx, TimePoint now, std::string_view directory_name, std::string_view reason);

/// All versions of a directory's recipe with their rates: {"versions": [{version, active, source,
/// fingerprint, successes, failures, rate, low, high, created_at, retired_at, retired_reason}]}, newest
/// first. low..high holds the true rate in 90 % of cases (Beta posterior of a uniform prior).
Result<json::array> recipe_versions(Tx& tx, std::string_view directory_name);

/// Keeps what was learnt. A success counts for the recipe that was replayed, else for the one in force if it
/// is of this fingerprint; a form seen before brings its version back into force; any other makes a new
/// version that takes the old one's place. A refusal counts against the one that was replayed, and three more
/// refusals than successes retire it. Events: recipe_drift {version}, recipe_learned {version},
/// recipe_restored {version}.
Result<void> report_recipe(Tx& tx, const Platform& platform, std::string_view job_id,
                           std::string_view directory_name, std::string_view worker_id,
                           const RecipeReport& report, Verdict verdict);

} // namespace bolt::store
