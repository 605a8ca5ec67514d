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

/// True for a caller that may see how the house is doing (ASVS 13.4.5: monitoring is not public).
using HealthAccess = std::function<Async<bool>(net::Request&)>;
/// True for a caller on this machine that no proxy stands before: loopback, and no header of a proxy.
bool is_local_caller(const net::Request& request);

/// GET /healthz (alive: 200 while the loop turns; for everybody), /readyz (503 while a critical check fails;
/// strangers get the status alone), /metrics (`metrics` writes Prometheus text; strangers get 401). Without
/// `access` nobody is a stranger.
void add_health_routes(net::Router& router, std::vector<HealthCheck> checks,
                       std::function<Async<std::string>()> metrics, HealthAccess access = nullptr);

} // namespace bolt::roles
