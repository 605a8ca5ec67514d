#include "roles/health.hpp"

#include "roles/version.hpp"

#include <boost/asio/ip/address.hpp>
#include <memory>

namespace bolt::roles {

std::string_view version() { return kVersion; }

namespace {

// A check that fails by an exception says so; the others still run.
Async<std::string> run_one(const HealthCheck& check) {
    try {
        co_return co_await check.run();
    } catch (const std::exception& error) {
        co_return std::string("the check itself failed: ") + error.what();
    }
}

} // namespace

Async<HealthReport> run_checks(const std::vector<HealthCheck>& checks) {
    HealthReport report{.status = "healthy", .checks = {}};
    for (const auto& check : checks) {
        const auto problem = co_await run_one(check);
        if (problem.empty()) {
            report.checks[check.name] = json::object{{"status", "ok"}};
            continue;
        }
        report.checks[check.name] = json::object{{"status", "failed"}, {"detail", problem}};
        if (check.critical)
            report.status = "unhealthy";
        else if (report.status == "healthy")
            report.status = "degraded";
    }
    co_return report;
}

bool is_local_caller(const net::Request& request) {
    for (const auto* header : {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"})
        if (request.headers.has(header)) return false;
    boost::system::error_code error;
    const auto address = asio::ip::make_address(request.remote, error);
    return !error && address.is_loopback();
}

void add_health_routes(net::Router& router, std::vector<HealthCheck> checks,
                       std::function<Async<std::string>()> metrics, HealthAccess access) {
    router.add("GET", "/healthz", [](net::Request&) -> Async<net::Response> {
        co_return net::Response::json(200, R"({"status":"ok"})");
    });
    auto shared = std::make_shared<const std::vector<HealthCheck>>(std::move(checks));
    const auto may_see = [access](net::Request& request) -> Async<bool> {
        co_return !access || co_await access(request);
    };
    router.add("GET", "/readyz", [shared, may_see](net::Request& request) -> Async<net::Response> {
        const auto keep = shared;
        auto report = co_await run_checks(*keep);
        if (!co_await may_see(request)) report.checks.clear();
        co_return net::Response::json(
            report.status == "unhealthy" ? 503 : 200,
            json::serialize(json::object{{"status", report.status}, {"checks", report.checks}}));
    });
    router.add("GET", "/metrics",
               [metrics = std::move(metrics), may_see](net::Request& request) -> Async<net::Response> {
                   if (!co_await may_see(request))
                       co_return net::problem(
                           401, "Not for everybody",
                           "Send an API key (Authorization: Bearer ...), or ask from this machine.",
                           "unauthenticated");
                   auto response = net::Response::text(200, co_await metrics());
                   response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                   co_return response;
               });
}

} // namespace bolt::roles
