#include "roles/staff_routes.hpp"
#include "store/pauses.hpp"
#include "store/worker_views.hpp"

namespace bolt::roles {

using store::StaffSession;
using store::Tx;

void add_worker_routes(StaffRoutes& routes, StaffContext& context) {
    routes.add("GET", "/api/staff/workers", Role::viewer,
               [&context](net::Request&, const StaffSession&) -> Async<net::Response> {
                   co_return answer(co_await context.database.read(with_position(
                       [now = context.platform.now()](Tx& tx) { return store::worker_list(tx, now); })));
               });
    for (const bool draining : {true, false})
        routes.add(
            "POST", draining ? "/api/staff/workers/{id}/drain" : "/api/staff/workers/{id}/undrain",
            Role::operator_,
            [&context, draining](net::Request& request, const StaffSession& session) -> Async<net::Response> {
                auto body = body_of(request);
                if (!body) co_return problem_of(body.error());
                auto actor = actor_of(session, *body);
                if (!actor) co_return problem_of(actor.error());
                co_return answer(co_await context.database.write(
                    then_position([&platform = context.platform, id = request.params["id"], draining,
                                   actor = *actor](Tx& tx) -> Result<json::object> {
                        auto changed = store::set_drain(tx, platform, id, draining, actor);
                        if (!changed) return forward(changed);
                        auto document = store::worker_list(tx, platform.now());
                        if (document) (*document)["changed"] = *changed;
                        return document;
                    })));
            });
}

} // namespace bolt::roles
