#pragma once
#include "store/records.hpp"

#include <map>

/// Numbers of the overview: each from one query. Shapes as docs/api.md says.
namespace bolt::store {
class Tx;

/// {needs_action, paused_jobs, pauses, last_hour}: what the overview shows beside overview() of
/// store/views.hpp.
Result<json::object> attention(Tx& tx, TimePoint now);

/// "slo": for each package of `turnaround` the open jobs against the promise, and how the jobs completed in
/// the last 30 days kept it (at most the newest 2,000 of all; `sample` says how many).
Result<json::array> slo(Tx& tx, TimePoint now, const std::map<std::string, std::chrono::hours>& turnaround);

/// The equal buckets of a chart: whole ones since the epoch, so that the same moment is in the same bucket
/// whenever the chart is drawn.
struct ChartBuckets {
    TimePoint from, to;
    std::chrono::seconds width{0};
    std::size_t count = 0;
};
/// Of 5m, 1h, 6h, 24h, 7d, 30d: at least five minutes wide (the resolution that is kept); the last one holds
/// `now`. invalid_argument for another range.
Result<ChartBuckets> chart_buckets(TimePoint now, std::string_view range);

/// {from, to, bucket_seconds, series} over `range`, in chart_buckets(). invalid_argument for another range.
Result<json::object> chart_series(Tx& tx, TimePoint now, std::string_view range);

} // namespace bolt::store
