#pragma once
#include "net/http.hpp"
#include "roles/rest_query.hpp"

namespace bolt::roles {

/// The rows as the request wants them: a JSON array, one object (406 PGRST116 unless there is exactly one) or
/// CSV; Content-Range tells which of how many they are, the status 206 that there are more than these.
net::Response write_rest_answer(const RestQuery& query, const store::TablePage& page);

} // namespace bolt::roles
