#include "domain/profile.hpp"
#include "roles/staff_mail.hpp"
#include "roles/staff_routes.hpp"
#include "store/history.hpp"
#include "store/people.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

constexpr Duration kLinkLifetime = std::chrono::hours{24};
constexpr std::size_t kPasswordMin = 12, kPasswordMax = 128; // ASVS 6.2.1, 6.2.9

void end_sessions(StaffContext& context, const std::vector<std::string>& ids) {
    for (const auto& id : ids)
        if (context.auth.on_session_end) context.auth.on_session_end(id);
}

/// The body's role, or why it is none.
Result<std::string> role_of(const json::object& body) {
    const auto role = get_string(body, "role");
    if (!parse_role(role))
        return fail(ErrorCode::invalid_argument, "role: must be one of viewer, operator, admin");
    return role;
}

Async<net::Response> sessions(StaffContext& context, net::Request& request, const StaffSession& session) {
    const bool all = query_text(request, "all") == "true";
    if (all && session.role != "admin")
        co_return problem_of({ErrorCode::permission_denied, "Only admins see everybody's sessions."});
    co_return answer(co_await context.database.read(
        [now = context.platform.now(), user = all ? std::string() : session.user_id, current = session.id,
         all](Tx& tx) -> Result<json::object> {
            if (!all && user.empty()) return json::object{{"sessions", json::array()}}; // an API key has none
            return store::session_list(tx, now, user, current);
        }));
}

Async<net::Response> revoke_session(StaffContext& context, net::Request& request,
                                    const StaffSession& session) {
    const auto id = request.params["id"];
    auto ended =
        co_await context.database.write([now = context.platform.now(), id, session](Tx& tx) -> Result<bool> {
            auto owner = store::session_user(tx, now, id);
            if (!owner) return forward(owner);
            if (!*owner) return false;
            // The same answer for somebody else's as for one that does not exist.
            if (session.role != "admin" && **owner != session.user_id)
                return fail(ErrorCode::not_found, "There is no such session.");
            if (auto revoked = store::revoke_session(tx, now, id); !revoked) return forward(revoked);
            auto noted =
                store::add_audit(tx, now, actor_of(session)->name, "session.revoke", "session:" + id);
            if (!noted) return forward(noted);
            return true;
        });
    if (!ended) co_return problem_of(ended.error());
    if (*ended) end_sessions(context, {id});
    co_return net::Response::empty(204);
}

Async<net::Response> set_password(StaffContext& context, net::Request& request, const StaffSession& session) {
    if (session.user_id.empty()) co_return problem_of({ErrorCode::conflict, "An API key has no password."});
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    const auto wanted = get_string(*body, "new");
    if (character_count(wanted) < kPasswordMin || character_count(wanted) > kPasswordMax)
        co_return problem_of({ErrorCode::invalid_argument, "new: must have 12 to 128 characters"});
    auto user = co_await context.database.read(
        [email = session.email](Tx& tx) { return store::find_staff_user(tx, email); });
    if (!user) co_return problem_of(user.error());
    if (!*user) co_return problem_of({ErrorCode::not_found, "The account is gone."});
    // Who came by a link has none yet.
    if (!(*user)->password_hash.empty()) {
        auto good =
            co_await context.auth.verify_password(get_string(*body, "current"), (*user)->password_hash);
        if (!good) co_return problem_of(good.error());
        if (!*good)
            co_return problem_of({ErrorCode::permission_denied, "current: this is not your password"});
    }
    auto hash = co_await context.auth.hash_password(wanted);
    if (!hash) co_return problem_of(hash.error());
    auto ended = co_await context.database.write([now = context.platform.now(), session,
                                                  hash = *hash](Tx& tx) -> Result<std::vector<std::string>> {
        if (auto set = store::set_staff_password(tx, now, session.user_id, hash); !set) return forward(set);
        auto noted =
            store::add_audit(tx, now, "staff:" + session.email, "user.password", "user:" + session.user_id);
        if (!noted) return forward(noted);
        return store::revoke_sessions(tx, now, session.user_id, session.id);
    });
    if (!ended) co_return problem_of(ended.error());
    end_sessions(context, *ended);
    co_return net::Response::empty(204);
}

/// A one-time link for the user, kept as a hash; shown once, and mailed where mail is set up.
Result<json::object> with_link(Tx& tx, StaffContext& context, const std::string& user_id,
                               const std::string& token) {
    const auto& platform = context.platform;
    auto added =
        store::add_login_link(tx, platform.now(), user_id, StaffAuth::token_hash(token), kLinkLifetime);
    if (!added) return forward(added);
    auto document = store::user_document(tx, user_id);
    if (!document) return document;
    (*document)["link"] = StaffAuth::login_path(token);
    (*document)["expires_at"] = format_time(platform.now() + kLinkLifetime);
    auto mailed = mail_staff_link(tx, platform, context.settings,
                                  {.email = get_string(document->at("user"), "email"),
                                   .url = context.base_url() + StaffAuth::login_path(token),
                                   .lifetime = kLinkLifetime});
    if (!mailed) return forward(mailed);
    (*document)["mailed"] = *mailed;
    return document;
}

Async<net::Response> add_user(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    auto role = role_of(*body);
    if (!role) co_return problem_of(role.error());
    store::StaffUser user;
    user.email = get_string(*body, "email");
    user.name = get_string(*body, "name");
    user.role = *role;
    if (!is_email(user.email))
        co_return problem_of({ErrorCode::invalid_argument, "email: is no e-mail address"});
    if (user.name.size() > 200)
        co_return problem_of({ErrorCode::invalid_argument, "name: longer than 200 bytes"});
    co_return answer(co_await context.database.write([&context, user, actor = *actor,
                                                      token = context.platform.random.token()](
                                                         Tx& tx) -> Result<json::object> {
        const auto& platform = context.platform;
        auto added = store::add_staff_user(tx, platform, user);
        if (!added) return forward(added);
        auto noted = store::add_audit(tx, platform.now(), actor.name, "user.add", "user:" + added->id,
                                      actor.details({{"role", user.role}}));
        if (!noted) return forward(noted);
        return with_link(tx, context, added->id, token);
    }),
                     201);
}

Async<net::Response> new_link(StaffContext& context, net::Request& request, const StaffSession& session) {
    co_return answer(co_await context.database.write(
                         [&context, id = request.params["id"], actor = *actor_of(session),
                          token = context.platform.random.token()](Tx& tx) -> Result<json::object> {
                             auto document = store::user_document(tx, id);
                             if (!document) return document;
                             auto noted = store::add_audit(tx, context.platform.now(), actor.name,
                                                           "user.link", "user:" + id);
                             if (!noted) return forward(noted);
                             return with_link(tx, context, id, token);
                         }),
                     201);
}

Async<net::Response> edit_user(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    store::UserEdit edit;
    if (body->contains("role")) {
        auto role = role_of(*body);
        if (!role) co_return problem_of(role.error());
        edit.role = *role;
    }
    if (body->contains("name")) edit.name = get_string(*body, "name").substr(0, 200);
    if (body->contains("active")) edit.active = get_bool(*body, "active");
    edit.remove_totp = get_bool(*body, "remove_totp");
    auto ended = std::make_shared<std::vector<std::string>>();
    auto document =
        co_await context.database.write([&platform = context.platform, id = request.params["id"], edit,
                                         actor = *actor, ended](Tx& tx) -> Result<json::object> {
            auto edited = store::edit_user(tx, platform, id, edit, actor);
            if (!edited) return forward(edited);
            *ended = edited->ended_sessions;
            auto users = store::user_list(tx);
            if (users) (*users)["changed"] = edited->changed;
            return users;
        });
    if (document) end_sessions(context, *ended);
    co_return answer(document);
}

} // namespace

void add_people_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Role role, auto handler) {
        routes.add(method, pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("GET", "/api/staff/sessions", Role::viewer, sessions);
    add("DELETE", "/api/staff/sessions/{id}", Role::viewer, revoke_session);
    add("PUT", "/api/staff/password", Role::viewer, set_password);
    add("POST", "/api/staff/users", Role::admin, add_user);
    add("PATCH", "/api/staff/users/{id}", Role::admin, edit_user);
    add("POST", "/api/staff/users/{id}/link", Role::admin, new_link);
    routes.add("GET", "/api/staff/users", Role::admin,
               [&context](net::Request&, const StaffSession&) -> Async<net::Response> {
                   co_return answer(
                       co_await context.database.read([](Tx& tx) { return store::user_list(tx); }));
               });
    add_key_routes(routes, context);
}

} // namespace bolt::roles
