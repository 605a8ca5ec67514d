#include "base/encoding.hpp"
#include "base/secret_box.hpp"
#include "roles/second_factor.hpp"
#include "roles/staff_routes.hpp"
#include "store/history.hpp"
#include "store/second_factor.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

constexpr std::size_t kSecretBytes = 20; // RFC 4226 section 4, R6
constexpr int kRecoveryCodes = 10;

net::Response no_account() {
    return net::problem(409, "An API key has no second factor", "Sign in as a person.", "conflict");
}

Async<net::Response> state(StaffContext& context, net::Request&, const StaffSession& session) {
    auto factor = co_await context.database.read(
        [id = session.user_id](Tx& tx) { return store::find_second_factor(tx, id); });
    if (!factor) co_return problem_of(factor.error());
    const bool enabled = *factor && (*factor)->confirmed;
    co_return answer(json::object{{"enabled", enabled},
                                  {"available", !context.settings.secret_key.empty()},
                                  {"recovery_codes_left", enabled ? (*factor)->recovery_codes : 0}});
}

Async<net::Response> begin(StaffContext& context, net::Request&, const StaffSession& session) {
    if (session.user_id.empty()) co_return no_account();
    std::string secret(kSecretBytes, '\0');
    context.platform.random.fill(std::as_writable_bytes(std::span(secret)));
    auto sealed = seal(context.settings.secret_key, secret, context.platform.random);
    if (!sealed)
        co_return net::problem(409, "Second factors are not set up here",
                               "Set BOLT_SECRET_KEY, then try again.", "conflict");
    auto begun = co_await context.database.write(
        [now = context.platform.now(), id = session.user_id, sealed = *sealed](Tx& tx) {
            return store::begin_second_factor(tx, now, id, sealed);
        });
    if (!begun) co_return problem_of(begun.error());
    const auto text = base32(secret);
    co_return answer(
        json::object{{"secret", text},
                     {"url", fmt::format("otpauth://totp/Directory-Bolt:{}?secret={}&issuer=Directory-Bolt",
                                         url_encode(session.email), text)}},
        201);
}

Async<net::Response> confirm(StaffContext& context, net::Request& request, const StaffSession& session) {
    if (session.user_id.empty()) co_return no_account();
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    json::array codes;
    std::vector<std::string> hashes;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        const auto code = context.platform.random.token(9);
        hashes.push_back(StaffAuth::token_hash(code));
        codes.emplace_back(code);
    }
    auto done = co_await context.database.write([now = context.platform.now(), session, hashes,
                                                 key = context.settings.secret_key,
                                                 code = get_string(*body, "code")](Tx& tx) -> Result<void> {
        auto factor = store::find_second_factor(tx, session.user_id);
        if (!factor) return forward(factor);
        if (!*factor || (*factor)->confirmed)
            return fail(ErrorCode::conflict, "no second factor waits to be confirmed");
        auto secret = unseal(key, (*factor)->sealed_secret);
        if (!secret) return forward(secret);
        const auto step = matching_step(*secret, now, code);
        if (!step) return fail(ErrorCode::invalid_argument, "code: it is not the one that is shown now");
        if (auto used = store::use_step(tx, session.user_id, *step); !used) return forward(used);
        if (auto set = store::confirm_second_factor(tx, now, session.user_id, hashes); !set) return set;
        return store::add_audit(tx, now, "staff:" + session.email, "totp.enable", "user:" + session.user_id);
    });
    if (!done) co_return problem_of(done.error());
    co_return answer(json::object{{"recovery_codes", std::move(codes)}});
}

Async<net::Response> remove(StaffContext& context, net::Request& request, const StaffSession& session) {
    if (session.user_id.empty()) co_return no_account();
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto done = co_await context.database.write([now = context.platform.now(), session,
                                                 key = context.settings.secret_key,
                                                 code = get_string(*body, "code")](Tx& tx) -> Result<void> {
        auto checked = check_second_factor(tx, now, key, session.user_id, code);
        if (!checked) return forward(checked);
        if (*checked == SecondFactorCheck::none_needed) return {};
        if (*checked != SecondFactorCheck::good)
            return fail(ErrorCode::invalid_argument, "code: wrong or used up");
        if (auto removed = store::remove_second_factor(tx, session.user_id); !removed) return removed;
        return store::add_audit(tx, now, "staff:" + session.email, "totp.disable", "user:" + session.user_id);
    });
    if (!done) co_return problem_of(done.error());
    co_return net::Response::empty(204);
}

} // namespace

void add_second_factor_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        routes.add(method, pattern, Role::viewer,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("GET", "/api/staff/totp", state);
    add("POST", "/api/staff/totp", begin);
    add("POST", "/api/staff/totp/confirm", confirm);
    add("POST", "/api/staff/totp/remove", remove);
}

} // namespace bolt::roles
