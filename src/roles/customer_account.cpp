#include "roles/customer_mail.hpp"
#include "roles/customer_routes.hpp"
#include "roles/staff_routes.hpp"
#include "store/customer_portal.hpp"

namespace bolt::roles {
namespace {

using store::CustomerSession;
using store::Tx;

constexpr std::size_t kTokenMax = 200;

/// Opens what a private link or a login link gives. One answer for whatever is wrong with it.
Async<net::Response> open_link(CustomerContext& context, net::Request& request) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    const auto token = get_string(*body, "token");
    auto given = std::optional<CustomerSession>{};
    if (!token.empty() && token.size() <= kTokenMax) {
        auto used = co_await context.database.write(
            [now = context.platform.now(), hash = CustomerAuth::token_hash(token)](Tx& tx) {
                return store::use_customer_link(tx, now, hash);
            });
        if (!used) co_return customer_problem(used.error());
        given = *used;
    }
    if (!given)
        co_return net::problem(401, "This link does not work any more",
                               "It is used up, too old or was withdrawn. Have a new one sent to your e-mail "
                               "address.",
                               "link");
    co_return co_await context.auth.open(*given);
}

/// The same answer whoever has the address: it tells nobody who is a customer.
Async<net::Response> send_login(CustomerContext& context, net::Request& request, RateLimit& by_address) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    const auto email = get_string(*body, "email");
    if (!is_email(email))
        co_return customer_problem({ErrorCode::invalid_argument, "This is no e-mail address."});
    if (context.settings.secret_key.empty())
        co_return net::problem(503, "Login links cannot be sent here",
                               "Please use the private link that you were given, or contact us.", "no_mail");
    // Nobody's inbox is flooded by us, whoever asks from wherever: further ones of an hour are silently left
    // out.
    if (by_address.allows(CustomerAuth::token_hash(email))) {
        auto queued = co_await context.database.write([&context, email](Tx& tx) {
            return mail_login_link(tx, context.platform, context.settings, context.base_url(), email);
        });
        if (!queued) co_return customer_problem(queued.error());
    }
    co_return customer_answer(json::object{{"sent", true}}, 202);
}

Async<net::Response> log_out(CustomerContext& context, net::Request&, const CustomerSession& session) {
    auto ended = co_await context.database.write([now = context.platform.now(), id = session.id](Tx& tx) {
        return store::end_customer_session(tx, now, id);
    });
    if (!ended) co_return customer_problem(ended.error());
    auto response = net::Response::empty(204);
    response.headers.add("Set-Cookie", "bolt_customer=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    co_return response;
}

Async<net::Response> account(CustomerContext& context, net::Request&, const CustomerSession& session) {
    auto document = co_await context.database.read(
        [session](Tx& tx) { return store::account_document(tx, session.customer_id, session.job_id); });
    if (!document) co_return customer_problem(document.error());
    for (auto& job : (*document)["jobs"].as_array()) {
        const auto* package = context.packages.find(get_string(job, "package_type"));
        job.as_object()["package_title"] = package ? package->title : get_string(job, "package_type");
    }
    (*document)["session"] = CustomerAuth::session_document(session);
    co_return customer_answer(document);
}

/// Withdraws every link and every other session, for somebody who forwarded a link and regrets it.
Async<net::Response> revoke(CustomerContext& context, net::Request&, const CustomerSession& session) {
    auto ended = co_await context.database.write([now = context.platform.now(), session](Tx& tx) {
        return store::revoke_customer_access(tx, now, session.customer_id, session.id);
    });
    if (!ended) co_return customer_problem(ended.error());
    co_return customer_answer(json::object{{"ended", *ended}});
}

} // namespace

void add_account_routes(net::Router& router, CustomerContext& context) {
    const auto limit = std::make_shared<RateLimit>(context.platform, 20, std::chrono::minutes{5});
    const auto own = [&context](auto handler) {
        return [&context, handler](net::Request& request, const CustomerSession& session) {
            return handler(context, request, session);
        };
    };
    router.add("POST", "/api/my/open", [&context, limit](net::Request& request) -> Async<net::Response> {
        if (auto refused = context.auth.refuse(request, *limit)) co_return *refused;
        co_return co_await open_link(context, request);
    });
    const auto by_address = std::make_shared<RateLimit>(context.platform, 5, std::chrono::hours{1});
    router.add("POST", "/api/my/login",
               [&context, limit, by_address](net::Request& request) -> Async<net::Response> {
                   if (auto refused = context.auth.refuse(request, *limit)) co_return *refused;
                   co_return co_await send_login(context, request, *by_address);
               });
    router.add("GET", "/api/my", context.auth.guarded(own(account)));
    router.add("POST", "/api/my/logout", context.auth.guarded(own(log_out)));
    router.add("POST", "/api/my/links/revoke", context.auth.guarded(own(revoke), true));
}

} // namespace bolt::roles
