#pragma once
#include "store/readable_tables.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace bolt::realtime {

/// The columns that the feed carries of a table; empty for a table that it does not carry.
std::span<const store::TableColumn> columns_of(std::string_view table);
/// The names of all tables that the feed carries.
std::vector<std::string_view> feed_tables();

} // namespace bolt::realtime
