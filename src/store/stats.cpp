#include "store/stats.hpp"

#include "store/sql.hpp"
#include "store/view_json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kNeeds{"SELECT kind, count(*) FROM action_items WHERE status <> 'resolved' GROUP BY kind"};
const Statement kPauses{
    "SELECT (SELECT count(*) FROM jobs /*LITE*/INDEXED BY jobs_facets/*END*/ WHERE status IN ('pending', "
    "'queued', "
    "'in_progress') AND paused), (SELECT count(*) FROM pauses WHERE target = 'everything'), "
    "(SELECT count(*) FROM pauses WHERE target <> 'everything'), (SELECT count(*) FROM directories WHERE "
    "paused)"};
const Statement kEnds{"SELECT status, sum(n) FROM submission_stats WHERE bucket >= $1 GROUP BY status"};
const Statement kOpen{"SELECT package_type, count(*), count(*) FILTER (WHERE created_at < "
                      "/*LITE*/($1 ->> package_type)/*END*//*PG*/CAST(CAST($1 AS jsonb) ->> package_type AS "
                      "timestamptz)/*END*/), "
                      "count(*) FILTER (WHERE created_at < "
                      "/*LITE*/($2 ->> package_type)/*END*//*PG*/CAST(CAST($2 AS jsonb) ->> package_type AS "
                      "timestamptz)/*END*/) "
                      "FROM jobs WHERE status IN ('pending', 'queued', 'in_progress') GROUP BY package_type"};
const Statement kCompleted{
    "SELECT package_type, created_at, completed_at FROM jobs "
    "/*LITE*/INDEXED BY jobs_completed/*END*/ WHERE status = 'completed' AND completed_at >= $1 "
    "ORDER BY completed_at DESC LIMIT 2000"};
const Statement kSubmissions{
    "SELECT bucket, status, n FROM submission_stats WHERE bucket >= $1 AND bucket < $2 ORDER BY bucket"};
const Statement kJobs{
    "SELECT 'jobs_created', created_at FROM jobs WHERE created_at >= $1 AND created_at < $2 UNION ALL "
    "SELECT 'jobs_completed', completed_at FROM jobs /*LITE*/INDEXED BY jobs_completed/*END*/ "
    "WHERE status = 'completed' AND completed_at >= $1 AND completed_at < $2"};

constexpr std::chrono::hours kSloWindow{24 * 30};

struct Range {
    std::string_view name;
    std::chrono::seconds span, bucket;
};
using std::chrono::hours;
using std::chrono::minutes;
constexpr Range kRanges[] = {{"5m", minutes{5}, minutes{5}},  {"1h", hours{1}, minutes{5}},
                             {"6h", hours{6}, minutes{15}},   {"24h", hours{24}, hours{1}},
                             {"7d", hours{24 * 7}, hours{6}}, {"30d", hours{24 * 30}, hours{24}}};

/// The value at or below which `share` of the sorted values lie (nearest rank).
json::value percentile(const std::vector<std::int64_t>& sorted, double share) {
    if (sorted.empty()) return nullptr;
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5);
    return sorted[rank];
}

} // namespace

Result<json::object> attention(Tx& tx, TimePoint now) {
    json::object needs;
    const auto kinds = tx.run(kNeeds);
    for (std::size_t i = 0; i < kinds.size(); ++i) needs[kinds.text(i, 0)] = kinds.integer(i, 1);
    const auto pauses = tx.run(kPauses);
    const auto since = format_time(now - hours{1});
    json::object last{{"submitted", 0}, {"failed", 0}, {"skipped", 0}, {"action_required", 0}};
    const auto ends = tx.run(kEnds, {since});
    for (std::size_t i = 0; i < ends.size(); ++i) last[ends.text(i, 0)] = ends.integer(i, 1);
    const auto submitted = last["submitted"].to_number<double>(), failed = last["failed"].to_number<double>();
    last["success_rate"] =
        submitted + failed > 0 ? json::value(submitted / (submitted + failed)) : json::value(nullptr);
    return json::object{{"needs_action", std::move(needs)},
                        {"paused_jobs", pauses.integer(0, 0)},
                        {"pauses",
                         {{"everything", pauses.integer(0, 1) > 0},
                          {"packages", pauses.integer(0, 2)},
                          {"directories", pauses.integer(0, 3)}}},
                        {"last_hour", std::move(last)}};
}

Result<json::array> slo(Tx& tx, TimePoint now, const std::map<std::string, std::chrono::hours>& turnaround) {
    json::object late_before, risky_before;
    for (const auto& [package, promised] : turnaround) {
        late_before[package] = format_time(now - promised);
        risky_before[package] = format_time(now - std::chrono::duration_cast<Duration>(promised) * 3 / 4);
    }
    const auto late = json::serialize(late_before), risky = json::serialize(risky_before);
    const auto open = tx.run(kOpen, {late, risky});
    const auto since = format_time(now - kSloWindow);
    const auto completed = tx.run(kCompleted, {since});
    std::map<std::string, std::vector<std::int64_t>> taken;
    for (std::size_t i = 0; i < completed.size(); ++i)
        taken[completed.text(i, 0)].push_back(
            std::chrono::duration_cast<std::chrono::seconds>(completed.time(i, 2) - completed.time(i, 1))
                .count());
    json::array packages;
    for (const auto& [package, promised] : turnaround) {
        json::object one{{"package_type", package},
                         {"turnaround_hours", promised.count()},
                         {"open", 0},
                         {"late", 0},
                         {"at_risk", 0}};
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (open.text(i, 0) != package) continue;
            one["open"] = open.integer(i, 1);
            one["late"] = open.integer(i, 2);
            one["at_risk"] = open.integer(i, 3) - open.integer(i, 2);
        }
        auto& seconds = taken[package];
        std::ranges::sort(seconds);
        const auto limit = std::chrono::duration_cast<std::chrono::seconds>(promised).count();
        one["sample"] = seconds.size();
        one["kept"] = std::ranges::count_if(seconds, [limit](std::int64_t value) { return value <= limit; });
        one["median_seconds"] = percentile(seconds, 0.5);
        one["p95_seconds"] = percentile(seconds, 0.95);
        packages.push_back(std::move(one));
    }
    return packages;
}

Result<ChartBuckets> chart_buckets(TimePoint now, std::string_view range) {
    const auto* found = std::ranges::find(kRanges, range, &Range::name);
    if (found == std::end(kRanges))
        return fail(ErrorCode::invalid_argument, "range: must be one of 5m, 1h, 6h, 24h, 7d, 30d");
    const auto width = std::chrono::duration_cast<Duration>(found->bucket).count();
    const auto last = now.time_since_epoch().count() / width;
    const auto count = std::max<std::int64_t>(found->span / found->bucket, 1);
    return ChartBuckets{.from = TimePoint{Duration{(last - count + 1) * width}},
                        .to = TimePoint{Duration{(last + 1) * width}},
                        .width = found->bucket,
                        .count = static_cast<std::size_t>(count)};
}

Result<json::object> chart_series(Tx& tx, TimePoint now, std::string_view range) {
    const auto buckets = chart_buckets(now, range);
    if (!buckets) return forward(buckets);
    const auto from = buckets->from;
    const auto width = std::chrono::duration_cast<Duration>(buckets->width).count();
    const auto from_text = format_time(from), to_text = format_time(buckets->to);
    json::object series;
    std::map<std::string, std::vector<std::int64_t>, std::less<>> values;
    for (const auto* name :
         {"submitted", "failed", "skipped", "action_required", "jobs_created", "jobs_completed"})
        values[name].resize(buckets->count);
    const auto add = [&](const std::string& name, TimePoint at, std::int64_t n) {
        if (at < from) return;
        const auto bucket = static_cast<std::size_t>((at - from).count() / width);
        const auto into = values.find(name);
        if (into != values.end() && bucket < buckets->count) into->second[bucket] += n;
    };
    const auto ends = tx.run(kSubmissions, {from_text, to_text});
    for (std::size_t i = 0; i < ends.size(); ++i) add(ends.text(i, 1), ends.time(i, 0), ends.integer(i, 2));
    const auto jobs = tx.run(kJobs, {from_text, to_text});
    for (std::size_t i = 0; i < jobs.size(); ++i) add(jobs.text(i, 0), jobs.time(i, 1), 1);
    for (const auto& [name, numbers] : values) series[name] = json::array(numbers.begin(), numbers.end());
    return json::object{{"range", range},
                        {"from", from_text},
                        {"to", to_text},
                        {"bucket_seconds", buckets->width.count()},
                        {"series", std::move(series)}};
}

} // namespace bolt::store
