#include "base/encoding.hpp"
#include "store/job_filter.hpp"
#include "store/view_json.hpp"
#include "store/views.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

constexpr int kLimitMax = 200;

/// One order of the list: its key is `column`, then id.
struct Sort {
    std::string_view name, column, value; ///< value: of $1 in the type of the column
    std::size_t view_column;              ///< of BOLT_JOB_COLUMNS
};
constexpr Sort kSorts[] = {{"created_at", "j.created_at", "$1", 12},
                           {"updated_at", "j.updated_at", "$1", 13},
                           {"priority", "j.priority", "CAST($1 AS INTEGER)", 9}};

/// A page's edge. Opaque to clients: base64url of "<n|p>\n<sort>\n<value as stored>\n<id>".
struct Cursor {
    bool back = false; ///< the page before the edge
    std::string sort, value, id;
};

std::string write_cursor(const Cursor& cursor) {
    return base64url(
        fmt::format("{}\n{}\n{}\n{}", cursor.back ? 'p' : 'n', cursor.sort, cursor.value, cursor.id));
}

Result<Cursor> read_cursor(std::string_view text, std::string_view sort) {
    const auto bad = fail(ErrorCode::invalid_argument, "cursor: not one that this list has given out");
    std::string standard(text.substr(0, 500));
    for (auto& c : standard) c = c == '-' ? '+' : c == '_' ? '/' : c;
    const auto decoded = base64_decode(standard);
    if (!decoded || !is_utf8(*decoded) || decoded->find('\0') != std::string::npos) return bad;
    std::vector<std::string> parts(1);
    for (const char c : *decoded)
        if (c == '\n')
            parts.emplace_back();
        else
            parts.back() += c;
    if (parts.size() != 4 || (parts[0] != "n" && parts[0] != "p") || parts[1] != sort || parts[3].empty())
        return bad;
    Cursor cursor{parts[0] == "p", parts[1], parts[2], parts[3]};
    const bool number = sort == "priority";
    const bool good = number ? !cursor.value.empty() && cursor.value.size() < 5 &&
                                   std::ranges::all_of(
                                       cursor.value, [](char c) { return c >= '0' && c <= '9'; })
                             : parse_time(cursor.value) != TimePoint{};
    if (!good || write_cursor(cursor) != text) return bad;
    return cursor;
}

std::string statement_of(const Sort& sort, const std::string& conditions, bool ascending, bool after_edge) {
    const std::string_view order = ascending ? "ASC" : "DESC";
    const auto edge = after_edge ? fmt::format(" AND ({}, j.id) {} ({}, $2)", sort.column,
                                               ascending ? ">" : "<", sort.value)
                                 : std::string(" AND CAST($1 AS TEXT) IS NULL AND CAST($2 AS TEXT) IS NULL");
    return fmt::format(
        "WITH page AS MATERIALIZED (SELECT j.id FROM jobs j WHERE 1 = 1{0}{1} ORDER BY {2} {3}, j.id {3} "
        "LIMIT $3) SELECT " BOLT_JOB_VIEW_COLUMNS " FROM page p /*LITE*/CROSS/*END*/ JOIN jobs j ON "
        "j.id = p.id JOIN customers c ON c.id = j.customer_id LEFT JOIN " BOLT_COUNTS_BY_JOB(
            "SELECT id FROM page") " n ON n.job_id = j.id ORDER BY {2} {3}, j.id {3}",
        conditions, edge, sort.column, order);
}

} // namespace

Result<json::object> list_jobs(Tx& tx, const JobFilter& filter) {
    const auto wanted = filter.sort.empty() ? std::string("created_at") : filter.sort;
    const auto* sort = std::ranges::find(kSorts, wanted, &Sort::name);
    if (sort == std::end(kSorts))
        return fail(ErrorCode::invalid_argument, "sort: must be one of created_at, updated_at, priority");
    const auto conditions = JobConditions::of(filter);
    if (!conditions) return forward(conditions);
    Cursor edge;
    if (!filter.cursor.empty()) {
        auto read = read_cursor(filter.cursor, sort->name);
        if (!read) return forward(read);
        edge = std::move(*read);
    }
    const int limit = std::clamp(filter.limit, 1, kLimitMax);
    const bool after_edge = !edge.id.empty();
    const auto text = statement_of(*sort, conditions->sql(), filter.ascending != edge.back, after_edge);
    // One more than shown tells whether there is a further page.
    const auto rows =
        conditions->run(tx, text, or_null(edge.value), or_null(edge.id), std::int64_t{limit + 1});
    const auto shown = std::min(rows.size(), static_cast<std::size_t>(limit));
    const bool more = rows.size() > shown;
    json::array jobs;
    const auto row_of = [&](std::size_t i) { return edge.back ? shown - 1 - i : i; };
    for (std::size_t i = 0; i < shown; ++i) jobs.push_back(job_view(rows, row_of(i)));
    const auto cursor_at = [&](std::size_t i, bool back) {
        const auto row = row_of(i);
        return json::value(write_cursor(
            {back, std::string(sort->name), rows.text(row, sort->view_column), rows.text(row, 0)}));
    };
    json::value next = nullptr, previous = nullptr;
    if (shown > 0 && (edge.back || more)) next = cursor_at(shown - 1, false);
    if (shown > 0 && (edge.back ? more : after_edge)) previous = cursor_at(0, true);
    return json::object{{"jobs", std::move(jobs)},
                        {"next_cursor", std::move(next)},
                        {"previous_cursor", std::move(previous)}};
}

} // namespace bolt::store
