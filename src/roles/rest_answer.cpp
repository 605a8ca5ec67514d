#include "roles/rest_answer.hpp"

#include "base/json.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using Row = std::vector<std::optional<std::string>>;

/// Numbers, booleans and JSON stand as they are; everything else is a string.
bool is_bare(std::string_view type) {
    return type == "int4" || type == "int8" || type == "float8" || type == "bool" || type == "jsonb";
}

std::string in_quotes(std::string_view text) { return json::serialize(json::string_view(text)); }

std::string object(const RestQuery& query, const std::vector<std::string>& names, const Row& row) {
    std::string text = "{";
    for (std::size_t i = 0; i < row.size(); ++i) {
        text += (i == 0 ? "" : ",") + names[i] + ":";
        if (!row[i])
            text += "null";
        else
            text += is_bare(query.read.columns[i]->type) ? *row[i] : in_quotes(*row[i]);
    }
    return text + "}";
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

std::string csv(const RestQuery& query, const store::TablePage& page) {
    std::string text;
    for (std::size_t i = 0; i < query.names.size(); ++i)
        text += (i == 0 ? "" : ",") + csv_field(query.names[i]);
    for (const auto& row : page.rows) {
        text += "\n";
        for (std::size_t i = 0; i < row.size(); ++i)
            text += (i == 0 ? "" : ",") + csv_field(row[i].value_or(""));
    }
    return text;
}

std::string content_range(const RestQuery& query, const store::TablePage& page) {
    const auto count = static_cast<std::int64_t>(page.rows.size());
    const auto first = query.read.offset;
    return fmt::format("{}/{}", count == 0 ? "*" : fmt::format("{}-{}", first, first + count - 1),
                       page.total ? std::to_string(*page.total) : "*");
}

} // namespace

net::Response write_rest_answer(const RestQuery& query, const store::TablePage& page) {
    const auto count = static_cast<std::int64_t>(page.rows.size());
    if (page.total && query.read.offset > *page.total) {
        auto refused = to_response({416, "PGRST103", "Requested range not satisfiable",
                                    fmt::format("An offset of {} was requested, but there are only {} rows.",
                                                query.read.offset, *page.total)});
        refused.headers.set("Content-Range", content_range(query, page));
        return refused;
    }
    if (query.form == RestQuery::Form::object && count != 1)
        return to_response({406, "PGRST116", "Cannot coerce the result to a single JSON object",
                            fmt::format("The result contains {} rows", page.total.value_or(count))});
    net::Response response;
    response.status = page.total && count < *page.total ? 206 : 200;
    response.headers.set("Content-Range", content_range(query, page));
    response.headers.set("Cache-Control", "no-store");
    if (!query.count.empty()) response.headers.set("Preference-Applied", "count=" + query.count);
    if (query.form == RestQuery::Form::csv) {
        response.headers.set("Content-Type", "text/csv; charset=utf-8");
        response.body = csv(query, page);
        return response;
    }
    std::vector<std::string> names;
    for (const auto& name : query.names) names.push_back(in_quotes(name));
    const bool one = query.form == RestQuery::Form::object;
    response.headers.set("Content-Type", one ? "application/vnd.pgrst.object+json; charset=utf-8"
                                             : "application/json; charset=utf-8");
    if (!one) response.body = "[";
    for (const auto& row : page.rows) {
        if (response.body.size() > 1) response.body += ",";
        response.body += object(query, names, row);
    }
    if (!one) response.body += "]";
    return response;
}

} // namespace bolt::roles
