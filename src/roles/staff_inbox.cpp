#include "domain/profile.hpp"
#include "roles/contact_mask.hpp"
#include "roles/staff_routes.hpp"
#include "store/inbox.hpp"
#include "store/jobs.hpp"
#include "submit/picture_parts.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

constexpr std::size_t kNoteMax = 2'000;

Async<net::Response> list(StaffContext& context, net::Request& request, const StaffSession& session) {
    store::InboxFilter filter;
    filter.status = query_text(request, "status");
    filter.kinds = query_list(request, "kind");
    filter.directory = query_text(request, "directory");
    filter.job_id = query_text(request, "job_id");
    filter.cursor = query_text(request, "cursor");
    const auto limit = query_number(request, "limit", 50, 1, 200);
    if (!limit) co_return problem_of(limit.error());
    filter.limit = static_cast<int>(*limit);
    if (query_text(request, "mine") == "true") filter.claimed_by = actor_of(session)->name;
    co_return answer(co_await context.database.read(
        with_position([filter](Tx& tx) { return store::list_inbox(tx, filter); })));
}

using Act = std::function<Result<bool>(Tx&, const std::string& id, const store::Actor&)>;

/// Does something with the item in the path, then answers with it.
Async<net::Response> with_item(StaffContext& context, std::string id, store::Actor actor, Act act) {
    co_return answer(co_await context.database.write(
        then_position([id, actor, act = std::move(act)](Tx& tx) -> Result<json::object> {
            auto changed = act(tx, id, actor);
            if (!changed) return forward(changed);
            auto document = store::inbox_item(tx, id);
            if (document) (*document)["changed"] = *changed;
            return document;
        })));
}

/// Who has taken an item on works with the contact data: the claim stands in the audit log.
Result<json::object> document(Tx& tx, TimePoint now, const std::string& id, const StaffSession& session) {
    auto document = store::inbox_document(tx, id);
    if (!document) return document;
    const auto& item = document->at("item");
    std::string_view contacts = "shown";
    if (!may_reveal(session) || get_string(item, "claimed_by") != actor_of(session)->name) {
        auto job = store::find_job(tx, get_string(item, "job_id"));
        if (!job) return forward(job);
        auto told = contacts_for(tx, now, job->customer_id, session);
        if (!told) return forward(told);
        contacts = *told;
    }
    (*document)["contacts"] = contacts;
    return document;
}

Async<net::Response> claim(StaffContext& context, net::Request& request, const StaffSession& session) {
    co_return co_await with_item(
        context, request.params["id"], *actor_of(session),
        [&platform = context.platform](Tx& tx, const std::string& id, const store::Actor& actor) {
            return store::claim_item(tx, platform, id, actor);
        });
}

Async<net::Response> release(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    const bool anybodys = session.role == "admin";
    co_return co_await with_item(
        context, request.params["id"], *actor,
        [&platform = context.platform, anybodys](Tx& tx, const std::string& id, const store::Actor& by) {
            return store::release_item(tx, platform, id, anybodys, by);
        });
}

Result<store::Resolution> read_resolution(const json::object& body) {
    store::Resolution said;
    said.answer = get_string(body, "answer");
    said.listing_url = get_string(body, "listing_url");
    said.note = get_string(body, "note");
    if (said.answer.empty()) return fail(ErrorCode::invalid_argument, "answer: is needed");
    if (!said.listing_url.empty() && !is_http_url(said.listing_url))
        return fail(ErrorCode::invalid_argument, "listing_url: must be an http or https URL");
    if (character_count(said.note) > kNoteMax)
        return fail(ErrorCode::invalid_argument, "note: longer than 2000 characters");
    if (const auto* profile = body.if_contains("profile")) {
        auto read = read_profile(*profile);
        if (!read) return forward(read);
        said.profile = std::move(*read);
    }
    return said;
}

Async<net::Response> resolve(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto said = read_resolution(*body);
    if (!said) co_return problem_of(said.error());
    auto actor = actor_of(session);
    actor->reason = said->note.substr(0, 500);
    co_return co_await with_item(context, request.params["id"], *actor,
                                 [&platform = context.platform, said = *said](
                                     Tx& tx, const std::string& id, const store::Actor& by) -> Result<bool> {
                                     if (auto done = store::resolve_item(tx, platform, id, said, by); !done)
                                         return forward(done);
                                     return true;
                                 });
}

/// The bytes decide what the picture is, never its declared type: anything but JPEG, PNG and WebP is refused
/// (SVG could hold script).
Async<net::Response> proof(StaffContext& context, net::Request& request, const StaffSession& session) {
    const auto id = request.params["id"];
    const auto picture = submit::read_picture(request.body);
    const auto parts = picture ? submit::picture_parts(*picture) : std::nullopt;
    if (!parts)
        co_return net::problem(415, "No picture", "Send a JPEG, PNG or WebP picture of at most 1 MiB.",
                               "no_picture");
    auto item = co_await context.database.read([id](Tx& tx) { return store::inbox_item(tx, id); });
    if (!item) co_return problem_of(item.error());
    const auto ending = picture->format == "jpeg" ? "jpg" : picture->format;
    // A new name each time: what was shown before is not replaced under its address.
    const auto file = fmt::format("{}-proof-{}.{}", id, context.platform.new_id().substr(24), ending);
    auto kept =
        context.evidence.put(fmt::format("{}/{}", get_string((*item)["item"], "job_id"), file), *parts);
    if (!kept) co_return problem_of(kept.error());
    co_return co_await with_item(
        context, id, *actor_of(session),
        [&platform = context.platform, file](Tx& tx, const std::string& item_id,
                                             const store::Actor& by) -> Result<bool> {
            if (auto done = store::set_proof(tx, platform, item_id, file, by); !done) return forward(done);
            return true;
        });
}

} // namespace

void add_inbox_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Role role, auto handler) {
        routes.add(method, pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("GET", "/api/staff/actions", Role::viewer, list);
    add("POST", "/api/staff/actions/{id}/claim", Role::operator_, claim);
    add("POST", "/api/staff/actions/{id}/release", Role::operator_, release);
    add("POST", "/api/staff/actions/{id}/resolve", Role::operator_, resolve);
    add("PUT", "/api/staff/actions/{id}/proof", Role::operator_, proof);
    routes.add("GET", "/api/staff/actions/{id}", Role::viewer,
               [&context](net::Request& request, const StaffSession& session) -> Async<net::Response> {
                   co_return answer(co_await context.database.read(
                       with_position([id = request.params["id"], now = context.platform.now(),
                                      session](Tx& tx) { return document(tx, now, id, session); })));
               });
}

} // namespace bolt::roles
