#include "roles/job_query.hpp"
#include "roles/staff_routes.hpp"
#include "store/bulk.hpp"
#include "store/failures.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

/// The request without its failure group, which only the database can tell.
struct Wanted {
    store::BulkRequest request;
    std::string failure_key;
};

Result<Wanted> read_request(const json::object& body, const PackageCatalog& packages, TimePoint now) {
    Wanted wanted;
    auto& request = wanted.request;
    request.action = get_string(body, "action");
    const auto* ids = body.if_contains("ids");
    const auto* filter = body.if_contains("filter");
    if ((ids == nullptr) == (filter == nullptr))
        return fail(ErrorCode::invalid_argument, "Exactly one of ids and filter is needed.");
    if (ids != nullptr) {
        if (!ids->is_array() || ids->get_array().empty() || ids->get_array().size() > 5'000)
            return fail(ErrorCode::invalid_argument, "ids: must be a list of 1 to 5000 job ids");
        for (const auto& id : ids->get_array()) {
            if (!id.is_string()) return fail(ErrorCode::invalid_argument, "ids: must be texts");
            request.ids.emplace_back(id.get_string());
        }
    } else {
        if (!filter->is_object()) return fail(ErrorCode::invalid_argument, "filter: must be an object");
        auto read = job_filter(filter->get_object(), packages, now);
        if (!read) return forward(read);
        request.filter = std::move(*read);
        wanted.failure_key = get_string(*filter, "failure_key");
    }
    request.priority = static_cast<int>(get_int(body, "priority", 4));
    request.client_key = get_string(body, "client_key");
    if (request.client_key.size() > 100)
        return fail(ErrorCode::invalid_argument, "client_key: longer than 100 bytes");
    if (body.contains("expected")) request.expected = get_int(body, "expected");
    return wanted;
}

Result<store::BulkRequest> complete(Tx& tx, const Wanted& wanted) {
    auto request = wanted.request;
    if (wanted.failure_key.empty()) return request;
    auto messages = store::failure_messages(tx, wanted.failure_key);
    if (!messages) return forward(messages);
    request.filter.failure_messages = std::move(*messages);
    return request;
}

Async<net::Response> preview(StaffContext& context, net::Request& request, const StaffSession&) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto wanted = read_request(*body, context.packages, context.platform.now());
    if (!wanted) co_return problem_of(wanted.error());
    co_return answer(
        co_await context.database.read(with_position([wanted = *wanted](Tx& tx) -> Result<json::object> {
            auto all = complete(tx, wanted);
            if (!all) return forward(all);
            return store::preview_bulk(tx, *all);
        })));
}

Async<net::Response> start(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    auto wanted = read_request(*body, context.packages, context.platform.now());
    if (!wanted) co_return problem_of(wanted.error());
    auto started = co_await context.database.write(then_position(
        [&platform = context.platform, wanted = *wanted, actor = *actor](Tx& tx) -> Result<json::object> {
            auto all = complete(tx, wanted);
            if (!all) return forward(all);
            auto bulk = store::start_bulk(tx, platform, *all, actor);
            if (!bulk) return forward(bulk);
            auto document = store::bulk_document(tx, bulk->id);
            if (document) (*document)["changed"] = bulk->created;
            return document;
        }));
    if (started && context.bulk_added) context.bulk_added();
    co_return answer(started, 202);
}

Async<net::Response> abort(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    co_return answer(co_await context.database.write(
        then_position([&platform = context.platform, id = request.params["id"],
                       actor = *actor](Tx& tx) -> Result<json::object> {
            auto aborted = store::abort_bulk(tx, platform, id, actor);
            if (!aborted) return forward(aborted);
            auto document = store::bulk_document(tx, id);
            if (document) (*document)["changed"] = *aborted;
            return document;
        })));
}

Async<net::Response> failures(StaffContext& context, net::Request& request, const StaffSession&) {
    store::FailureFilter filter{query_text(request, "directory"), query_text(request, "package"), {}};
    if (const auto since = query_text(request, "since"); !since.empty()) {
        filter.since = parse_time(since);
        if (*filter.since == TimePoint{})
            co_return problem_of({ErrorCode::invalid_argument, "since: must be a time"});
    }
    co_return answer(co_await context.database.read(
        with_position([filter](Tx& tx) { return store::failure_groups(tx, filter); })));
}

} // namespace

void add_bulk_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Role role, auto handler) {
        routes.add(method, pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("POST", "/api/staff/bulk/preview", Role::operator_, preview);
    add("POST", "/api/staff/bulk", Role::operator_, start);
    add("POST", "/api/staff/bulk/{id}/abort", Role::operator_, abort);
    add("GET", "/api/staff/failures", Role::viewer, failures);
    routes.add("GET", "/api/staff/bulk", Role::viewer,
               [&context](net::Request& request, const StaffSession&) -> Async<net::Response> {
                   const auto limit = query_number(request, "limit", 50, 1, 200);
                   if (!limit) co_return problem_of(limit.error());
                   co_return answer(co_await context.database.read(with_position(
                       [limit = static_cast<int>(*limit)](Tx& tx) { return store::list_bulk(tx, limit); })));
               });
    routes.add("GET", "/api/staff/bulk/{id}", Role::viewer,
               [&context](net::Request& request, const StaffSession&) -> Async<net::Response> {
                   co_return answer(co_await context.database.read(with_position(
                       [id = request.params["id"]](Tx& tx) { return store::bulk_document(tx, id); })));
               });
}

} // namespace bolt::roles
