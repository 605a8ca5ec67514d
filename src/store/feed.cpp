#include "store/feed.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kAfter{"SELECT position, table_name, type, record, old_record, committed_at FROM changes "
                       "WHERE position > $1 ORDER BY position LIMIT $2"};
// The last position given out is kept apart from the rows: it must not fall back when they are forgotten.
const Statement kBounds{
    "SELECT (SELECT min(position) FROM changes), "
    "/*LITE*/coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0)/*END*/"
    "/*PG*/(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM changes_position_seq)/*END*/"};
// Up to the first change that is still young, so that no hole appears when the clock was set back in between.
const Statement kPrune{
    "DELETE FROM changes WHERE position <= $1 AND position < $2 AND position < coalesce("
    "(SELECT position FROM changes WHERE committed_at >= $3 ORDER BY position LIMIT 1), $1 + 1)"};
constexpr std::int64_t kPruneMax = 10'000;

} // namespace

Result<std::vector<Change>> changes_after(Tx& tx, std::int64_t position, int count_max) {
    const auto rows = tx.run(kAfter, {position, std::int64_t{count_max}});
    std::vector<Change> changes;
    changes.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        changes.push_back({rows.integer(i, 0), rows.text(i, 1), rows.text(i, 2), rows.text(i, 3),
                           rows.text(i, 4), rows.text(i, 5)});
    return changes;
}

Result<FeedBounds> feed_bounds(Tx& tx) {
    const auto rows = tx.run(kBounds);
    const auto newest = rows.integer(0, 1);
    return FeedBounds{rows.null(0, 0) ? newest + 1 : rows.integer(0, 0), newest};
}

Result<int> prune_feed(Tx& tx, TimePoint now, Duration keep, int rows_min) {
    const auto bounds = feed_bounds(tx);
    if (!bounds) return forward(bounds);
    const auto kept_since = format_time(now - keep);
    const auto first_not_pruned = bounds->oldest + kPruneMax;
    return static_cast<int>(
        tx.run(kPrune, {bounds->newest - rows_min, first_not_pruned, kept_since}).affected);
}

} // namespace bolt::store
