#pragma once
#include "roles/rest_error.hpp"
#include "store/table_query.hpp"

#include <string_view>

namespace bolt::roles {

/// A filter of a request: the parameter `name` is a column and `text` "[not.]<operator>.<value>", or `name`
/// is and, or, not.and, not.or and `text` a list "(a.eq.1,or(b.is.null,c.in.(x,\"y,z\")))". Operators: eq,
/// neq, gt, gte, lt, lte, in, like, ilike, is. Errors: PGRST100 (grammar, with the place), 42703 (column),
/// those of read_rest_value(); what PostgREST knows beyond says that it is not supported.
RestResult<store::TableCondition> read_rest_filter(const store::ReadableTable& table, std::string_view name,
                                                   std::string_view text);
/// True for and, or, not.and, not.or.
bool is_logic(std::string_view name);
/// The column, or 42703, or why a name with more in it (another table's column, a JSON path) is refused.
RestResult<const store::TableColumn*> find_rest_column(const store::ReadableTable& table,
                                                       std::string_view name);

} // namespace bolt::roles
