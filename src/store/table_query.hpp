#pragma once
#include "base/result.hpp"
#include "store/readable_tables.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bolt::store {
class Tx;

/// A value of a column's type: int4 and int8 an integer, float8 a double, bool a boolean; uuid (lower case),
/// timestamptz (format_time()) and text a string.
using TableValue = std::variant<std::int64_t, double, bool, std::string>;

/// What rows must fulfil; SQL's rules for NULL hold.
struct TableCondition {
    enum class Op {
        all, ///< every one of `parts`; true without any
        any, ///< at least one of `parts`; false without any
        eq,
        neq,
        gt,
        gte,
        lt,
        lte,
        in,    ///< any of `values`
        like,  ///< a pattern of %, _ and \ as in SQL, by letter case; columns of type text only
        ilike, ///< the same; A to Z match in any case (PostgreSQL: every letter)
        is_null,
        is_true, ///< columns of type bool only
        is_false,
    };
    Op op = Op::all;
    bool negated = false;
    const TableColumn* column = nullptr; ///< not of type jsonb, but for is_null
    std::vector<TableValue> values{};
    std::vector<TableCondition> parts{};
};

struct TableOrder {
    const TableColumn* column = nullptr; ///< not of type jsonb
    bool descending = false;
    bool nulls_first = false;
};

struct TableQuery {
    const ReadableTable* table = nullptr;
    std::vector<const TableColumn*> columns{};
    TableCondition where{};
    std::vector<TableOrder> order{}; ///< the table's key comes last by itself
    std::int64_t limit = 1000, offset = 0;
    bool count = false; ///< also how many rows there are without limit and offset
    std::chrono::milliseconds longest{5'000};
};

/// Rows with one cell per column of the query, as text: bool true or false, jsonb as JSON, timestamptz as
/// format_time(); none for NULL.
struct TablePage {
    std::vector<std::vector<std::optional<std::string>>> rows;
    std::optional<std::int64_t> total;
};

/// Text compares and sorts by code points, NULLs as told, on every engine. timeout: it took too long.
Result<TablePage> read_table(Tx& tx, const TableQuery& query);

} // namespace bolt::store
