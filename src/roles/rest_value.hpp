#pragma once
#include "roles/rest_error.hpp"
#include "store/table_query.hpp"

#include <string_view>

namespace bolt::roles {

/// The text of a filter as a value of the column's type, read as PostgreSQL reads it: 22P02, 22003, 22007
/// otherwise.
RestResult<store::TableValue> read_rest_value(const store::TableColumn& column, std::string_view text);
/// The pattern of like and ilike, in which * also stands for %. 22025 if it ends in a lone backslash.
RestResult<std::string> read_rest_pattern(std::string_view text);

} // namespace bolt::roles
