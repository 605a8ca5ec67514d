#pragma once
#include "base/json.hpp"
#include "net/server.hpp"

namespace bolt::roles {

/// src/roles/openapi.yaml, built in: every route of the gateway (OpenAPI 3.1). internal if it is damaged.
Result<json::object> openapi_document();
/// Serves it as GET /api/openapi.json, without a session.
void add_openapi_route(net::Router& router);

} // namespace bolt::roles
