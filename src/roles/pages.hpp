#pragma once
#include "base/embedded_file.hpp"
#include "net/server.hpp"

#include <span>

namespace bolt::roles {

/// Serves the built pages (web/dist) from memory as the router's fallback: hashed assets for a year,
/// everything else revalidated, pre-compressed files where the client takes them, index.html for the app's
/// own routes. Paths below /api, /realtime and /rest stay 404. Sets the security headers,
/// Content-Security-Policy without unsafe-inline among them.
void add_pages(net::Router& router, std::span<const EmbeddedFile> files);

} // namespace bolt::roles
