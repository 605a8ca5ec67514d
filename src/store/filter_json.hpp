#pragma once
#include "store/views.hpp"

namespace bolt::store {

/// A filter as stored with a bulk operation, and back. Cursor, limit and order are no part of it.
json::object write_filter(const JobFilter& filter);
JobFilter read_filter(const json::value& stored);

} // namespace bolt::store
