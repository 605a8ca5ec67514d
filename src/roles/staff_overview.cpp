#include "roles/staff_routes.hpp"
#include "store/stats.hpp"
#include "store/views.hpp"
#include "store/visit_stats.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

Result<json::object> everything(Tx& tx, TimePoint now,
                                const std::map<std::string, std::chrono::hours>& turnaround) {
    auto document = store::overview(tx, now);
    if (!document) return document;
    auto attention = store::attention(tx, now);
    if (!attention) return attention;
    for (auto& [key, value] : *attention) (*document)[key] = std::move(value);
    auto slo = store::slo(tx, now, turnaround);
    if (!slo) return forward(slo);
    (*document)["slo"] = std::move(*slo);
    return document;
}

Async<net::Response> overview(const StaffContext& context) {
    std::map<std::string, std::chrono::hours> turnaround;
    for (const auto& package : context.packages.packages()) turnaround[package.name] = package.turnaround;
    auto document = co_await context.database.read(with_position(
        [now = context.platform.now(), turnaround](Tx& tx) { return everything(tx, now, turnaround); }));
    auto depth = co_await context.queue.depth();
    if (document && depth)
        (*document)["queue"] = json::object{
            {"depth", depth->visible},
            {"in_flight", depth->in_flight},
            {"dead", depth->dead},
            {"oldest_age_seconds", std::chrono::duration_cast<std::chrono::seconds>(depth->oldest).count()}};
    else if (document)
        (*document)["queue"] = nullptr; // the queue does not answer: unknown is not zero
    co_return answer(document);
}

Async<net::Response> visits(const StaffContext& context, const net::Request& request) {
    store::VisitScope scope{request.query_value("directory").value_or(""),
                            request.query_value("worker").value_or("")};
    if (!scope.directory_name.empty() && !scope.worker_id.empty())
        co_return problem_of({ErrorCode::invalid_argument, "directory, worker: name one of them at most"});
    auto range = request.query_value("range").value_or("24h");
    co_return answer(co_await context.database.read(with_position(
        [now = context.platform.now(), range = std::move(range), scope = std::move(scope)](
            Tx& tx) -> Result<json::object> { return store::visit_chart(tx, now, range, scope); })));
}

} // namespace

void add_overview_routes(StaffRoutes& routes, StaffContext& context) {
    routes.add("GET", "/api/staff/overview", Role::viewer,
               [&context](net::Request&, const StaffSession&) { return overview(context); });
    routes.add("GET", "/api/staff/stats", Role::viewer,
               [&context](net::Request& request, const StaffSession&) -> Async<net::Response> {
                   const auto range = request.query_value("range").value_or("24h");
                   co_return answer(co_await context.database.read(
                       with_position([now = context.platform.now(), range](Tx& tx) -> Result<json::object> {
                           return store::chart_series(tx, now, range);
                       })));
               });
    routes.add("GET", "/api/staff/visits", Role::viewer,
               [&context](net::Request& request, const StaffSession&) { return visits(context, request); });
}

} // namespace bolt::roles
