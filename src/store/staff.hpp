#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

struct StaffUser {
    std::string id, email, name, role; ///< role: viewer, operator, admin
    std::string password_hash;         ///< argon2id text form; "" = login links only
    bool active = true;
    int failed_logins = 0;
    std::optional<TimePoint> locked_until;
};
/// conflict if the e-mail is taken.
Result<StaffUser> add_staff_user(Tx& tx, const Platform& platform, const StaffUser& user);
Result<std::optional<StaffUser>> find_staff_user(Tx& tx, std::string_view email);
Result<std::vector<StaffUser>> list_staff_users(Tx& tx);
Result<void> set_staff_password(Tx& tx, TimePoint now, std::string_view user_id,
                                std::string_view password_hash);
/// Counts a failed login; locks for `lock` when failures reach `failures_max`. Success clears the count.
Result<void> record_login(Tx& tx, TimePoint now, std::string_view user_id, bool success, int failures_max,
                          Duration lock);

struct StaffSession {
    std::string id, user_id, csrf_token, email, name, role;
    std::string key_id = {}; ///< of the API key that stands for a session, "" for a session
    TimePoint expires_at;
};
/// `token_hash` is hex SHA-256 of the cookie's token; only the hash is stored.
Result<StaffSession> create_session(Tx& tx, const Platform& platform, std::string_view user_id,
                                    std::string_view token_hash, std::string_view csrf_token,
                                    Duration lifetime, std::string_view remote, std::string_view user_agent);
/// The live session (not expired, not revoked, user active), or nullopt.
Result<std::optional<StaffSession>> find_session(Tx& tx, TimePoint now, std::string_view token_hash);
Result<std::optional<StaffSession>> find_session_by_id(Tx& tx, TimePoint now, std::string_view session_id);
Result<void> revoke_session(Tx& tx, TimePoint now, std::string_view session_id);
Result<void> add_login_link(Tx& tx, TimePoint now, std::string_view user_id, std::string_view token_hash,
                            Duration lifetime);
/// The user of an unused, unexpired link, which is used up by this; nullopt otherwise.
Result<std::optional<StaffUser>> use_login_link(Tx& tx, TimePoint now, std::string_view token_hash);

} // namespace bolt::store
