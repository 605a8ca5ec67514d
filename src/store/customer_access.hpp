#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

#include <optional>

/// Private links and sessions of customers. Tokens come and are kept as hex SHA-256 only.
namespace bolt::store {
class Tx;

/// What a link or session opens. With a job: this job alone (and the profile it is made from); without: the
/// whole account.
struct CustomerSession {
    std::string id, customer_id;
    std::string job_id; ///< "" = the account
    TimePoint expires_at;
};

struct CustomerLink {
    std::string token_hash, customer_id;
    std::string job_id; ///< "" = a login link: opens the account, once
    Duration lifetime{0};
};
Result<void> add_customer_link(Tx& tx, TimePoint now, const CustomerLink& link);
/// What an unexpired, unrevoked link opens (a login link is used up by this); nullopt otherwise. The session
/// has no id yet.
Result<std::optional<CustomerSession>> use_customer_link(Tx& tx, TimePoint now, std::string_view token_hash);
/// Ends every link and session of the customer but `keep_session`; gives how many.
Result<std::int64_t> revoke_customer_access(Tx& tx, TimePoint now, std::string_view customer_id,
                                            std::string_view keep_session = "");

Result<CustomerSession> open_customer_session(Tx& tx, const Platform& platform,
                                              const CustomerSession& session, std::string_view token_hash,
                                              Duration lifetime);
/// A live session whose customer's data are still there; nullopt otherwise.
Result<std::optional<CustomerSession>> find_customer_session(Tx& tx, TimePoint now,
                                                             std::string_view token_hash);
Result<bool> customer_session_lives(Tx& tx, TimePoint now, std::string_view session_id);
Result<void> end_customer_session(Tx& tx, TimePoint now, std::string_view session_id);
/// The customer with that e-mail address (whatever its letter case), or nullopt.
Result<std::optional<std::string>> customer_of_email(Tx& tx, std::string_view email);
/// True if the session may see the job.
Result<bool> may_see_job(Tx& tx, const CustomerSession& session, std::string_view job_id);
/// Forgets links and sessions that ended more than `keep` ago, and checkouts that came to nothing.
Result<int> prune_customer_access(Tx& tx, TimePoint now, Duration keep);

} // namespace bolt::store
