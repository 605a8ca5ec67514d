#include "roles/staff_auth.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "realtime/origin.hpp"
#include "roles/second_factor.hpp"
#include "roles/token.hpp"
#include "store/history.hpp"
#include "store/people.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

/// Behind TLS browsers take the name only from this host, with Secure and without Domain (RFC 6265bis).
std::string cookie_name(bool secure) { return secure ? "__Host-bolt_session" : "bolt_session"; }

net::Response unauthenticated() {
    return net::problem(401, "Not signed in", "Sign in, then try again.", "unauthenticated");
}

net::Response second_factor_needed() {
    return net::problem(401, "A code is needed",
                        "Send the code of your authenticator, or a recovery code, as code.", "totp_required");
}

net::Response second_factor_wrong() {
    return net::problem(401, "The code is wrong or used up", "Wait for the next code, then try again.",
                        "totp_wrong");
}

net::Response wrong_login() {
    return net::problem(401, "Wrong e-mail or password", "Check both, or ask an admin for a login link.",
                        "wrong_login");
}

template <class Rep, class Period>
net::Response with_retry_after(net::Response response, std::chrono::duration<Rep, Period> wait) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    response.headers.set("Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1)));
    return response;
}

net::Response locked(Duration left) {
    return with_retry_after(net::problem(429, "The account is locked for a while",
                                         "Too many wrong passwords. Try again later.", "account_locked"),
                            left);
}

bool is_secure(const std::string& public_url) { return public_url.starts_with("https://"); }

bool changes_state(const std::string& method) {
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

} // namespace

StaffAuth::StaffAuth(const Platform& platform, store::Database& database, const Settings& settings,
                     StaffAuthSettings limits)
    : platform_(platform), database_(database), session_secret_(settings.session_secret),
      staff_api_key_(settings.staff_api_key), public_url_(settings.public_url),
      secret_key_(settings.secret_key), limits_(limits), cookie_(cookie_name(is_secure(public_url_))),
      hasher_(platform.executor) {}

std::string StaffAuth::token_hash(std::string_view token) { return hex(sha256(token)); }

void StaffAuth::add_routes(net::Router& router) {
    router.add("POST", "/api/staff/login", [this](net::Request& request) { return login(request); });
    router.add("POST", "/api/staff/login/link",
               [this](net::Request& request) { return login_by_link(request); });
    router.add("POST", "/api/staff/logout", [this](net::Request& request) { return logout(request); });
    router.add("GET", "/api/staff/session",
               guarded([this](net::Request&, const store::StaffSession& session) -> Async<net::Response> {
                   co_return session_document(session);
               }));
}

Async<tl::expected<store::StaffSession, net::Response>> StaffAuth::require(net::Request& request) {
    if (secret_equal(request.headers.get("X-Staff-Key"), staff_api_key_)) {
        store::StaffSession session;
        session.name = session.email = "api-key";
        session.role = "operator";
        session.expires_at = platform_.now() + limits_.session_lifetime;
        co_return session;
    }
    std::string key(request.headers.get("X-API-Key"));
    if (const auto bearer = request.headers.get("Authorization");
        key.empty() && bearer.starts_with("Bearer "))
        key = bearer.substr(7);
    if (!key.empty()) co_return co_await session_of_key(std::move(key));
    const auto token = request.cookie(cookie_);
    if (token.empty()) co_return tl::unexpected(unauthenticated());
    const auto hash = token_hash(token);
    const auto now = platform_.now();
    auto session =
        co_await database_.read([hash, now](store::Tx& tx) { return store::find_session(tx, now, hash); });
    if (!session)
        co_return tl::unexpected(net::problem(503, "The database does not answer", "Try again in a moment."));
    if (!*session) co_return tl::unexpected(unauthenticated());
    if (changes_state(request.method) &&
        !secret_equal(request.headers.get("X-CSRF-Token"), (*session)->csrf_token))
        co_return tl::unexpected(net::problem(403, "The request has no valid CSRF token",
                                              "Send X-CSRF-Token from GET /api/staff/session.", "csrf"));
    co_return **session;
}

Async<tl::expected<store::StaffSession, net::Response>> StaffAuth::session_of_key(std::string key) {
    const auto now = platform_.now();
    auto known = co_await database_.read(
        [hash = token_hash(key)](store::Tx& tx) { return store::find_api_key(tx, hash); });
    if (!known)
        co_return tl::unexpected(net::problem(503, "The database does not answer", "Try again in a moment."));
    if (!*known) co_return tl::unexpected(unauthenticated());
    // When it was used last is for people to look at: a failed note stops nobody.
    (void)co_await database_.write(
        [id = (*known)->id, now](store::Tx& tx) { return store::touch_api_key(tx, now, id); },
        store::Durability::relaxed);
    store::StaffSession session;
    session.name = (*known)->name;
    session.email = "api-key:" + (*known)->name;
    session.role = (*known)->role;
    session.key_id = (*known)->id;
    session.expires_at = now + limits_.session_lifetime;
    co_return session;
}

net::Handler
StaffAuth::guarded(std::function<Async<net::Response>(net::Request&, const store::StaffSession&)> handler) {
    return [this, handler = std::move(handler)](net::Request& request) -> Async<net::Response> {
        auto session = co_await require(request);
        if (!session) co_return session.error();
        co_return co_await handler(request, *session);
    };
}

// Counts per address whatever the outcome: guessing many accounts from one place is slowed too.
bool StaffAuth::too_many_attempts(const std::string& remote) {
    const auto now = platform_.now();
    std::erase_if(attempts_,
                  [&](const auto& entry) { return now - entry.second.since > limits_.address_window; });
    if (attempts_.size() >= limits_.addresses_max && !attempts_.contains(remote)) return true;
    auto& attempts = attempts_[remote];
    if (attempts.count == 0) attempts.since = now;
    return ++attempts.count > limits_.attempts_per_address_max;
}

// A page of another site must not sign its visitor in as somebody else.
std::optional<net::Response> StaffAuth::refuse_before_checking(const net::Request& request) {
    if (!realtime::is_same_origin(request, public_url_))
        return net::problem(403, "Foreign origin", "Sign in from the dashboard's own pages.",
                            "foreign_origin");
    if (!too_many_attempts(request.remote)) return std::nullopt;
    return with_retry_after(
        net::problem(429, "Too many login attempts", "Wait some minutes, then try again.", "too_many_logins"),
        limits_.address_window);
}

// An e-mail without an account is answered as an account is, its lock included: answers tell nobody who has
// one.
net::Response StaffAuth::refuse_stranger(const std::string& email) {
    const auto now = platform_.now();
    std::erase_if(strangers_, [&](const auto& entry) { return now - entry.second.since > limits_.lock; });
    std::string key = email;
    for (auto& c : key)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    key = token_hash(key);
    if (strangers_.size() >= limits_.addresses_max && !strangers_.contains(key)) return wrong_login();
    auto& attempts = strangers_[key];
    if (attempts.count >= limits_.failures_max) return locked(attempts.since + limits_.lock - now);
    ++attempts.count;
    attempts.since = now;
    return wrong_login();
}

Async<net::Response> StaffAuth::login(net::Request& request) {
    auto body = parse_json(request.body);
    if (!body) co_return net::problem(400, "The body is not JSON", body.error().message);
    const auto email = get_string(*body, "email");
    auto password = get_string(*body, "password");
    if (email.empty() || password.empty())
        co_return net::problem(400, "E-mail and password are needed", "Send {email, password}.");
    if (auto refused = refuse_before_checking(request)) co_return *refused;
    const auto find = [email](store::Tx& tx) { return store::find_staff_user(tx, email); };
    auto found = co_await database_.read(find);
    // Text that no table can hold (NUL) is nobody's address.
    if (!found && found.error().code == ErrorCode::invalid_argument)
        found = std::optional<store::StaffUser>{};
    if (!found) co_return net::problem(503, "The database does not answer", "Try again in a moment.");
    const bool usable = *found && (*found)->active;
    // The hash is checked whatever we know about the account: the time to answer tells nothing.
    auto good = co_await hasher_.verify(std::move(password), usable ? (*found)->password_hash : "");
    if (!good) co_return net::problem(503, "Too many logins at once", good.error().message);
    if (!usable) co_return refuse_stranger(email);

    // Looked at again in the transaction that counts: of many guesses at once no more are judged than one by
    // one.
    const auto now = platform_.now();
    auto locked_until =
        co_await database_.write([find, id = (*found)->id, success = *good, now,
                                  limits = limits_](store::Tx& tx) -> Result<std::optional<TimePoint>> {
            auto user = find(tx);
            if (!user) return forward(user);
            if (*user && (*user)->locked_until && *(*user)->locked_until > now) return (*user)->locked_until;
            auto recorded = store::record_login(tx, now, id, success, limits.failures_max, limits.lock);
            if (!recorded) return forward(recorded);
            return std::nullopt;
        });
    if (!locked_until) co_return net::problem(503, "The database does not answer", "Try again in a moment.");
    if (*locked_until) co_return locked(**locked_until - now);
    if (!*good) co_return wrong_login();
    // A wrong code counts like a wrong password: it is guessed no faster.
    auto factor = co_await database_.write(
        [this, id = (*found)->id, now, code = get_string(*body, "code")](store::Tx& tx) {
            return check_second_factor(tx, now, secret_key_, id, code);
        });
    if (!factor) co_return net::problem(503, "The second factor cannot be checked", "Try again in a moment.");
    if (*factor == SecondFactorCheck::missing) co_return second_factor_needed();
    if (*factor == SecondFactorCheck::wrong) {
        (void)co_await database_.write([id = (*found)->id, now, limits = limits_](store::Tx& tx) {
            return store::record_login(tx, now, id, false, limits.failures_max, limits.lock);
        });
        co_return second_factor_wrong();
    }
    co_return co_await open_session(request, **found, "password");
}

Async<net::Response> StaffAuth::login_by_link(net::Request& request) {
    auto body = parse_json(request.body);
    if (!body) co_return net::problem(400, "The body is not JSON", body.error().message);
    if (auto refused = refuse_before_checking(request)) co_return *refused;
    const auto hash = token_hash(get_string(*body, "token"));
    const auto now = platform_.now();
    auto factor = std::make_shared<SecondFactorCheck>(SecondFactorCheck::none_needed);
    auto user = co_await database_.write([this, hash, now, factor, code = get_string(*body, "code")](
                                             store::Tx& tx) -> Result<std::optional<store::StaffUser>> {
        auto used = store::use_login_link(tx, now, hash);
        if (!used || !*used) return used;
        auto checked = check_second_factor(tx, now, secret_key_, (*used)->id, code);
        if (!checked) return forward(checked);
        *factor = *checked;
        if (*checked == SecondFactorCheck::missing || *checked == SecondFactorCheck::wrong)
            return fail(ErrorCode::unauthenticated, "the link is not used up without its second factor");
        return used;
    });
    if (*factor == SecondFactorCheck::missing) co_return second_factor_needed();
    if (*factor == SecondFactorCheck::wrong) co_return second_factor_wrong();
    if (!user) co_return net::problem(503, "The database does not answer", "Try again in a moment.");
    if (!*user)
        co_return net::problem(401, "This login link is used up or too old",
                               "Ask for a new one: directory-bolt staff link.", "login_link");
    co_return co_await open_session(request, **user, "link");
}

Async<net::Response> StaffAuth::open_session(net::Request& request, store::StaffUser user, std::string how) {
    const auto token = platform_.random.token();
    const auto csrf = platform_.random.token();
    const auto remote = request.remote;
    const auto agent = to_valid_utf8(request.headers.get("User-Agent").substr(0, 256));
    auto session = co_await database_.write(
        [platform = platform_, user, hash = token_hash(token), csrf, remote, agent, how,
         lifetime = limits_.session_lifetime](store::Tx& tx) -> Result<store::StaffSession> {
            auto audited = store::add_audit(tx, platform.now(), "staff:" + user.email, "session.open",
                                            "user:" + user.id, {{"how", how}, {"remote", remote}});
            if (!audited) return forward(audited);
            return store::create_session(tx, platform, user.id, hash, csrf, lifetime, remote, agent);
        });
    if (!session) co_return net::problem(503, "The session could not be stored", session.error().message);
    auto response = session_document(*session);
    response.headers.add(
        "Set-Cookie",
        fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", cookie_, token,
                    std::chrono::duration_cast<std::chrono::seconds>(limits_.session_lifetime).count(),
                    is_secure(public_url_) ? "; Secure" : ""));
    co_return response;
}

Async<net::Response> StaffAuth::logout(net::Request& request) {
    auto session = co_await require(request);
    if (!session) co_return session.error();
    const auto id = session->id;
    if (id.empty()) co_return net::Response::empty(204); // an API key has no session to end
    const auto now = platform_.now();
    auto revoked =
        co_await database_.write([id, now](store::Tx& tx) { return store::revoke_session(tx, now, id); });
    if (!revoked) co_return net::problem(503, "The session could not be ended", revoked.error().message);
    if (on_session_end) on_session_end(id);
    auto response = net::Response::empty(204);
    response.headers.add("Set-Cookie", fmt::format("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{}",
                                                   cookie_, is_secure(public_url_) ? "; Secure" : ""));
    co_return response;
}

net::Response StaffAuth::session_document(const store::StaffSession& session) const {
    const auto token_expires =
        std::min(session.expires_at, platform_.now() + limits_.realtime_token_lifetime);
    return net::Response::json(
        200, json::serialize(
                 json::object{{"user",
                               {{"id", session.user_id},
                                {"email", session.email},
                                {"name", session.name},
                                {"role", session.role}}},
                              {"csrf_token", session.csrf_token},
                              {"expires_at", format_time(session.expires_at)},
                              {"realtime",
                               {{"url", "/realtime/v1"},
                                {"token", write_realtime_token(session_secret_, session.id, token_expires)},
                                {"expires_at", format_time(token_expires)}}}}));
}

Async<Result<std::optional<realtime::Identity>>> StaffAuth::authorize(std::string token) {
    if (secret_equal(token, staff_api_key_))
        co_return realtime::Identity{
            .session_id = "", .name = "api-key", .user_id = "", .key_id = "", .personal = true};
    const auto now = platform_.now();
    const auto session_id = read_realtime_token(session_secret_, token, now);
    if (!session_id) {
        if (token.empty()) co_return std::nullopt;
        auto of_key = co_await session_of_key(std::move(token));
        if (of_key)
            co_return realtime::Identity{.session_id = "",
                                         .name = of_key->email,
                                         .user_id = "",
                                         .key_id = of_key->key_id,
                                         .personal = of_key->role != "viewer"};
        if (of_key.error().status == 401) co_return std::nullopt;
        co_return fail(ErrorCode::unavailable, "the database does not answer");
    }
    auto session = co_await database_.read(
        [id = *session_id, now](store::Tx& tx) { return store::find_session_by_id(tx, now, id); });
    if (!session) co_return forward(session);
    if (!*session) co_return std::nullopt;
    co_return realtime::Identity{.session_id = (*session)->id,
                                 .name = (*session)->email,
                                 .user_id = (*session)->user_id,
                                 .key_id = ""};
}

} // namespace bolt::roles
