#pragma once
#include "base/async.hpp"
#include "base/json.hpp"
#include "net/server.hpp"

#include <functional>
#include <string>
#include <vector>

namespace bolt::roles {

/// The version of this binary, e.g. "0.1.0".
std::string_view version();

/// One dependency or part that a role's health depends on.
struct HealthCheck {
    std::string name;
    bool critical = true; ///< failing: unhealthy (503); otherwise degraded (200)
    /// Empty = good; otherwise what is wrong and what to do.
    std::function<Async<std::string>()> run;
};

struct HealthReport {
    std::string status;  ///< healthy, degraded, unhealthy
    json::object checks; ///< name -> {"status":"ok"|"failed","detail"?}
};
Async<HealthReport> run_checks(const std::vector<HealthCheck>& checks);

/// GET /healthz (alive: 200 while the loop turns), /readyz (503 while a critical check fails), /metrics
/// (`metrics` writes Prometheus text).
void add_health_routes(net::Router& router, std::vector<HealthCheck> checks,
                       std::function<Async<std::string>()> metrics);

} // namespace bolt::roles
