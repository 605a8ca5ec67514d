#pragma once
// Only for this room: rows of the action inbox.
#include "store/inbox.hpp"
#include "store/view_json.hpp"

// From tables a (action_items), c (customers) and d (directories).
#define BOLT_ITEM_COLUMNS                                                                                    \
    "a.id, a.job_id, a.result_id, a.directory_name, a.kind, a.status, a.summary, a.details, a.claimed_by, "  \
    "a.resolved_by, a.resolution, a.created_at, a.updated_at, c.business_name, d.title, "                    \
    "coalesce(nullif(d.submission_url, ''), d.website)"

namespace bolt::store {

inline constexpr std::size_t kItemJob = 1, kItemResult = 2, kItemDirectory = 3, kItemKind = 4,
                             kItemStatus = 5, kItemDetails = 7, kItemClaimedBy = 8, kItemResolvedBy = 9;

/// The row with BOLT_ITEM_COLUMNS; not_found.
Result<Rows> find_item(Tx& tx, std::string_view id);
/// ActionItem of docs/api.md.
json::object item_view(const Rows& rows, std::size_t row);
/// What a person may answer to an item of this kind.
std::vector<std::string_view> answers_of(std::string_view kind, bool about_submission);

} // namespace bolt::store
