#pragma once
// Only for this room: what DATABASE_URL says, for libpq.
#include "store/postgres_database.hpp"

namespace bolt::store {

/// postgresql:// or postgres://
bool is_postgres_url(std::string_view url);
/// The URL without the parameters that are ours and unknown to libpq.
std::string libpq_url(std::string_view url);

} // namespace bolt::store
