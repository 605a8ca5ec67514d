#include "store/feed.hpp"

#include "store/sql.hpp"

#define BOLT_POSITION_MAX "9223372036854775807"

namespace bolt::store {
namespace {

// SQLite has one writer: positions rise in the order of commits. On PostgreSQL only what lies before the
// horizon is complete (db/migrations/postgres/0002_feed.sql), and changes that share a position are given out
// together.
const Statement kAfter{
    "SELECT position, table_name, type, record, old_record, committed_at FROM "
    "/*LITE*/changes WHERE position > $1 AND table_name <> '' ORDER BY position LIMIT $2/*END*/"
    "/*PG*/(SELECT * FROM changes WHERE position > $1 AND position < (SELECT bolt_feed_horizon()) "
    "ORDER BY position FETCH FIRST $2 ROWS WITH TIES) AS page ORDER BY position, seq/*END*/"};
// The last position given out is kept apart from the rows: it must not fall back when they are forgotten.
const Statement kBounds{"/*LITE*/SELECT (SELECT min(position) FROM changes), "
                        "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0)/*END*/"
                        "/*PG*/SELECT forgotten + 1, bolt_feed_horizon() - 1 FROM feed_state/*END*/"};
// Up to the first change that is still young, so that no hole appears when the clock was set back in between.
const Statement kPrune{"DELETE FROM changes WHERE position <= (SELECT position FROM changes ORDER BY "
                       "position DESC LIMIT 1 OFFSET $1) "
                       "AND position < coalesce((SELECT position FROM changes ORDER BY position LIMIT 1 "
                       "OFFSET $2), " BOLT_POSITION_MAX ") "
                       "AND position < coalesce((SELECT position FROM changes WHERE committed_at >= $3 ORDER "
                       "BY position LIMIT 1), " BOLT_POSITION_MAX
                       ") /*PG*/AND position < (SELECT bolt_feed_horizon())/*END*/"};
constexpr std::int64_t kPruneMax = 10'000;
// SQLite gives every position, so one without a row was never given or was lost with the power.
const Statement kExists{
    "/*LITE*/SELECT 1 FROM changes WHERE position = $1/*END*//*PG*/SELECT CAST($1 AS bigint)/*END*/"};
// More than can be committed between two fsyncs (a checkpoint syncs at latest after 4,000 pages).
const Statement kSkip{"UPDATE sqlite_sequence SET seq = seq + 1048576 WHERE name = 'changes' AND seq > 0"};
const Statement kMark{"INSERT INTO changes (table_name, type) VALUES ('', 'UPDATE')"};

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

Result<bool> may_read_on(Tx& tx, std::int64_t position) {
    const auto bounds = feed_bounds(tx);
    if (!bounds) return forward(bounds);
    if (position < bounds->oldest - 1 || position > bounds->newest) return false;
    return position == bounds->oldest - 1 || position == bounds->newest ||
           !tx.run(kExists, {position}).empty();
}

void begin_positions(Tx& tx) {
    if (tx.run(kSkip).affected > 0) tx.run(kMark);
}

Result<int> prune_feed(Tx& tx, TimePoint now, Duration keep, int rows_min) {
    const auto kept_since = format_time(now - keep);
    return static_cast<int>(tx.run(kPrune, {std::int64_t{rows_min}, kPruneMax, kept_since}).affected);
}

} // namespace bolt::store
