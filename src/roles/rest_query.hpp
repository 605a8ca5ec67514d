#pragma once
#include "net/http.hpp"
#include "roles/rest_error.hpp"
#include "store/table_query.hpp"

#include <string>
#include <vector>

namespace bolt::roles {

/// A read of one table as PostgREST's grammar writes it.
struct RestQuery {
    enum class Form { array, object, csv };
    store::TableQuery read{};
    std::vector<std::string> names{}; ///< of the selected columns in the answer
    Form form = Form::array;
    std::string count{}; ///< exact, planned, estimated; "" = not asked
};

/// Reads select, filters, order, limit, offset and the headers Accept, Prefer and Range.
/// Bounds: 100 parameters, 100 selected columns, 20 columns of order, 1,000 rows (more are not given, as with
/// Supabase).
RestResult<RestQuery> read_rest_query(const store::ReadableTable& table, const net::Request& request);

} // namespace bolt::roles
