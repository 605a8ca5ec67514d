#pragma once
#include "store/records.hpp"

namespace bolt::store {
class Tx;

struct Change {
    std::int64_t position = 0;
    std::string table, type;        ///< type: INSERT, UPDATE, DELETE
    std::string record, old_record; ///< JSON text of the row; "" where there is none
    std::string committed_at;
};
struct FeedBounds {
    std::int64_t oldest = 0; ///< first position still kept (newest + 1 when none is)
    std::int64_t newest = 0; ///< last position given out; 0 = none ever
};
/// Up to count_max changes after `position`, in order, without gaps.
Result<std::vector<Change>> changes_after(Tx& tx, std::int64_t position, int count_max);
Result<FeedBounds> feed_bounds(Tx& tx);
/// Forgets changes older than `keep` but at least leaves the newest `rows_min`. Gives how many went: at most
/// 10,000 a call, so that writers do not wait long; call again while it gives that many.
Result<int> prune_feed(Tx& tx, TimePoint now, Duration keep, int rows_min);

} // namespace bolt::store
