#pragma once
#include "base/platform.hpp"
#include "net/server.hpp"
#include "realtime/hub.hpp"
#include "roles/password.hpp"
#include "roles/settings.hpp"
#include "store/database.hpp"
#include "store/staff.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace bolt::roles {

struct StaffAuthSettings {
    Duration session_lifetime = std::chrono::hours{24 * 7};
    Duration realtime_token_lifetime = std::chrono::hours{1};
    int failures_max = 5; ///< wrong passwords before an account is locked (ASVS 6.3.1)
    Duration lock = std::chrono::minutes{15};
    int attempts_per_address_max = 20; ///< login attempts of one address in a window
    Duration address_window = std::chrono::minutes{5};
    std::size_t addresses_max = 10'000; ///< addresses remembered
};

/// Staff sign-in: login by password or one-time link, sessions in cookies, CSRF, realtime tokens. Adds its
/// routes (docs/api.md, "Staff session") and guards those of others.
class StaffAuth {
  public:
    StaffAuth(const Platform& platform, store::Database& database, const Settings& settings,
              StaffAuthSettings limits = {});

    void add_routes(net::Router& router);
    /// The request's live session; a problem response (401, or 403 for a write without its CSRF token)
    /// otherwise. A valid `X-Staff-Key` stands for a session named "api-key"; a staff member's API key in
    /// `X-API-Key` or as bearer token for one named "api-key:<name>" with the key's role. Keys need no CSRF
    /// token.
    Async<tl::expected<store::StaffSession, net::Response>> require(net::Request& request);
    /// Wraps a handler of a staff route.
    net::Handler
    guarded(std::function<Async<net::Response>(net::Request&, const store::StaffSession&)> handler);
    /// For the realtime hub and the tables: realtime tokens of live sessions, API keys in force, and the
    /// staff API key. An error when the database does not answer.
    Async<Result<std::optional<realtime::Identity>>> authorize(std::string token);

    /// Called with the session's id after a logout, so that what else it holds open can be closed.
    std::function<void(const std::string& session_id)> on_session_end;

    /// A one-time login link for a user, as printed by `up` and `staff link`.
    static std::string login_path(const std::string& token) { return "/login?token=" + token; }
    static std::string token_hash(std::string_view token);

    /// True if `password` is the user's. unavailable: too many are checked at once.
    Async<Result<bool>> verify_password(std::string password, std::string hash) {
        return hasher_.verify(std::move(password), std::move(hash));
    }
    Async<Result<std::string>> hash_password(std::string password) {
        return hasher_.hash(std::move(password));
    }

  private:
    Async<tl::expected<store::StaffSession, net::Response>> session_of_key(std::string key);
    Async<net::Response> login(net::Request& request);
    Async<net::Response> login_by_link(net::Request& request);
    Async<net::Response> logout(net::Request& request);
    Async<net::Response> open_session(net::Request& request, store::StaffUser user, std::string how);
    net::Response session_document(const store::StaffSession& session) const;
    std::optional<net::Response> refuse_before_checking(const net::Request& request);
    bool too_many_attempts(const std::string& remote);
    net::Response refuse_stranger(const std::string& email);

    Platform platform_;
    store::Database& database_;
    std::string session_secret_, staff_api_key_, public_url_, secret_key_;
    StaffAuthSettings limits_;
    const std::string cookie_; ///< the session cookie's name
    PasswordHasher hasher_;
    struct Attempts {
        TimePoint since;
        int count = 0;
    };
    std::map<std::string, Attempts> attempts_;  ///< by address
    std::map<std::string, Attempts> strangers_; ///< by hash of an e-mail that has no account
};

} // namespace bolt::roles
