#pragma once
#include "store/records.hpp"

#include <span>

namespace bolt::store {
class Tx;

/// How one attempt ended, as the charts count it.
enum class VisitEnd { submitted, skipped, action_required, failed, retried, lost };

struct Visit {
    std::string directory_name, worker_id;
    VisitEnd end = VisitEnd::failed;
    TimePoint due_at;     ///< since when a worker could have begun
    TimePoint started_at; ///< when one did
};

/// Counts attempts that end now, each for all, for its directory and for its worker. Belongs at the end of
/// the transaction: everybody's row of these five minutes is held from here to the commit.
void count_visits(Tx& tx, TimePoint now, std::span<const Visit> visits);

/// Whose attempts a chart is of; both empty: everybody's. At most one is set.
struct VisitScope {
    std::string directory_name, worker_id;
};

/// {range, from, to, bucket_seconds, series, took, waited} over `range` (as chart_series of store/stats.hpp).
/// `series`: attempts by end. `took` and `waited`: {p50_ms, p95_ms, all}: arrays with null where nothing
/// ended, and `all` {count, p50_ms, p95_ms} of the whole range. Percentiles are interpolated in the bins that
/// are kept. invalid_argument for another range.
Result<json::object> visit_chart(Tx& tx, TimePoint now, std::string_view range, const VisitScope& scope);

/// Removes what no chart reaches any more; gives how many rows.
Result<int> prune_visits(Tx& tx, TimePoint now);

} // namespace bolt::store
