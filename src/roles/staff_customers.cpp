#include "domain/profile.hpp"
#include "roles/contact_mask.hpp"
#include "roles/staff_routes.hpp"
#include "store/customer_edit.hpp"
#include "store/reveal.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

Async<net::Response> list(StaffContext& context, net::Request& request, const StaffSession&) {
    const auto limit = query_number(request, "limit", 50, 1, 200);
    if (!limit) co_return problem_of(limit.error());
    store::CustomerFilter filter{query_text(request, "q"), static_cast<int>(*limit),
                                 query_text(request, "cursor")};
    co_return answer(co_await context.database.read(
        with_position([filter](Tx& tx) { return store::list_customers(tx, filter); })));
}

Result<json::object> document(Tx& tx, TimePoint now, const std::string& id, const StaffSession& session) {
    auto document = store::customer_document(tx, id);
    if (!document) return document;
    auto contacts = contacts_for(tx, now, id, session);
    if (!contacts) return forward(contacts);
    (*document)["contacts"] = *contacts;
    return document;
}

Async<net::Response> one(StaffContext& context, net::Request& request, const StaffSession& session) {
    co_return answer(co_await context.database.read(
        with_position([id = request.params["id"], now = context.platform.now(), session](Tx& tx) {
            return document(tx, now, id, session);
        })));
}

Async<net::Response> reveal(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    co_return answer(co_await context.database.write(
        then_position([&platform = context.platform, id = request.params["id"], actor = *actor,
                       session](Tx& tx) -> Result<json::object> {
            if (auto noted = store::reveal_contacts(tx, platform, id, actor); !noted) return forward(noted);
            return document(tx, platform.now(), id, session);
        })));
}

Async<net::Response> edit(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    const auto* given = body->if_contains("profile");
    if (given == nullptr) co_return problem_of({ErrorCode::invalid_argument, "profile: is needed"});
    if (holds_masked(*given))
        co_return problem_of({ErrorCode::invalid_argument,
                              "profile: holds hidden values; reveal the contact data, then edit"});
    auto profile = read_profile(*given);
    if (!profile) co_return problem_of(profile.error());
    if (profile->business_name.empty() || !is_email(profile->email))
        co_return problem_of(
            {ErrorCode::invalid_argument, "profile: business_name and a valid email are needed"});
    const auto updated_at = get_string(*body, "updated_at");
    co_return answer(co_await context.database.write(
        then_position([&platform = context.platform, id = request.params["id"], profile = *profile,
                       updated_at, actor = *actor, session](Tx& tx) -> Result<json::object> {
            auto started = store::replace_profile(tx, platform, id, profile, updated_at, actor);
            if (!started) return forward(started);
            auto changed = document(tx, platform.now(), id, session);
            if (changed) (*changed)["enqueued"] = json::array(started->begin(), started->end());
            return changed;
        })));
}

Async<net::Response> erase(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    auto erased = co_await context.database.write(
        [&platform = context.platform, id = request.params["id"], confirm = get_string(*body, "confirm"),
         actor = *actor](Tx& tx) { return store::erase_customer(tx, platform, id, confirm, actor); });
    if (!erased) co_return problem_of(erased.error());
    // After the commit: pictures that are left by a crash in between go with the same request sent again.
    int files = 0;
    for (const auto& job_id : erased->job_ids) {
        auto removed = context.evidence.remove_job(job_id);
        if (!removed) co_return problem_of(removed.error());
        files += *removed;
    }
    co_return answer(json::object{{"changed", erased->changed},
                                  {"jobs", erased->job_ids.size()},
                                  {"submissions", erased->submissions},
                                  {"files", files}});
}

} // namespace

void add_customer_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Role role, auto handler) {
        routes.add(method, pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("GET", "/api/staff/customers", Role::viewer, list);
    add("GET", "/api/staff/customers/{id}", Role::viewer, one);
    add("PUT", "/api/staff/customers/{id}/profile", Role::operator_, edit);
    add("POST", "/api/staff/customers/{id}/reveal", Role::operator_, reveal);
    add("POST", "/api/staff/customers/{id}/erase", Role::admin, erase);
}

} // namespace bolt::roles
