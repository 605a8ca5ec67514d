#pragma once
#include "store/recipes.hpp"

#include <optional>
#include <string>
#include <vector>

/// Looks at known forms before submissions meet them: which is due, and what a look changes
/// (docs/learning.md).
namespace bolt::store {
class Tx;

struct CanaryRules {
    Duration every = std::chrono::hours{24};         ///< two looks at a form that is well
    Duration again_held = std::chrono::hours{1};     ///< at one whose submissions wait
    Duration again_failed = std::chrono::hours{6};   ///< after a look that saw no form
    Duration lease = std::chrono::minutes{2};        ///< a look that is not noted by then may be taken over
    Duration hold_most = std::chrono::hours{24 * 3}; ///< then the submissions go on as without a look
};

/// A look that a worker may make now; its host is taken until `until`.
struct CanaryVisit {
    Directory directory;
    std::optional<RecipeRow> recipe; ///< in force; where submissions wait, the one that was put aside last
    bool held = false;               ///< submissions wait since an earlier look
    std::string host;
    TimePoint until;
};

/// What a look saw.
struct CanaryLook {
    enum class Kind {
        same,      ///< the form is the recipe's
        fillable,  ///< another form, and every required control of it can be filled
        puzzling,  ///< another form, and something that it requires cannot be filled
        unseen,    ///< the page shows no form (a door, a wall, nothing)
        failed,    ///< the page could not be read
        forbidden, ///< robots.txt keeps programs away
    };
    Kind kind = Kind::failed;
    std::string reason;      ///< for people
    std::string fingerprint; ///< of the recipe that this form would have; "" if no form was seen
    json::object plan;       ///< fillable: what forms::write_recipe() gives
};

/// What note_canary() made of it.
struct CanaryNote {
    std::string outcome; ///< same, learned, restored, drifted, unseen, failed, forbidden
    int version = 0;     ///< recipe in force now; 0: none
    bool held = false;   ///< the directory's submissions wait
};

/// The look that is due longest: of an active directory with policy `allowed`, a known submission page and a
/// recipe in force, that nobody paused and nobody visits, at a host whose pace allows a visit. Its host is
/// taken like an attempt's. nullopt: none is due, everything is paused, or the worker is drained.
Result<std::optional<CanaryVisit>> claim_canary(Tx& tx, TimePoint now, const CanaryRules& rules,
                                                std::string_view worker_id);

/// Keeps what was seen and does what follows: another form that can be filled becomes the recipe in force (a
/// version that knew it comes back), one that cannot be filled puts the recipe aside and pauses the directory
/// until a look finds a form that can, a person resumes it, or hold_most is over; a form that a person let
/// go is not held again. Each change has its audit entry. A directory that somebody else paused, or whose
/// recipe changed during the look, only keeps its next look.
Result<CanaryNote> note_canary(Tx& tx, const Platform& platform, const CanaryVisit& visit,
                               const CanaryLook& look, const CanaryRules& rules);

/// Asks for a look as soon as the pace allows one. not_found: no such directory. false: it is none that is
/// looked at (claim_canary).
Result<bool> ask_canary(Tx& tx, TimePoint now, std::string_view directory_name);

/// {looked_at, next_at, outcome, reason, fingerprint, version, failures, held}; null before the first look.
Result<json::value> canary_view(Tx& tx, std::string_view directory_name);

struct TroubledForm {
    std::string name, reason;
    bool held = false; ///< its submissions wait; else looks have failed again and again
};
/// Forms that need somebody: held ones, and those that the last three looks or more did not see. At most 100.
Result<std::vector<TroubledForm>> troubled_forms(Tx& tx);

} // namespace bolt::store
