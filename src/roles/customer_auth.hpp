#pragma once
#include "base/platform.hpp"
#include "net/server.hpp"
#include "roles/rate_limit.hpp"
#include "roles/settings.hpp"
#include "store/customer_access.hpp"
#include "store/database.hpp"

namespace bolt::roles {

/// How long what opens a customer's pages lives.
inline constexpr Duration kJobLinkLifetime = std::chrono::hours{24 * 180};
inline constexpr Duration kLoginLinkLifetime = std::chrono::minutes{30};
inline constexpr Duration kCustomerSessionLifetime = std::chrono::hours{24 * 14};

/// Sessions of customers: a cookie of 256 random bits, HttpOnly and SameSite=Strict, kept hashed. Links carry
/// their token behind '#', which browsers send to no server and no log. Whoever has no session, or one for
/// something else, gets 401 or 404 and learns nothing.
class CustomerAuth {
  public:
    CustomerAuth(const Platform& platform, store::Database& database, const Settings& settings);

    /// The request's live session; 401 otherwise. 403 for a change that a page of another site asks for.
    Async<tl::expected<store::CustomerSession, net::Response>> require(const net::Request& request);
    using Handler = std::function<Async<net::Response>(net::Request&, const store::CustomerSession&)>;
    /// Wraps a handler that needs a session; `account`: one that opens the whole account.
    net::Handler guarded(Handler handler, bool account = false);
    /// The same for a job named {id} in the path: 404 unless it is the session's own.
    net::Handler of_job(Handler handler);

    /// Opens a session for what a link or a purchase gives, and answers with its document and cookie.
    Async<net::Response> open(store::CustomerSession given);
    /// {account: true|false, job_id|null}.
    static json::object session_document(const store::CustomerSession& session);

    /// 403 if a page of another site asks; 429 when the caller asks too often.
    std::optional<net::Response> refuse(const net::Request& request, RateLimit& limit) const;
    /// "<name>=<value>; ..." with what every cookie of ours needs.
    std::string cookie(std::string_view name, std::string_view value, Duration lifetime) const;
    static std::string token_hash(std::string_view token);
    /// The path of a private link.
    static std::string link_path(std::string_view token);

  private:
    const Platform& platform_;
    store::Database& database_;
    const Settings& settings_;
};

net::Response customer_problem(const Error& error);

} // namespace bolt::roles
