#include "roles/staff_routes.hpp"
#include "store/people.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

/// What a key begins with: it tells people (and secret scanners) what it is.
constexpr std::string_view kKeyPrefix = "bolt_";
constexpr std::size_t kPrefixShown = 10;

Async<net::Response> add_key(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    store::ApiKey wanted{"", get_string(*body, "name"), get_string(*body, "role")};
    if (wanted.name.empty() || wanted.name.size() > 100)
        co_return problem_of({ErrorCode::invalid_argument, "name: must have 1 to 100 bytes"});
    if (!parse_role(wanted.role))
        co_return problem_of({ErrorCode::invalid_argument, "role: must be one of viewer, operator, admin"});
    const auto key = std::string(kKeyPrefix) + context.platform.random.token();
    auto made = co_await context.database.write(
        [&platform = context.platform, wanted, key, actor = *actor](Tx& tx) -> Result<json::object> {
            auto id = store::add_api_key(tx, platform, wanted, StaffAuth::token_hash(key),
                                         key.substr(0, kPrefixShown), actor);
            if (!id) return forward(id);
            return store::api_key_document(tx, *id);
        });
    if (made) (*made)["key"] = key;
    co_return answer(made, 201);
}

Async<net::Response> revoke_key(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto done = co_await context.database.write(
        [&platform = context.platform, id = request.params["id"], actor = *actor_of(session)](Tx& tx) {
            return store::revoke_api_key(tx, platform, id, actor);
        });
    if (!done) co_return problem_of(done.error());
    co_return net::Response::empty(204);
}

Async<net::Response> save_view(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    store::SavedView view{get_string(*body, "name"), get_string(*body, "screen"), get_string(*body, "query"),
                          get_bool(*body, "shared")};
    if (view.name.empty() || view.name.size() > 100 || view.screen.empty() || view.screen.size() > 40 ||
        view.query.size() > 2'000)
        co_return problem_of({ErrorCode::invalid_argument,
                              "name (1 to 100 bytes), screen (1 to 40) and query (to 2000) are needed"});
    co_return answer(
        co_await context.database.write([&platform = context.platform, view,
                                         owner = actor_of(session)->name](Tx& tx) -> Result<json::object> {
            if (auto saved = store::save_view(tx, platform, view, owner); !saved) return forward(saved);
            return store::view_list(tx, owner);
        }));
}

Async<net::Response> remove_view(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto removed = co_await context.database.write(
        [id = request.params["id"], owner = actor_of(session)->name,
         admin = session.role == "admin"](Tx& tx) { return store::remove_view(tx, id, owner, admin); });
    if (!removed) co_return problem_of(removed.error());
    co_return net::Response::empty(204);
}

} // namespace

void add_key_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Role role, auto handler) {
        routes.add(method, pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("POST", "/api/staff/api-keys", Role::admin, add_key);
    add("DELETE", "/api/staff/api-keys/{id}", Role::admin, revoke_key);
    add("POST", "/api/staff/views", Role::viewer, save_view);
    add("DELETE", "/api/staff/views/{id}", Role::viewer, remove_view);
    routes.add("GET", "/api/staff/api-keys", Role::admin,
               [&context](net::Request&, const StaffSession&) -> Async<net::Response> {
                   co_return answer(
                       co_await context.database.read([](Tx& tx) { return store::api_key_list(tx); }));
               });
    routes.add("GET", "/api/staff/views", Role::viewer,
               [&context](net::Request&, const StaffSession& session) -> Async<net::Response> {
                   co_return answer(co_await context.database.read(
                       [owner = actor_of(session)->name](Tx& tx) { return store::view_list(tx, owner); }));
               });
}

} // namespace bolt::roles
