#pragma once
#include <span>
#include <string_view>

namespace bolt::store {

struct TableColumn {
    std::string_view name;
    std::string_view type; ///< PostgreSQL's name of the type: clients convert by it
    bool required = false; ///< NOT NULL
    bool personal = false; ///< holds contact data of customers: not for viewers
};
struct ReadableTable {
    std::string_view name;
    std::span<const TableColumn> columns; ///< in the order of the table
    std::string_view key;                 ///< the column that tells rows apart, an integer or text that sorts
};

/// Every table and column that staff may read through a client of the database; whatever holds secrets
/// (sessions, tokens, passwords) or other people's messages is not here.
std::span<const ReadableTable> readable_tables();
/// nullptr if there is no such table, or staff may not read it. Without `personal` the table has no personal
/// columns.
const ReadableTable* find_readable_table(std::string_view name, bool personal = true);
const TableColumn* find_column(const ReadableTable& table, std::string_view name);

} // namespace bolt::store
