#pragma once
#include "net/http.hpp"

#include <string_view>

namespace bolt::realtime {

/// True unless a browser says that a page of another site made this request: no Origin header (no browser),
/// the Origin names the Host asked for, or it is that of `public_url` (a proxy may change Host). Letter case
/// does not count.
bool is_same_origin(const net::Request& request, std::string_view public_url);

} // namespace bolt::realtime
