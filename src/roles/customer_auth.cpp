#include "roles/customer_auth.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "realtime/origin.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::string_view kCookie = "bolt_customer";

net::Response no_session() {
    return net::problem(401, "Please open your link again",
                        "This page needs your private link, or a login link from your e-mail.",
                        "unauthenticated");
}

bool changes_state(const std::string& method) { return method != "GET" && method != "HEAD"; }

} // namespace

net::Response customer_problem(const Error& error) {
    switch (error.code) {
    case ErrorCode::invalid_argument:
        return net::problem(400, "Please check what you entered", error.message, "invalid");
    case ErrorCode::not_found:
        return net::problem(404, "Not found", "It does not exist, or it is not yours.", "not_found");
    case ErrorCode::conflict:
        return net::problem(409, "That cannot be done now", error.message, "conflict");
    case ErrorCode::too_large:
        return net::problem(413, "Too large", error.message, "too_large");
    default:
        log::error("a customer's request could not be answered", {{"error", error.message}});
        return net::problem(503, "Sorry, that did not work", "Please try again in a moment.", "unavailable");
    }
}

CustomerAuth::CustomerAuth(const Platform& platform, store::Database& database, const Settings& settings)
    : platform_(platform), database_(database), settings_(settings) {}

std::string CustomerAuth::token_hash(std::string_view token) { return hex(sha256(token)); }
std::string CustomerAuth::link_path(std::string_view token) { return fmt::format("/my#{}", token); }

std::string CustomerAuth::cookie(std::string_view name, std::string_view value, Duration lifetime) const {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", name, value,
                       std::chrono::duration_cast<std::chrono::seconds>(lifetime).count(),
                       settings_.public_url.starts_with("https://") ? "; Secure" : "");
}

std::optional<net::Response> CustomerAuth::refuse(const net::Request& request, RateLimit& limit) const {
    if (!realtime::is_same_origin(request, settings_.public_url))
        return net::problem(403, "Foreign origin", "Please use our own pages.", "foreign_origin");
    if (limit.allows(request.remote)) return std::nullopt;
    auto response =
        net::problem(429, "That was a lot at once", "Please wait a few minutes, then try again.", "too_many");
    response.headers.set("Retry-After",
                         std::to_string(std::chrono::ceil<std::chrono::seconds>(limit.window()).count()));
    return response;
}

Async<tl::expected<store::CustomerSession, net::Response>>
CustomerAuth::require(const net::Request& request) {
    const auto token = request.cookie(kCookie);
    if (token.empty()) co_return tl::unexpected(no_session());
    if (changes_state(request.method) && !realtime::is_same_origin(request, settings_.public_url))
        co_return tl::unexpected(
            net::problem(403, "Foreign origin", "Please use our own pages.", "foreign_origin"));
    auto session = co_await database_.read([hash = token_hash(token), now = platform_.now()](store::Tx& tx) {
        return store::find_customer_session(tx, now, hash);
    });
    if (!session) co_return tl::unexpected(customer_problem(session.error()));
    if (!*session) co_return tl::unexpected(no_session());
    co_return **session;
}

net::Handler CustomerAuth::guarded(Handler handler, bool account) {
    return [this, handler = std::move(handler), account](net::Request& request) -> Async<net::Response> {
        auto session = co_await require(request);
        if (!session) co_return session.error();
        if (account && !session->job_id.empty())
            co_return net::problem(
                403, "Please log in first",
                "Your private link opens one order. For this, have a login link sent to your "
                "e-mail address.",
                "account_needed");
        auto response = co_await handler(request, *session);
        if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
        co_return response;
    };
}

net::Handler CustomerAuth::of_job(Handler handler) {
    return guarded([this, handler = std::move(handler)](
                       net::Request& request, const store::CustomerSession& session) -> Async<net::Response> {
        auto own = co_await database_.read([session, id = request.params["id"]](store::Tx& tx) {
            return store::may_see_job(tx, session, id);
        });
        if (!own) co_return customer_problem(own.error());
        if (!*own) co_return customer_problem({ErrorCode::not_found, ""});
        co_return co_await handler(request, session);
    });
}

json::object CustomerAuth::session_document(const store::CustomerSession& session) {
    return {{"account", session.job_id.empty()},
            {"job_id", session.job_id.empty() ? json::value(nullptr) : json::value(session.job_id)},
            {"expires_at", format_time(session.expires_at)}};
}

Async<net::Response> CustomerAuth::open(store::CustomerSession given) {
    const auto token = platform_.random.token();
    auto session = co_await database_.write([this, given, hash = token_hash(token)](store::Tx& tx) {
        return store::open_customer_session(tx, platform_, given, hash, kCustomerSessionLifetime);
    });
    if (!session) co_return customer_problem(session.error());
    auto response = net::Response::json(200, json::serialize(session_document(*session)));
    response.headers.set("Cache-Control", "no-store");
    response.headers.add("Set-Cookie", cookie(kCookie, token, kCustomerSessionLifetime));
    co_return response;
}

} // namespace bolt::roles
