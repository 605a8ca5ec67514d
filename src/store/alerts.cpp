#include "store/alerts.hpp"

#include "store/sql.hpp"
#include "store/view_json.hpp"

namespace bolt::store {
namespace {

// A condition that begins anew is told anew.
const Statement kOpen{
    "INSERT INTO alerts (name, severity, message, details, opened_at, seen_at) VALUES ($1, $2, $3, $4, $5, "
    "$5) ON CONFLICT (name) DO UPDATE SET severity = excluded.severity, message = excluded.message, "
    "details = excluded.details, seen_at = excluded.seen_at, "
    "opened_at = CASE WHEN alerts.resolved_at IS NULL THEN alerts.opened_at ELSE excluded.opened_at END, "
    "told_at = CASE WHEN alerts.resolved_at IS NULL THEN alerts.told_at ELSE NULL END, resolved_at = NULL"};
const Statement kTell{"UPDATE alerts SET told_at = $2 WHERE name = $1 AND resolved_at IS NULL AND (told_at "
                      "IS NULL OR told_at <= $3)"};
const Statement kResolve{"UPDATE alerts SET resolved_at = $2, seen_at = $2 WHERE name = $1 AND resolved_at "
                         "IS NULL"};
const Statement kOpenOnes{"SELECT name, severity, message, details FROM alerts WHERE resolved_at IS NULL "
                          "ORDER BY name LIMIT 1000"};
const Statement kList{
    "SELECT name, severity, message, details, opened_at, seen_at, told_at, resolved_at FROM alerts "
    "WHERE resolved_at IS NULL OR resolved_at >= $1 "
    "ORDER BY CASE WHEN resolved_at IS NULL THEN 0 ELSE 1 END, opened_at DESC, name LIMIT 200"};
constexpr std::chrono::hours kShown{24};

} // namespace

Result<std::vector<AlertReport>> record_alerts(Tx& tx, TimePoint now, const std::vector<AlertReport>& reports,
                                               Duration again_every) {
    const auto at = format_time(now), again_before = format_time(now - again_every);
    std::vector<AlertReport> news;
    for (const auto& report : reports) {
        bool tell = false;
        if (report.active) {
            const auto details = json::serialize(report.details);
            tx.run(kOpen, {report.name, report.severity, report.message, details, at});
            tell = tx.run(kTell, {report.name, at, again_before}).affected > 0;
        } else {
            tell = tx.run(kResolve, {report.name, at}).affected > 0;
        }
        if (tell) news.push_back(report);
    }
    return news;
}

Result<std::vector<AlertReport>> open_alerts(Tx& tx) {
    const auto rows = tx.run(kOpenOnes);
    std::vector<AlertReport> open;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        AlertReport report{rows.text(i, 0), rows.text(i, 1), rows.text(i, 2), {}, true};
        if (auto details = rows.json(i, 3); details.is_object())
            report.details = std::move(details.get_object());
        open.push_back(std::move(report));
    }
    return open;
}

Result<json::array> alert_list(Tx& tx, TimePoint now) {
    const auto since = format_time(now - kShown);
    const auto rows = tx.run(kList, {since});
    json::array alerts;
    for (std::size_t i = 0; i < rows.size(); ++i)
        alerts.push_back({{"name", rows.text(i, 0)},
                          {"severity", rows.text(i, 1)},
                          {"message", rows.text(i, 2)},
                          {"details", rows.json(i, 3)},
                          {"opened_at", time_or_null(rows, i, 4)},
                          {"seen_at", time_or_null(rows, i, 5)},
                          {"told_at", time_or_null(rows, i, 6)},
                          {"resolved_at", time_or_null(rows, i, 7)}});
    return alerts;
}

} // namespace bolt::store
