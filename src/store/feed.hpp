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
/// Positions rise in the order in which changes_after() gives them, on every engine; on PostgreSQL they are
/// not dense.
struct FeedBounds {
    std::int64_t oldest = 0; ///< nothing at or after it was forgotten (newest + 1 when all was)
    std::int64_t newest = 0; ///< the rows that this transaction sees hold all changes up to here
};
/// About count_max changes after `position`, in order: none is left out and none comes later with a lower
/// position. More than count_max only where changes share a position (more than 65,536 in one transaction).
Result<std::vector<Change>> changes_after(Tx& tx, std::int64_t position, int count_max);
Result<FeedBounds> feed_bounds(Tx& tx);
/// True if whoever has seen everything up to `position` misses nothing by reading on from there. False where
/// changes after it were forgotten, and where it is not of this database's past: a power cut took the newest
/// changes back after they were given out, or an older copy was restored.
Result<bool> may_read_on(Tx& tx, std::int64_t position);
/// SQLite, whenever a database is opened: from here on positions are ones that nobody can have been given
/// before, should the newest changes have been lost with the power. Leaves a mark in the feed that
/// changes_after() does not give out.
void begin_positions(Tx& tx);
/// Forgets changes older than `keep` but at least leaves the newest `rows_min`. Gives how many went: at most
/// 10,000 a call, so that writers do not wait long; call again while it gives that many.
Result<int> prune_feed(Tx& tx, TimePoint now, Duration keep, int rows_min);

} // namespace bolt::store
