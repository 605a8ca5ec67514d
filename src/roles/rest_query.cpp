#include "roles/rest_query.hpp"

#include "base/encoding.hpp"
#include "roles/rest_filter.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::size_t kParametersMax = 100, kColumnsMax = 100, kOrderMax = 20;
constexpr std::int64_t kRowsMax = 1'000;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Calls `see` with each part between commas until it fails.
template <class F>
RestResult<void> each_part(std::string_view text, F see) {
    for (;;) {
        const auto comma = text.find(',');
        if (auto seen = see(trimmed(text.substr(0, comma))); !seen) return seen;
        if (comma == text.npos) return {};
        text.remove_prefix(comma + 1);
    }
}

RestResult<void> select_column(RestQuery& query, std::string_view text) {
    auto& columns = query.read.columns;
    if (text == "*") {
        for (const auto& column : query.read.table->columns) {
            columns.push_back(&column);
            query.names.emplace_back(column.name);
        }
        return {};
    }
    if (text.find('(') != text.npos || text.find(')') != text.npos)
        return refuse({400, "PGRST200",
                       "Other tables' rows inside of rows, and aggregates, are not supported",
                       fmt::format("\"{}\" was asked for.", to_valid_utf8(text.substr(0, 100))),
                       "Read the other table with a request of its own."});
    if (text.find("::") != text.npos)
        return refuse({400, "PGRST100", "casts are not supported", std::nullopt, "Convert in the client."});
    std::string name(text);
    if (const auto colon = text.find(':'); colon != text.npos) {
        name = trimmed(text.substr(0, colon));
        text = trimmed(text.substr(colon + 1));
    }
    if (name.empty() || text.empty())
        return refuse_parse("select parameter", text, "expecting a column's name or \"*\"");
    const auto column = find_rest_column(*query.read.table, text);
    if (!column) return refuse(column.error());
    columns.push_back(*column);
    query.names.push_back(std::move(name));
    return {};
}

RestResult<void> read_select(RestQuery& query, std::string_view text) {
    if (trimmed(text).empty()) text = "*";
    return each_part(text, [&](std::string_view part) -> RestResult<void> {
        if (query.names.size() >= kColumnsMax)
            return refuse({400, "54000", fmt::format("at most {} columns are selected", kColumnsMax)});
        return select_column(query, part);
    });
}

RestResult<void> read_order(RestQuery& query, std::string_view text) {
    return each_part(text, [&](std::string_view part) -> RestResult<void> {
        if (query.read.order.size() >= kOrderMax)
            return refuse({400, "54000", fmt::format("rows are ordered by at most {} columns", kOrderMax)});
        auto rest = part;
        std::optional<bool> descending, nulls_first;
        // Words from the right, so that a column's name may be anything.
        for (;;) {
            const auto dot = rest.rfind('.');
            const auto word = dot == rest.npos ? std::string_view{} : rest.substr(dot + 1);
            if (!nulls_first && !descending && (word == "nullsfirst" || word == "nullslast"))
                nulls_first = word == "nullsfirst";
            else if (!descending && (word == "asc" || word == "desc"))
                descending = word == "desc";
            else
                break;
            rest = rest.substr(0, dot);
        }
        if (rest.empty() || (rest.find('.') != rest.npos &&
                             store::find_column(*query.read.table, rest.substr(0, rest.find('.')))))
            return refuse_parse("order", part, "expecting column[.asc|.desc][.nullsfirst|.nullslast]");
        const auto column = find_rest_column(*query.read.table, rest);
        if (!column) return refuse(column.error());
        if ((*column)->type == "jsonb")
            return refuse({400, "42883", fmt::format("rows cannot be ordered by {}: it is jsonb", rest)});
        query.read.order.push_back(
            {*column, descending.value_or(false), nulls_first.value_or(descending.value_or(false))});
        return {};
    });
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

RestResult<std::int64_t> read_bound(std::string_view name, std::string_view text) {
    const auto value = whole_number(text);
    if (!value) return refuse_parse(name, text, "expecting a whole number");
    if (*value < 0)
        return refuse({416, "PGRST103", "Requested range not satisfiable",
                       fmt::format("{} should be greater than or equal to zero.",
                                   name == "limit" ? "Limit" : "Offset")});
    return *value;
}

// "Range: 0-24" or "10-", with the unit items: rows, as PostgREST reads it. What is no such range is ignored.
RestResult<void> read_range(RestQuery& query, const net::Headers& headers) {
    const auto text = headers.get("Range");
    const auto dash = text.find('-');
    const auto unit = headers.get("Range-Unit");
    if (dash == text.npos || (!unit.empty() && unit != "items")) return {};
    const auto first = whole_number(text.substr(0, dash)), last = whole_number(text.substr(dash + 1));
    if (!first || *first < 0 || (!last && dash + 1 != text.size())) return {};
    if (last && *last < *first)
        return refuse(
            {416, "PGRST103", "Requested range not satisfiable",
             "The lower boundary must be lower than or equal to the upper boundary in the Range header."});
    query.read.offset = *first;
    if (last) query.read.limit = std::min(kRowsMax, std::min(*last - *first, kRowsMax) + 1);
    return {};
}

// "application/json;q=0.9, text/csv": the first that is known.
RestResult<RestQuery::Form> read_accept(std::string_view accept) {
    using Form = RestQuery::Form;
    if (trimmed(accept).empty()) return Form::array;
    std::optional<Form> form;
    (void)each_part(accept, [&](std::string_view part) -> RestResult<void> {
        const auto type = trimmed(part.substr(0, part.find(';')));
        const bool stripped = part.find("nulls=stripped") != part.npos;
        if (form || stripped) return {};
        if (type == "*/*" || type == "application/*" || type == "application/json" ||
            type == "application/vnd.pgrst.array+json" || type == "application/vnd.pgrst.array")
            form = Form::array;
        else if (type == "application/vnd.pgrst.object+json" || type == "application/vnd.pgrst.object")
            form = Form::object;
        else if (type == "text/csv")
            form = Form::csv;
        return {};
    });
    if (form) return *form;
    return refuse(
        {406, "PGRST107",
         fmt::format("None of these media types are available: {}", to_valid_utf8(accept.substr(0, 200))),
         std::nullopt, "application/json, application/vnd.pgrst.object+json and text/csv are."});
}

RestResult<void> read_headers(RestQuery& query, const net::Headers& headers) {
    const auto form = read_accept(headers.get("Accept"));
    if (!form) return refuse(form.error());
    query.form = *form;
    (void)each_part(headers.get("Prefer"), [&](std::string_view part) -> RestResult<void> {
        for (const char* each : {"exact", "planned", "estimated"})
            if (query.count.empty() && part == fmt::format("count={}", each)) query.count = each;
        return {};
    });
    query.read.count = !query.count.empty();
    return read_range(query, headers);
}

// Request::query is made valid; a filter with other bytes must not become one that somebody did not write.
bool is_text(std::string_view target) {
    const auto raw = url_decode(target.substr(std::min(target.find('?'), target.size())));
    return is_utf8(raw) && raw.find('\0') == raw.npos;
}

RestResult<void> read_parameter(RestQuery& query, const std::string& name, const std::string& value) {
    if (name == "select") return read_select(query, value);
    if (name == "order") return read_order(query, value);
    if (name == "limit" || name == "offset") {
        const auto bound = read_bound(name, value);
        if (!bound) return refuse(bound.error());
        if (name == "limit")
            query.read.limit = std::min(*bound, kRowsMax);
        else
            query.read.offset = *bound;
        return {};
    }
    if (name == "columns" || name == "on_conflict") return {}; // of writes; PostgREST takes no notice either
    auto condition = read_rest_filter(*query.read.table, name, value);
    if (!condition) return refuse(condition.error());
    query.read.where.parts.push_back(std::move(*condition));
    return {};
}

} // namespace

RestResult<RestQuery> read_rest_query(const store::ReadableTable& table, const net::Request& request) {
    RestQuery query;
    query.read.table = &table;
    query.read.limit = kRowsMax;
    if (!is_text(request.target))
        return refuse({400, "22021", "invalid byte sequence for encoding \"UTF8\""});
    if (request.query.size() > kParametersMax)
        return refuse({400, "54000", fmt::format("a request has at most {} parameters", kParametersMax)});
    if (auto read = read_headers(query, request.headers); !read) return refuse(read.error());
    for (const auto& [name, value] : request.query)
        if (auto read = read_parameter(query, name, value); !read) return refuse(read.error());
    if (query.names.empty())
        if (auto all = read_select(query, "*"); !all) return refuse(all.error());
    return query;
}

} // namespace bolt::roles
