#pragma once
#include "store/actor.hpp"
#include "store/attempts.hpp"

#include <string>

/// Two recipes or two ways to write the description side by side at one directory (docs/learning.md).
namespace bolt::store {
class Tx;

struct NewExperiment {
    std::string directory_name;
    std::string kind; ///< "recipe": versions of its recipe for the same form; "text": forms/text_style.hpp
    std::string arm_a, arm_b; ///< "2" and "3"; "as_written" and "brief"
    double alpha = 0.05;      ///< the chance that equal arms are told apart, 0.001 to 0.2
    int outcomes_max = 400;   ///< then it ends undecided, 20 to 5000
};

/// Starts it; gives its id. not_found: no such directory or version; invalid_argument with what is wrong;
/// conflict: one runs there already.
Result<std::string> start_experiment(Tx& tx, const Platform& platform, const NewExperiment& wanted,
                                     const Actor& actor);
/// Ends it without a decision; false: it has ended already. not_found.
Result<bool> stop_experiment(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor);

/// A version of its recipe filled the form wrongly: the directory's experiment with it, if one runs, ends
/// here without a decision.
Result<void> give_up_arm(Tx& tx, const Platform& platform, std::string_view directory_name, int version,
                         std::string_view reason);

/// [{id, directory, kind, arm_a, arm_b, alpha, outcomes_max, status, winner, e_value, reason, started_by,
/// started_at, ended_at, a: {successes, trials, rate, low, high}, b: {...}}] of a directory ("": of all),
/// newest first, at most 50. low..high as in recipe_versions().
Result<json::array> experiment_views(Tx& tx, std::string_view directory_name);

/// Gives a leased attempt what its directory's experiment, or the decision of an earlier one, wants: the
/// arm's recipe or description. The same submission gets the same arm each time. An experiment whose arms can
/// no longer be used ends here.
Result<void> apply_experiment(Tx& tx, const Platform& platform, LeasedAttempt& attempt);

/// A submission ended: taken (accepted, pending_review, confirm_email) and refused (rejected) count for its
/// arm, the first time; other ends say nothing of it. Decides by sequential_test(): the winner comes into
/// force.
Result<void> note_experiment(Tx& tx, const Platform& platform, std::string_view result_id, Verdict verdict);

} // namespace bolt::store
