#include "base/encoding.hpp"
#include "store/view_json.hpp"
#include "store/views.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

// Keyset paging: $1, $2 are the last row's created_at and id, NULL at the start. $3 is the LIKE pattern or
// "", $4 a job status, $5 the number of rows.
#define BOLT_LIKE "/*LITE*/LIKE/*END*//*PG*/ILIKE/*END*/"
#define BOLT_LIST(condition)                                                                                 \
    "WITH page AS MATERIALIZED (SELECT j.id FROM jobs j JOIN customers c ON c.id = j.customer_id "           \
    "WHERE " condition " AND (j.created_at, j.id) < (coalesce(/*LITE*/$1, '~'/*END*//*PG*/CAST($1 AS "       \
    "timestamptz), 'infinity'/*END*/), "                                                                     \
    "coalesce($2, '')) AND ($3 = '' OR c.business_name " BOLT_LIKE " $3 ESCAPE '\\' "                        \
    "OR c.email " BOLT_LIKE " $3 ESCAPE '\\' OR CAST(j.id AS TEXT) " BOLT_LIKE " $3 ESCAPE '\\') "           \
    "ORDER BY j.created_at DESC, j.id DESC LIMIT $5) SELECT " BOLT_JOB_VIEW_COLUMNS                          \
    " FROM page p /*LITE*/CROSS/*END*/ JOIN jobs j ON j.id = p.id JOIN customers c ON c.id = j.customer_id " \
    "LEFT JOIN " BOLT_COUNTS_BY_JOB("SELECT id FROM page") " n ON n.job_id = j.id "                          \
                                                           "ORDER BY j.created_at DESC, j.id DESC"
const Statement kAll{BOLT_LIST("$4 = ''")};
const Statement kActive{BOLT_LIST("$4 = '' AND j.status IN ('pending', 'queued', 'in_progress')")};
// Most jobs have ended: going through them by time finds a page sooner than sorting them all (hence +).
const Statement kEnded{
    BOLT_LIST("$4 = '' AND /*LITE*/+/*END*/j.status IN ('completed', 'failed', 'cancelled')")};
const Statement kByStatus{BOLT_LIST("j.status = $4")};

constexpr int kLimitMax = 200;
constexpr std::size_t kTextMax = 200;
constexpr std::size_t kCreatedColumn = 12; // of BOLT_JOB_COLUMNS

/// The last row of a page. Opaque to clients: base64url of "<created_at as stored>\n<id>".
struct Cursor {
    std::string created_at, id;
};

std::string write_cursor(const Cursor& cursor) { return base64url(cursor.created_at + "\n" + cursor.id); }

Result<Cursor> read_cursor(std::string_view text) {
    const auto bad = fail(ErrorCode::invalid_argument, "cursor: not one that this list has given out");
    std::string standard(text.substr(0, 500));
    for (auto& c : standard) c = c == '-' ? '+' : c == '_' ? '/' : c;
    const auto decoded = base64_decode(standard);
    if (!decoded || !is_utf8(*decoded) || decoded->find('\0') != std::string::npos) return bad;
    const auto end = decoded->find('\n');
    if (end == std::string::npos) return bad;
    Cursor cursor{decoded->substr(0, end), decoded->substr(end + 1)};
    if (write_cursor(cursor) != text || cursor.id.empty() || parse_time(cursor.created_at) == TimePoint{})
        return bad;
    return cursor;
}

/// A LIKE pattern that finds the text itself anywhere.
std::string contains_pattern(std::string_view text) {
    if (text.empty()) return "";
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

Result<const Statement*> statement_for(const JobFilter& filter) {
    if (!filter.status.empty()) {
        if (!parse_job_status(filter.status))
            return fail(ErrorCode::invalid_argument,
                        "status: must be one of pending, queued, in_progress, completed, "
                        "failed, cancelled");
        return &kByStatus;
    }
    if (filter.state.empty() || filter.state == "all") return &kAll;
    if (filter.state == "active") return &kActive;
    if (filter.state == "completed") return &kEnded;
    return fail(ErrorCode::invalid_argument, "state: must be one of active, completed, all");
}

} // namespace

Result<json::object> list_jobs(Tx& tx, const JobFilter& filter) {
    const auto statement = statement_for(filter);
    if (!statement) return forward(statement);
    if (filter.text.size() > kTextMax)
        return fail(ErrorCode::invalid_argument, fmt::format("q: longer than {} bytes", kTextMax));
    Cursor cursor;
    if (!filter.cursor.empty()) {
        auto read = read_cursor(filter.cursor);
        if (!read) return forward(read);
        cursor = std::move(*read);
    }
    const int limit = std::clamp(filter.limit, 1, kLimitMax);
    const auto pattern = contains_pattern(filter.text);
    // One more than shown tells whether there is a next page.
    const auto rows = tx.run(**statement, {or_null(cursor.created_at), or_null(cursor.id), pattern,
                                           filter.status, std::int64_t{limit + 1}});
    const auto shown = std::min(rows.size(), static_cast<std::size_t>(limit));
    json::array jobs;
    for (std::size_t i = 0; i < shown; ++i) jobs.push_back(job_view(rows, i));
    json::value next = nullptr;
    if (rows.size() > shown)
        next = json::value(write_cursor({rows.text(shown - 1, kCreatedColumn), rows.text(shown - 1, 0)}));
    return json::object{{"jobs", std::move(jobs)}, {"next_cursor", std::move(next)}};
}

} // namespace bolt::store
