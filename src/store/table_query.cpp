#include "store/table_query.hpp"

#include "base/clock.hpp"
#include "store/sql.hpp"

#include <charconv>
#include <deque>
#include <fmt/format.h>

namespace bolt::store {
namespace {

using Op = TableCondition::Op;

/// The same pattern for SQLite's GLOB, which tells letter case: % and _ are * and ?, what GLOB knows stands
/// in [].
std::string to_glob(std::string_view like) {
    std::string glob;
    for (std::size_t i = 0; i < like.size(); ++i) {
        const bool escaped = like[i] == '\\' && i + 1 < like.size();
        const char c = escaped ? like[++i] : like[i];
        if (!escaped && (c == '%' || c == '_'))
            glob.push_back(c == '%' ? '*' : '?');
        else if (c == '*' || c == '?' || c == '[')
            glob.append({'[', c, ']'});
        else
            glob.push_back(c);
    }
    return glob;
}

/// PostgreSQL's name of the type that a parameter is cast to.
std::string_view parameter_type(std::string_view type) {
    if (type == "int4" || type == "int8") return "bigint";
    if (type == "float8") return "double precision";
    return type;
}

const char* comparison(Op op) {
    switch (op) {
    case Op::eq:
        return "=";
    case Op::neq:
        return "<>";
    case Op::gt:
        return ">";
    case Op::gte:
        return ">=";
    case Op::lt:
        return "<";
    default:
        return "<=";
    }
}

/// Text and parameters of one statement. Names come from readable_tables() only, values are parameters.
class Sql {
  public:
    std::string condition(const TableCondition& of) {
        const auto text = bare(of);
        return of.negated ? "NOT (" + text + ")" : text;
    }
    std::string order(const TableOrder& by) {
        // Where there are none, told NULLs would keep SQLite from reading in the order of an index.
        const char* nulls = by.column->required ? "" : by.nulls_first ? " NULLS FIRST" : " NULLS LAST";
        return sorted(*by.column) + (by.descending ? " DESC" : " ASC") + nulls;
    }
    std::string integer(std::int64_t value) {
        params.emplace_back(value);
        return fmt::format("/*PG*/CAST(/*END*/${}/*PG*/ AS bigint)/*END*/", params.size());
    }
    std::vector<Param> params;

  private:
    /// Ids that are text in one engine and uuid in the other compare as text.
    static std::string plain(const TableColumn& column) {
        return column.type == "text" ? fmt::format("/*PG*/CAST(/*END*/{}/*PG*/ AS text)/*END*/", column.name)
                                     : std::string(column.name);
    }
    /// By code points, whatever the database's collation is.
    static std::string sorted(const TableColumn& column) {
        return plain(column) + (column.type == "text" ? "/*PG*/ COLLATE \"C\"/*END*/" : "");
    }
    std::string value(const TableColumn& column, const TableValue& of) {
        std::visit(
            [this](const auto& each) {
                if constexpr (std::is_same_v<std::decay_t<decltype(each)>, std::string>)
                    params.emplace_back(std::string_view(each));
                else
                    params.emplace_back(each);
            },
            of);
        return fmt::format("/*PG*/CAST(/*END*/${}/*PG*/ AS {})/*END*/", params.size(),
                           parameter_type(column.type));
    }

    std::string list(const TableCondition& of, const char* between, const char* none) {
        std::string text;
        for (const auto& part : of.parts) text += (text.empty() ? "(" : between) + condition(part);
        return text.empty() ? none : text + ")";
    }
    std::string like(const TableCondition& of) {
        const auto& column = *of.column;
        if (of.op == Op::ilike)
            return fmt::format("({} /*PG*/ILIKE/*END*//*LITE*/LIKE/*END*/ {}/*LITE*/ ESCAPE '\\'/*END*/)",
                               plain(column), value(column, of.values.front()));
        value(column, of.values.front());
        globs_.push_back(to_glob(std::get<std::string>(of.values.front())));
        params.emplace_back(std::string_view(globs_.back()));
        // Each engine uses its own of the two patterns; PostgreSQL wants every parameter mentioned.
        return fmt::format("(/*PG*/CAST({0} AS text) LIKE ${1} AND CAST(${2} AS text) IS NOT NULL/*END*/"
                           "/*LITE*/{0} GLOB ${2}/*END*/)",
                           column.name, params.size() - 1, params.size());
    }
    std::string bare(const TableCondition& of) {
        switch (of.op) {
        case Op::all:
            return list(of, " AND ", "(1 = 1)");
        case Op::any:
            return list(of, " OR ", "(1 = 0)");
        case Op::in: {
            std::string text;
            for (const auto& each : of.values) text += (text.empty() ? "" : ", ") + value(*of.column, each);
            return text.empty() ? "(1 = 0)" : fmt::format("({} IN ({}))", plain(*of.column), text);
        }
        case Op::like:
        case Op::ilike:
            return like(of);
        case Op::is_null:
            return fmt::format("({} IS NULL)", of.column->name);
        case Op::is_true:
            return fmt::format("({} IS TRUE)", of.column->name);
        case Op::is_false:
            return fmt::format("({} IS FALSE)", of.column->name);
        default: {
            const bool range = of.op != Op::eq && of.op != Op::neq;
            return fmt::format("({} {} {})", range ? sorted(*of.column) : plain(*of.column),
                               comparison(of.op), value(*of.column, of.values.front()));
        }
        }
    }

    std::deque<std::string> globs_; ///< parameters point into it
};

std::string as_time(const std::string& text) {
    constexpr std::size_t kOwnWidth = 32; // of format_time()
    if (text.size() == kOwnWidth && text[10] == 'T') return text;
    const auto time = parse_time(text);
    return time == TimePoint{} ? text : format_time(time);
}

std::string as_real(const std::string& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? fmt::format("{}", number) : text;
}

std::optional<std::string> cell(const Rows& rows, std::size_t row, std::size_t column,
                                std::string_view type) {
    if (rows.null(row, column)) return std::nullopt;
    if (type == "bool") return rows.boolean(row, column) ? "true" : "false";
    if (type == "timestamptz") return as_time(rows.text(row, column));
    if (type == "float8") return as_real(rows.text(row, column));
    return rows.text(row, column);
}

} // namespace

Result<TablePage> read_table(Tx& tx, const TableQuery& query) {
    TablePage page;
    const auto table = query.table->name;
    if (query.count) {
        Sql sql;
        const auto where = sql.condition(query.where);
        page.total = tx.run_once(fmt::format("SELECT count(*) FROM {} WHERE {}", table, where), sql.params,
                                 query.longest)
                         .integer(0, 0);
    }
    Sql sql;
    std::string columns, order;
    for (const auto* column : query.columns)
        columns += (columns.empty() ? "" : ", ") + std::string(column->name);
    const auto where = sql.condition(query.where);
    bool by_key = false;
    for (const auto& by : query.order) {
        by_key = by_key || by.column->name == query.table->key;
        order += (order.empty() ? "" : ", ") + sql.order(by);
    }
    if (!by_key) {
        const TableOrder last{find_column(*query.table, query.table->key)};
        order += (order.empty() ? "" : ", ") + sql.order(last);
    }
    const auto limit = sql.integer(query.limit), offset = sql.integer(query.offset);
    const auto rows = tx.run_once(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
                                              columns, table, where, order, limit, offset),
                                  sql.params, query.longest);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        auto& row = page.rows.emplace_back();
        for (std::size_t c = 0; c < query.columns.size(); ++c)
            row.push_back(cell(rows, r, c, query.columns[c]->type));
    }
    return page;
}

} // namespace bolt::store
