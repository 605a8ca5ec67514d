#include "roles/customer_privacy.hpp"

#include "base/log.hpp"
#include "roles/customer_routes.hpp"
#include "roles/staff_routes.hpp"
#include "store/customer_edit.hpp"
#include "store/customer_portal.hpp"

namespace bolt::roles {
namespace {

using store::CustomerSession;
using store::Tx;

constexpr Duration kLookEvery = std::chrono::hours{1};
constexpr Duration kAccessKeep = std::chrono::hours{24 * 30};
constexpr int kForgetAtOnce = 20;

/// Rows first, then files: what a crash in between leaves goes when the same is asked again.
Async<Result<void>> erase(const Platform& platform, store::Database& database,
                          submit::EvidenceStore& evidence, std::string customer_id, std::string confirm,
                          store::Actor actor) {
    auto erased = co_await database.write([&platform, customer_id, confirm, actor](Tx& tx) {
        return store::erase_customer(tx, platform, customer_id, confirm, actor);
    });
    if (!erased) co_return forward(erased);
    erased->job_ids.push_back(customer_id); // its logo
    for (const auto& id : erased->job_ids)
        if (auto removed = evidence.remove_job(id); !removed) co_return forward(removed);
    co_return Result<void>{};
}

Async<net::Response> export_own(CustomerContext& context, net::Request&, const CustomerSession& session) {
    auto document = co_await context.database.read(
        [session](Tx& tx) { return store::export_customer(tx, session.customer_id); });
    auto response = customer_answer(document);
    if (document)
        response.headers.set("Content-Disposition", "attachment; filename=\"directory-bolt-data.json\"");
    co_return response;
}

Async<net::Response> erase_own(CustomerContext& context, net::Request& request,
                               const CustomerSession& session) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    const auto confirm = get_string(*body, "confirm");
    if (confirm.empty())
        co_return customer_problem({ErrorCode::invalid_argument, "Type your e-mail address to confirm."});
    const store::Actor actor{.name = "customer:" + session.customer_id,
                             .reason = "asked for by the customer"};
    auto done = co_await erase(context.platform, context.database, context.evidence, session.customer_id,
                               confirm, actor);
    if (!done && done.error().code == ErrorCode::invalid_argument)
        co_return customer_problem(
            {ErrorCode::invalid_argument, "This is not the e-mail address of your account."});
    if (!done) co_return customer_problem(done.error());
    auto response = net::Response::empty(204);
    response.headers.add("Set-Cookie", "bolt_customer=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    co_return response;
}

} // namespace

void add_privacy_routes(net::Router& router, CustomerContext& context) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern,
                   context.auth.guarded(
                       [&context, handler](net::Request& request, const CustomerSession& session) {
                           return handler(context, request, session);
                       },
                       true));
    };
    add("GET", "/api/my/export", export_own);
    add("POST", "/api/my/erase", erase_own);
}

Async<void> keep_retention(const Platform& platform, store::Database& database,
                           submit::EvidenceStore& evidence, const Settings& settings, StopToken& stop) {
    const store::Actor actor{.name = "system", .reason = "BOLT_RETENTION_DAYS"};
    do {
        auto pruned = co_await database.write(
            [now = platform.now()](Tx& tx) { return store::prune_customer_access(tx, now, kAccessKeep); });
        if (!pruned) log::warn("old links could not be removed", {{"error", pruned.error().message}});
        if (settings.retention_days == 0) continue;
        const auto before = platform.now() - std::chrono::hours{24} * settings.retention_days;
        auto old = co_await database.read(
            [before](Tx& tx) { return store::customers_to_forget(tx, before, kForgetAtOnce); });
        if (!old) {
            log::warn("retention could not be carried out", {{"error", old.error().message}});
            continue;
        }
        for (const auto& [id, email] : *old) {
            auto done = co_await erase(platform, database, evidence, id, email, actor);
            if (done)
                log::info("a customer's data were erased: their time is over", {{"customer_id", id}});
            else
                log::error("a customer's data could not be erased",
                           {{"customer_id", id}, {"error", done.error().message}});
        }
    } while (co_await stop.sleep(kLookEvery));
}

} // namespace bolt::roles
