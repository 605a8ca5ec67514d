#include "store/visit_stats.hpp"

#include "store/sql.hpp"
#include "store/stats.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bolt::store {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kBins = 16;
constexpr std::chrono::minutes kSlot{5};
constexpr hours kKept{24 * 31};
constexpr std::array kEnds{"submitted", "skipped", "action_required", "failed", "retried", "lost"};

/// Where each bin begins; the last has no end. Rows that are kept count by these: they never change.
using Edges = std::array<milliseconds, kBins>;
constexpr Edges kTook{milliseconds{0}, milliseconds{250}, milliseconds{500}, seconds{1},
                      seconds{2},      seconds{3},        seconds{5},        seconds{8},
                      seconds{12},     seconds{20},       seconds{30},       seconds{45},
                      minutes{1},      minutes{2},        minutes{5},        minutes{15}};
constexpr Edges kWaited{milliseconds{0}, milliseconds{100}, milliseconds{500}, seconds{1},
                        seconds{2},      seconds{5},        seconds{15},       minutes{1},
                        minutes{5},      minutes{15},       hours{1},          hours{3},
                        hours{6},        hours{12},         hours{24},         hours{72}};

std::int64_t bin_of(const Edges& edges, Duration took) {
    const auto after = std::ranges::find_if(edges, [took](milliseconds edge) { return edge > took; });
    return std::max<std::int64_t>(after - edges.begin() - 1, 0);
}

/// The counted columns in the order of every statement here.
std::vector<std::string> columns() {
    std::vector<std::string> names(kEnds.begin(), kEnds.end());
    for (const char letter : {'t', 'w'})
        for (std::size_t bin = 0; bin < kBins; ++bin) names.push_back(fmt::format("{}{}", letter, bin));
    return names;
}

/// One row for each of the three scopes; $2..$4 say which columns get the one.
std::string count_text() {
    std::string names, ones, sums;
    const auto all = columns();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_end = i < kEnds.size();
        const auto bin = (i - kEnds.size()) % kBins;
        names += ", " + all[i];
        ones += is_end ? fmt::format(", CASE WHEN $2 = {} THEN 1 ELSE 0 END", i)
                       : fmt::format(", CASE WHEN ${} = {} THEN 1 ELSE 0 END",
                                     i < kEnds.size() + kBins ? 3 : 4, bin);
        sums += fmt::format("{}{} = visit_stats.{} + excluded.{}", i ? ", " : "", all[i], all[i], all[i]);
    }
    return fmt::format("INSERT INTO visit_stats (scope, slot{}) SELECT s.scope, CAST($1 AS bigint){} FROM "
                       "(SELECT '' AS scope "
                       "UNION ALL SELECT $5 UNION ALL SELECT $6) AS s WHERE true "
                       "ON CONFLICT (scope, slot) DO UPDATE SET {}",
                       names, ones, sums);
}

std::string chart_text() {
    std::string sums;
    for (const auto& name : columns()) sums += fmt::format(", sum({})", name);
    return fmt::format(
        "SELECT slot / $4{} FROM visit_stats WHERE scope = $1 AND slot >= $2 AND slot < $3 GROUP BY 1", sums);
}

const std::string kCountText = count_text(), kChartText = chart_text();
const Statement kCount{kCountText.c_str()}, kChart{kChartText.c_str()};
const Statement kPrune{"DELETE FROM visit_stats WHERE slot < $1"};

std::int64_t slot_of(TimePoint at) {
    return at.time_since_epoch() / std::chrono::duration_cast<Duration>(kSlot);
}

using Counts = std::array<std::int64_t, kBins>;

/// The time below which `share` of the counted ones lie, interpolated in its bin; null where nothing was
/// counted.
json::value percentile(const Edges& edges, const Counts& counts, double share) {
    std::int64_t total = 0;
    for (const auto count : counts) total += count;
    if (total == 0) return nullptr;
    const double wanted = share * static_cast<double>(total);
    double before = 0;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        const auto here = static_cast<double>(counts[bin]);
        if (here > 0 && before + here >= wanted) {
            const auto low = static_cast<double>(edges[bin].count());
            // Nobody knows how long the last bin's longest took.
            const auto high = bin + 1 < kBins ? static_cast<double>(edges[bin + 1].count()) : low;
            return static_cast<std::int64_t>(low + (high - low) * (wanted - before) / here + 0.5);
        }
        before += here;
    }
    return edges.back().count();
}

json::object latency(const Edges& edges, const std::vector<Counts>& buckets) {
    json::array p50, p95;
    Counts sum{};
    std::int64_t total = 0;
    for (const auto& counts : buckets) {
        p50.push_back(percentile(edges, counts, 0.5));
        p95.push_back(percentile(edges, counts, 0.95));
        for (std::size_t bin = 0; bin < kBins; ++bin) sum[bin] += counts[bin];
    }
    for (const auto count : sum) total += count;
    return {{"p50_ms", std::move(p50)},
            {"p95_ms", std::move(p95)},
            {"all",
             {{"count", total},
              {"p50_ms", percentile(edges, sum, 0.5)},
              {"p95_ms", percentile(edges, sum, 0.95)}}}};
}

} // namespace

void count_visits(Tx& tx, TimePoint now, std::span<const Visit> visits) {
    for (const auto& visit : visits)
        tx.post(kCount,
                {slot_of(now), static_cast<std::int64_t>(visit.end), bin_of(kTook, now - visit.started_at),
                 bin_of(kWaited, visit.started_at - visit.due_at), "d:" + visit.directory_name,
                 "w:" + visit.worker_id});
}

Result<json::object> visit_chart(Tx& tx, TimePoint now, std::string_view range, const VisitScope& scope) {
    const auto buckets = chart_buckets(now, range);
    if (!buckets) return forward(buckets);
    const auto name = !scope.directory_name.empty() ? "d:" + scope.directory_name
                      : !scope.worker_id.empty()    ? "w:" + scope.worker_id
                                                    : std::string();
    const auto width = buckets->width / kSlot;
    const auto rows =
        tx.run(kChart, {name, slot_of(buckets->from), slot_of(buckets->to), std::int64_t{width}});
    std::array<std::vector<std::int64_t>, kEnds.size()> ends;
    for (auto& each : ends) each.resize(buckets->count);
    std::vector<Counts> took(buckets->count), waited(buckets->count);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto bucket = static_cast<std::size_t>(rows.integer(row, 0) - slot_of(buckets->from) / width);
        if (bucket >= buckets->count) continue;
        for (std::size_t i = 0; i < ends.size(); ++i) ends[i][bucket] = rows.integer(row, 1 + i);
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            took[bucket][bin] = rows.integer(row, 1 + kEnds.size() + bin);
            waited[bucket][bin] = rows.integer(row, 1 + kEnds.size() + kBins + bin);
        }
    }
    json::object series;
    for (std::size_t i = 0; i < ends.size(); ++i)
        series[kEnds[i]] = json::array(ends[i].begin(), ends[i].end());
    return json::object{{"range", range},
                        {"from", format_time(buckets->from)},
                        {"to", format_time(buckets->to)},
                        {"bucket_seconds", buckets->width.count()},
                        {"series", std::move(series)},
                        {"took", latency(kTook, took)},
                        {"waited", latency(kWaited, waited)}};
}

Result<int> prune_visits(Tx& tx, TimePoint now) {
    return static_cast<int>(tx.run(kPrune, {slot_of(now - kKept)}).affected);
}

} // namespace bolt::store
