#include "roles/contact_mask.hpp"
#include "roles/job_query.hpp"
#include "roles/staff_routes.hpp"
#include "store/inbox.hpp"
#include "store/job_views.hpp"
#include "store/views.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

Async<net::Response> list(const StaffContext& context, net::Request& request) {
    auto filter = job_filter(request, context.packages, context.platform.now());
    if (!filter) co_return problem_of(filter.error());
    co_return answer(co_await context.database.read(
        with_position([filter = *filter](Tx& tx) mutable -> Result<json::object> {
            if (auto looked = store::resolve_text(tx, filter); !looked) return forward(looked);
            auto page = store::list_jobs(tx, filter);
            if (!page) return page;
            // Counts do not change from page to page of one list: they come with its beginning.
            if (!filter.cursor.empty()) return page;
            auto facets = store::job_facets(tx, filter);
            if (!facets) return facets;
            (*page)["counts"] = std::move(*facets);
            return page;
        })));
}

Async<net::Response> document(const StaffContext& context, net::Request& request,
                              const StaffSession& session) {
    co_return answer(co_await context.database.read(with_position(
        [id = request.params["id"], now = context.platform.now(), session](Tx& tx) -> Result<json::object> {
            auto job = store::job_document(tx, id);
            if (!job) return job;
            auto contacts = contacts_for(tx, now, get_string(job->at("job"), "customer_id"), session);
            if (!contacts) return forward(contacts);
            (*job)["contacts"] = *contacts;
            auto eta = store::job_eta(tx, now, id);
            if (!eta) return eta;
            (*job)["eta"] = std::move(*eta);
            auto pauses = store::job_pauses(tx, id);
            if (!pauses) return forward(pauses);
            (*job)["pauses"] = std::move(*pauses);
            auto items = store::list_inbox(tx, {.job_id = id, .limit = 200});
            if (!items) return items;
            (*job)["actions"] = std::move((*items)["items"]);
            return job;
        })));
}

Result<store::EventFilter> event_filter(net::Request& request) {
    store::EventFilter filter;
    filter.events = query_list(request, "event");
    filter.directory = query_text(request, "directory");
    const auto before = query_number(request, "before", 0, 1, INT64_MAX);
    if (!before) return forward(before);
    const auto after = query_number(request, "after", 0, 0, INT64_MAX);
    if (!after) return forward(after);
    const auto limit = query_number(request, "limit", 50, 1, 1'000'000);
    if (!limit) return forward(limit);
    filter.before = *before;
    filter.after = *after;
    filter.limit = static_cast<int>(std::min<std::int64_t>(*limit, 200));
    return filter;
}

Async<net::Response> events(const StaffContext& context, net::Request& request, std::string job_id) {
    auto filter = event_filter(request);
    if (!filter) co_return problem_of(filter.error());
    filter->job_id = std::move(job_id);
    co_return answer(co_await context.database.read(
        with_position([filter = *filter](Tx& tx) { return store::list_events(tx, filter); })));
}

Async<net::Response> audit(const StaffContext& context, net::Request& request) {
    const auto times =
        job_filter(request, context.packages, context.platform.now()); // its bounds of time and limit
    if (!times) co_return problem_of(times.error());
    const auto before = query_number(request, "before", 0, 1, INT64_MAX);
    if (!before) co_return problem_of(before.error());
    store::AuditFilter filter{query_text(request, "actor"),
                              query_text(request, "action"),
                              query_text(request, "target"),
                              times->from,
                              times->to,
                              *before,
                              times->limit};
    co_return answer(co_await context.database.read(
        with_position([filter](Tx& tx) { return store::list_audit(tx, filter); })));
}

} // namespace

void add_job_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* pattern, auto handler) {
        routes.add("GET", pattern, Role::viewer,
                   [&context, handler](net::Request& request, const StaffSession&) {
                       return handler(context, request);
                   });
    };
    add("/api/staff/jobs", list);
    routes.add("GET", "/api/staff/jobs/{id}", Role::viewer,
               [&context](net::Request& request, const StaffSession& session) {
                   return document(context, request, session);
               });
    add("/api/staff/audit", audit);
    add("/api/staff/activity", [](const StaffContext& all, net::Request& request) {
        return events(all, request, query_text(request, "job_id"));
    });
    add("/api/staff/jobs/{id}/events", [](const StaffContext& all, net::Request& request) {
        return events(all, request, request.params["id"]);
    });
    add("/api/staff/jobs/{id}/attempts",
        [](const StaffContext& all, net::Request& request) -> Async<net::Response> {
            co_return answer(co_await all.database.read(
                with_position([id = request.params["id"]](Tx& tx) { return store::job_attempts(tx, id); })));
        });
    add("/api/staff/jobs/suggest",
        [](const StaffContext& all, net::Request& request) -> Async<net::Response> {
            co_return answer(co_await all.database.read(
                [text = query_text(request, "q")](Tx& tx) { return store::suggest(tx, text); }));
        });
}

} // namespace bolt::roles
