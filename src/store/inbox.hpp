#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

#include <optional>

/// What waits for a person: the action inbox. Shapes as docs/api.md says.
namespace bolt::store {
class Tx;

struct InboxFilter {
    std::string status = {};             ///< open, claimed, resolved; "" = unresolved
    std::vector<std::string> kinds = {}; ///< empty = all
    std::string directory = {}, job_id = {};
    std::string claimed_by = {}; ///< an actor's name
    int limit = 50;              ///< 1..200
    std::string cursor = {};     ///< from the last page
};
/// {items, counts, next_cursor}: oldest first; resolved ones newest first. Counts are of all unresolved
/// items.
Result<json::object> list_inbox(Tx& tx, const InboxFilter& filter);
/// {item}; not_found.
Result<json::object> inbox_item(Tx& tx, std::string_view id);
/// {item, submission, profile, missing}; not_found.
Result<json::object> inbox_document(Tx& tx, std::string_view id);

/// Takes the item; false if the actor has it already. conflict: somebody else has it, or it is resolved.
Result<bool> claim_item(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor);
/// Hands it back; false if nobody had it. permission_denied: it is somebody else's (unless `anybodys`).
Result<bool> release_item(Tx& tx, const Platform& platform, std::string_view id, bool anybodys,
                          const Actor& actor);

struct Resolution {
    std::string answer;      ///< one of the item's answers
    std::string listing_url; ///< for "submitted": http(s) or ""
    std::string note;
    std::optional<BusinessProfile> profile; ///< for "profile"
};
/// Carries out the person's answer in one transaction: the submission goes on (retry) or ends (submitted,
/// failed, skipped), the profile is completed, the held order released, the job requeued or cancelled.
/// conflict: somebody else has claimed it, it is resolved, or the submission no longer waits.
/// invalid_argument: no answer of this item.
Result<void> resolve_item(Tx& tx, const Platform& platform, std::string_view id, const Resolution& resolution,
                          const Actor& actor);
/// Keeps the name of an uploaded picture with the item; conflict when it is resolved.
Result<void> set_proof(Tx& tx, const Platform& platform, std::string_view id, std::string_view file,
                       const Actor& actor);

} // namespace bolt::store
