#pragma once
#include <span>
#include <string_view>
#include <vector>

namespace bolt::realtime {

struct Column {
    std::string_view name;
    std::string_view type; ///< PostgreSQL's name of the type: clients convert by it
};

/// The columns of a table that the feed carries; empty for any other table.
std::span<const Column> columns_of(std::string_view table);
/// The names of all tables that the feed carries.
std::vector<std::string_view> feed_tables();

} // namespace bolt::realtime
