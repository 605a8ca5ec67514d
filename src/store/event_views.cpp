#include "store/job_filter.hpp"
#include "store/job_views.hpp"
#include "store/view_json.hpp"

#include <algorithm>

namespace bolt::store {
namespace {

constexpr int kLimitMax = 200;
constexpr std::size_t kEventsMax = 40;

// $1 job, $2 events (JSON array), $3 directory, $4 edge, $5 limit. The newest or, after an edge, the oldest
// first.
#define BOLT_EVENTS                                                                                          \
    "SELECT " BOLT_EVENT_COLUMNS                                                                             \
    " FROM queue_history h JOIN jobs j ON j.id = h.job_id JOIN customers c ON c.id = j.customer_id WHERE "
#define BOLT_EVENT_FILTER                                                                                    \
    " AND ($2 = '[]' OR h.event IN (/*LITE*/SELECT value FROM json_each($2)/*END*//*PG*/SELECT "             \
    "jsonb_array_elements_text(CAST($2 AS jsonb))/*END*/)) AND ($3 = '' OR h.directory_name = $3) "
const Statement kAllBefore{BOLT_EVENTS "CAST($1 AS TEXT) IS NULL" BOLT_EVENT_FILTER
                                       "AND h.id < $4 ORDER BY h.id DESC LIMIT $5"};
const Statement kAllAfter{BOLT_EVENTS "CAST($1 AS TEXT) IS NULL" BOLT_EVENT_FILTER
                                      "AND h.id > $4 ORDER BY h.id LIMIT $5"};
const Statement kJobBefore{BOLT_EVENTS "h.job_id = $1" BOLT_EVENT_FILTER
                                       "AND h.id < $4 ORDER BY h.id DESC LIMIT $5"};
const Statement kJobAfter{BOLT_EVENTS "h.job_id = $1" BOLT_EVENT_FILTER
                                      "AND h.id > $4 ORDER BY h.id LIMIT $5"};

// $1 actor, $2 action, $3 pattern of its beginning, $4 target, $5 from, $6 to, $7 edge, $8 limit.
#define BOLT_AUDIT(condition)                                                                                \
    "SELECT id, actor, action, target, details, created_at FROM audit_log WHERE " condition                  \
    " AND ($2 = '' OR action = $2 OR action LIKE $3 ESCAPE '\\') AND (/*LITE*/$5/*END*//*PG*/CAST($5 AS "    \
    "timestamptz)/*END*/ IS NULL OR "                                                                        \
    "created_at >= $5) AND "                                                                                 \
    "(/*LITE*/$6/*END*//*PG*/CAST($6 AS timestamptz)/*END*/ IS NULL OR created_at < $6) AND id < $7 ORDER "  \
    "BY id DESC LIMIT $8"
const Statement kAudit{BOLT_AUDIT("$1 = '' AND $4 = ''")};
const Statement kAuditByActor{BOLT_AUDIT("actor = $1 AND ($4 = '' OR target = $4)")};
const Statement kAuditByTarget{BOLT_AUDIT("target = $4 AND ($1 = '' OR actor = $1)")};

/// A LIKE pattern of what begins with the text.
std::string begins_with(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

} // namespace

Result<json::object> list_events(Tx& tx, const EventFilter& filter) {
    if (filter.events.size() > kEventsMax) return fail(ErrorCode::invalid_argument, "event: too many words");
    const auto words = json::serialize(json::array(filter.events.begin(), filter.events.end()));
    const bool forwards = filter.after > 0;
    const auto& statement =
        filter.job_id.empty() ? (forwards ? kAllAfter : kAllBefore) : (forwards ? kJobAfter : kJobBefore);
    const auto edge = forwards ? filter.after : filter.before > 0 ? filter.before : INT64_MAX;
    const auto rows = tx.run(statement, {or_null(filter.job_id), words, filter.directory, edge,
                                         std::int64_t{std::clamp(filter.limit, 1, kLimitMax)}});
    json::array events;
    for (std::size_t i = 0; i < rows.size(); ++i) events.push_back(event_view(rows, i));
    return json::object{{"events", std::move(events)}};
}

Result<json::object> list_audit(Tx& tx, const AuditFilter& filter) {
    const auto from = filter.from ? format_time(*filter.from) : std::string();
    const auto to = filter.to ? format_time(*filter.to) : std::string();
    const auto pattern = begins_with(filter.action);
    const auto& statement = !filter.target.empty()  ? kAuditByTarget
                            : !filter.actor.empty() ? kAuditByActor
                                                    : kAudit;
    const auto rows = tx.run(statement, {filter.actor, filter.action, pattern, filter.target, or_null(from),
                                         or_null(to), filter.before > 0 ? filter.before : INT64_MAX,
                                         std::int64_t{std::clamp(filter.limit, 1, kLimitMax)}});
    json::array entries;
    for (std::size_t i = 0; i < rows.size(); ++i)
        entries.push_back({{"id", rows.integer(i, 0)},
                           {"actor", rows.text(i, 1)},
                           {"action", rows.text(i, 2)},
                           {"target", rows.text(i, 3)},
                           {"details", rows.json(i, 4)},
                           {"created_at", time_or_null(rows, i, 5)}});
    return json::object{{"entries", std::move(entries)}};
}

} // namespace bolt::store
