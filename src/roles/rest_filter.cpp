#include "roles/rest_filter.hpp"

#include "base/encoding.hpp"
#include "roles/rest_value.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::TableColumn;
using store::TableCondition;
using Op = TableCondition::Op;

constexpr int kDepthMax = 8;
constexpr std::size_t kConditionsMax = 100;
constexpr std::size_t kListMax = 500;
constexpr const char* kSupported =
    "Operators here: eq, neq, gt, gte, lt, lte, in, like, ilike, is, each with not.";

struct Operator {
    std::string_view name;
    Op op;
};
constexpr Operator kOperators[] = {
    {"eq", Op::eq},   {"neq", Op::neq},   {"gt", Op::gt},       {"gte", Op::gte}, {"lt", Op::lt},
    {"lte", Op::lte}, {"like", Op::like}, {"ilike", Op::ilike}, {"in", Op::in},   {"is", Op::is_null}};
// What PostgREST knows beyond.
constexpr std::string_view kOthers[] = {"match", "imatch", "fts", "plfts", "phfts", "wfts", "cs",        "cd",
                                        "ov",    "sl",     "sr",  "nxr",   "nxl",   "adj",  "isdistinct"};

RestError unknown_column(const store::ReadableTable& table, std::string_view name) {
    const auto* whole = store::find_readable_table(table.name);
    if (whole != nullptr && store::find_column(*whole, name) != nullptr)
        return {403, "42501", fmt::format("permission denied for column {}.{}", table.name, name),
                std::nullopt,
                "It holds contact data of customers: API keys of operators and admins read it."};
    return {400, "42703",
            fmt::format("column {}.{} does not exist", table.name, to_valid_utf8(name.substr(0, 63)))};
}

/// Reads filters from left to right; the text comes from outside.
class Reader {
  public:
    Reader(const store::ReadableTable& table, std::string_view what, std::string_view text)
        : table_(table), what_(what), whole_(text), rest_(text) {}

    /// "[not.]<operator>.<value>"; inside a list the value ends at a comma or parenthesis.
    RestResult<TableCondition> operation(const TableColumn& column, bool in_list) {
        TableCondition condition;
        condition.column = &column;
        condition.negated = skip("not.");
        const auto name = rest_.substr(0, rest_.find_first_of(".,()"));
        const auto* known = std::ranges::find(kOperators, name, &Operator::name);
        if (known == std::end(kOperators) || rest_.substr(name.size(), 1) != ".") {
            if (std::ranges::find(kOthers, name) != std::end(kOthers) || rest_.substr(name.size(), 1) == "(")
                return refuse({400, "PGRST100", fmt::format("the operator {} is not supported", name),
                               std::nullopt, kSupported});
            return wrong("expecting \"not\" or an operator (eq, neq, gt, gte, lt, lte, in, like, ilike, is)");
        }
        rest_.remove_prefix(name.size() + 1);
        condition.op = known->op;
        if (condition.op == Op::in) return list(std::move(condition), in_list);
        auto value = in_list ? item() : RestResult<std::string>(std::string(std::exchange(rest_, {})));
        if (!value) return refuse(value.error());
        return known->name == "is" ? is(std::move(condition), *value) : compare(std::move(condition), *value);
    }

    /// "(item,item)"
    RestResult<TableCondition> logic(Op op, bool negated, int depth = 1) {
        TableCondition all;
        all.op = op;
        all.negated = negated;
        if (depth > kDepthMax)
            return refuse(too_much(fmt::format("filters nest at most {} deep", kDepthMax)));
        if (!skip("(")) return wrong("expecting \"(\"");
        do {
            auto part = member(depth);
            if (!part) return part;
            all.parts.push_back(std::move(*part));
        } while (skip(","));
        if (!skip(")")) return wrong("expecting \",\" or \")\"");
        return all;
    }

    RestResult<TableCondition> finish(RestResult<TableCondition> read) {
        if (read && !rest_.empty()) return wrong("expecting the end");
        return read;
    }

  private:
    bool skip(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    tl::unexpected<RestError> wrong(std::string_view expecting) const {
        const auto at = whole_.size() - rest_.size();
        const auto here =
            rest_.empty() ? std::string("end of input") : fmt::format("\"{}\"", rest_.substr(0, 1));
        // A byte of a longer letter is no text of its own.
        return refuse_parse(
            what_, whole_,
            fmt::format("at byte {}: unexpected {} {}", at + 1, to_valid_utf8(here), expecting));
    }
    static RestError too_much(std::string text) { return {400, "54000", std::move(text)}; }

    RestResult<TableCondition> member(int depth) {
        if (++conditions_ > kConditionsMax)
            return refuse(too_much(fmt::format("a request has at most {} conditions", kConditionsMax)));
        const auto here = rest_;
        const bool negated = skip("not.");
        if (rest_.starts_with("and(") || rest_.starts_with("or(")) {
            const Op op = skip("and") ? Op::all : (skip("or"), Op::any);
            return logic(op, negated, depth + 1);
        }
        rest_ = here;
        std::string name;
        if (rest_.starts_with('"')) {
            auto quoted = item();
            if (!quoted) return refuse(quoted.error());
            name = *quoted;
        } else {
            name = rest_.substr(0, rest_.find_first_of(".,()"));
            rest_.remove_prefix(name.size());
        }
        if (!skip(".")) return wrong("expecting \".\" after a column's name");
        const auto column = find_rest_column(table_, name);
        if (!column) return refuse(column.error());
        return operation(**column, true);
    }

    /// One value: quoted with \ before " and \, or up to a comma or parenthesis.
    RestResult<std::string> item() {
        if (!skip("\"")) {
            const auto text = rest_.substr(0, rest_.find_first_of(",)"));
            rest_.remove_prefix(text.size());
            return std::string(text);
        }
        std::string text;
        for (;;) {
            if (rest_.empty()) return wrong("expecting a closing quote");
            if (skip("\"")) return text;
            skip("\\");
            if (rest_.empty()) return wrong("expecting a closing quote");
            text.push_back(rest_.front());
            rest_.remove_prefix(1);
        }
    }

    RestResult<TableCondition> list(TableCondition condition, bool in_list) {
        if (!skip("(")) return wrong("expecting \"(\"");
        if (!skip(")")) {
            do {
                auto text = item();
                if (!text) return refuse(text.error());
                auto value = read_rest_value(*condition.column, *text);
                if (!value) return refuse(value.error());
                condition.values.push_back(std::move(*value));
                if (condition.values.size() > kListMax)
                    return refuse(too_much(fmt::format("a list has at most {} values", kListMax)));
            } while (skip(","));
            if (!skip(")")) return wrong("expecting \",\" or \")\"");
        }
        if (!in_list && !rest_.empty()) return wrong("expecting the end");
        return condition;
    }

    RestResult<TableCondition> is(TableCondition condition, std::string word) const {
        for (auto& c : word)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (word == "not_null") condition.negated = !condition.negated;
        if (word == "null" || word == "not_null") return condition;
        if (word != "true" && word != "false" && word != "unknown")
            return refuse_parse(what_, whole_, "expecting null, not_null, true, false or unknown after is.");
        if (condition.column->type != "bool")
            return refuse({400, "42804",
                           fmt::format("argument of IS {} must be type boolean, not type {}",
                                       word == "true"    ? "TRUE"
                                       : word == "false" ? "FALSE"
                                                         : "UNKNOWN",
                                       condition.column->type)});
        if (word != "unknown") condition.op = word == "true" ? Op::is_true : Op::is_false;
        return condition;
    }

    static RestResult<TableCondition> compare(TableCondition condition, const std::string& text) {
        const auto& column = *condition.column;
        if (condition.op == Op::like || condition.op == Op::ilike) {
            if (column.type != "text")
                return refuse({404, "42883",
                               fmt::format("operator does not exist: {} {} unknown", column.type,
                                           condition.op == Op::like ? "~~" : "~~*"),
                               std::nullopt, "like and ilike work on text columns."});
            auto pattern = read_rest_pattern(text);
            if (!pattern) return refuse(pattern.error());
            condition.values.emplace_back(std::move(*pattern));
            return condition;
        }
        auto value = read_rest_value(column, text);
        if (!value) return refuse(value.error());
        condition.values.push_back(std::move(*value));
        return condition;
    }

    const store::ReadableTable& table_;
    const std::string_view what_, whole_;
    std::string_view rest_;
    std::size_t conditions_ = 0;
};

} // namespace

RestResult<const TableColumn*> find_rest_column(const store::ReadableTable& table, std::string_view name) {
    if (const auto* column = store::find_column(table, name)) return column;
    if (name.find("->") != name.npos)
        return refuse({400, "PGRST100", "paths into JSON columns are not supported", std::nullopt,
                       "Select the whole column and take it apart in the client."});
    if (name.find('.') != name.npos)
        return refuse({400, "PGRST108", "columns of other tables are not supported", std::nullopt,
                       "Read the other table with a request of its own."});
    return refuse(unknown_column(table, name));
}

bool is_logic(std::string_view name) {
    return name == "and" || name == "or" || name == "not.and" || name == "not.or";
}

RestResult<TableCondition> read_rest_filter(const store::ReadableTable& table, std::string_view name,
                                            std::string_view text) {
    if (is_logic(name)) {
        Reader reader(table, "logic tree", text);
        return reader.finish(
            reader.logic(name.ends_with("and") ? Op::all : Op::any, name.starts_with("not.")));
    }
    const auto column = find_rest_column(table, name);
    if (!column) return refuse(column.error());
    Reader reader(table, "filter", text);
    return reader.finish(reader.operation(**column, false));
}

} // namespace bolt::roles
