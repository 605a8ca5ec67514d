#include "roles/staff_routes.hpp"
#include "store/pauses.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

/// Sets or lifts the pause that `target` makes of the path; answers with all pauses.
StaffRoutes::Handler set(StaffContext& context, bool paused,
                         std::function<Result<std::string>(net::Request&)> target) {
    return [&context, paused, target = std::move(target)](
               net::Request& request, const StaffSession& session) -> Async<net::Response> {
        auto body = body_of(request);
        if (!body) co_return problem_of(body.error());
        auto actor = actor_of(session, *body);
        if (!actor) co_return problem_of(actor.error());
        auto what = target(request);
        if (!what) co_return problem_of(what.error());
        co_return answer(
            co_await context.database.write(then_position([&platform = context.platform, what = *what, paused,
                                                           actor = *actor](Tx& tx) -> Result<json::object> {
                auto changed = store::set_pause(tx, platform, what, paused, actor);
                if (!changed) return forward(changed);
                auto document = store::pauses_document(tx);
                if (document) (*document)["changed"] = *changed;
                return document;
            })));
    };
}

} // namespace

void add_pause_routes(StaffRoutes& routes, StaffContext& context) {
    routes.add("GET", "/api/staff/pauses", Role::viewer,
               [&context](net::Request&, const StaffSession&) -> Async<net::Response> {
                   co_return answer(co_await context.database.read(
                       with_position([](Tx& tx) { return store::pauses_document(tx); })));
               });
    const auto everything = [](net::Request&) -> Result<std::string> {
        return std::string(store::kPauseEverything);
    };
    const auto package = [&context](net::Request& request) -> Result<std::string> {
        const auto* known = context.packages.find(request.params["name"]);
        if (known == nullptr) return fail(ErrorCode::not_found, "There is no such package.");
        return store::pause_of_package(known->name);
    };
    routes.add("PUT", "/api/staff/pauses/everything", Role::admin, set(context, true, everything));
    routes.add("DELETE", "/api/staff/pauses/everything", Role::admin, set(context, false, everything));
    routes.add("PUT", "/api/staff/pauses/packages/{name}", Role::operator_, set(context, true, package));
    routes.add("DELETE", "/api/staff/pauses/packages/{name}", Role::operator_, set(context, false, package));
}

} // namespace bolt::roles
