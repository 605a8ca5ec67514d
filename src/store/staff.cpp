#include "store/staff.hpp"

#include "store/rows.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_STAFF_COLUMNS                                                                                   \
    "u.id, u.email, u.name, u.role, u.password_hash, u.active, u.failed_logins, u.locked_until"

const Statement kAdd{
    "INSERT INTO staff_users (id, email, name, role, password_hash, active, created_at, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (email) DO NOTHING"};
const Statement kFind{"SELECT " BOLT_STAFF_COLUMNS " FROM staff_users u WHERE u.email = $1"};
const Statement kFindById{"SELECT " BOLT_STAFF_COLUMNS " FROM staff_users u WHERE u.id = $1"};
const Statement kList{"SELECT " BOLT_STAFF_COLUMNS " FROM staff_users u ORDER BY u.email"};
const Statement kSetPassword{
    "UPDATE staff_users SET password_hash = $2, failed_logins = 0, locked_until = NULL, "
    "updated_at = $3 WHERE id = $1"};
const Statement kLoggedIn{
    "UPDATE staff_users SET failed_logins = 0, locked_until = NULL, last_login_at = $2, "
    "updated_at = $2 WHERE id = $1"};
// After a lock has run out the count starts again: one more slip must not lock at once.
const Statement kLoginFailed{"WITH counted AS MATERIALIZED (SELECT id, CASE WHEN locked_until <= $2 THEN 1 "
                             "ELSE failed_logins + 1 END AS failures "
                             "FROM staff_users WHERE id = $1 /*PG*/FOR UPDATE/*END*/) "
                             "UPDATE staff_users SET failed_logins = counted.failures, "
                             "locked_until = CASE WHEN counted.failures >= $3 THEN $4 WHEN locked_until <= "
                             "$2 THEN NULL ELSE locked_until END, "
                             "updated_at = $2 FROM counted WHERE staff_users.id = counted.id"};

#define BOLT_SESSION_SELECT                                                                                  \
    "SELECT s.id, s.user_id, s.csrf_token, u.email, u.name, u.role, s.expires_at FROM staff_sessions s "     \
    "JOIN staff_users u ON u.id = s.user_id WHERE s.revoked_at IS NULL AND s.expires_at > $1 AND u.active "  \
    "AND "
const Statement kAddSession{
    "INSERT INTO staff_sessions (id, user_id, token_hash, csrf_token, remote, user_agent, "
    "created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
const Statement kSessionByToken{BOLT_SESSION_SELECT "s.token_hash = $2"};
const Statement kSessionById{BOLT_SESSION_SELECT "s.id = $2"};
const Statement kRevoke{"UPDATE staff_sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL"};

const Statement kAddLink{"INSERT INTO login_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)"};
const Statement kUseLink{"UPDATE login_links SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL "
                         "AND expires_at > $1 RETURNING user_id"};

StaffUser read_user(const Rows& rows, std::size_t row) {
    Cells cells(rows, row);
    StaffUser user;
    user.id = cells.text();
    user.email = cells.text();
    user.name = cells.text();
    user.role = cells.text();
    user.password_hash = cells.text();
    user.active = cells.boolean();
    user.failed_logins = cells.integer();
    user.locked_until = cells.maybe_time();
    return user;
}

std::optional<StaffSession> read_session(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    Cells cells(rows, 0);
    StaffSession session;
    session.id = cells.text();
    session.user_id = cells.text();
    session.csrf_token = cells.text();
    session.email = cells.text();
    session.name = cells.text();
    session.role = cells.text();
    session.expires_at = cells.time();
    return session;
}

/// E-mail addresses are compared without letter case.
std::string lower(std::string_view email) {
    std::string out(email);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

} // namespace

Result<StaffUser> add_staff_user(Tx& tx, const Platform& platform, const StaffUser& user) {
    StaffUser added = user;
    if (added.id.empty()) added.id = platform.new_id();
    added.email = lower(user.email);
    const auto now = format_time(platform.now());
    const auto rows = tx.run(kAdd, {added.id, added.email, added.name, added.role,
                                    or_null(added.password_hash), added.active, now});
    if (rows.affected == 0)
        return fail(ErrorCode::conflict,
                    fmt::format("a staff user with the e-mail {} exists already", added.email));
    return added;
}

Result<std::optional<StaffUser>> find_staff_user(Tx& tx, std::string_view email) {
    const auto key = lower(email);
    const auto rows = tx.run(kFind, {key});
    if (rows.empty()) return std::nullopt;
    return read_user(rows, 0);
}

Result<std::vector<StaffUser>> list_staff_users(Tx& tx) {
    const auto rows = tx.run(kList);
    std::vector<StaffUser> users;
    for (std::size_t i = 0; i < rows.size(); ++i) users.push_back(read_user(rows, i));
    return users;
}

Result<void> set_staff_password(Tx& tx, TimePoint now, std::string_view user_id,
                                std::string_view password_hash) {
    const auto at = format_time(now);
    if (tx.run(kSetPassword, {user_id, or_null(password_hash), at}).affected == 0)
        return fail(ErrorCode::not_found, fmt::format("staff user {} does not exist", user_id));
    return {};
}

Result<void> record_login(Tx& tx, TimePoint now, std::string_view user_id, bool success, int failures_max,
                          Duration lock) {
    const auto at = format_time(now);
    const auto locked_until = format_time(now + lock);
    if (success)
        tx.run(kLoggedIn, {user_id, at});
    else
        tx.run(kLoginFailed, {user_id, at, std::int64_t{failures_max}, locked_until});
    return {};
}

Result<StaffSession> create_session(Tx& tx, const Platform& platform, std::string_view user_id,
                                    std::string_view token_hash, std::string_view csrf_token,
                                    Duration lifetime, std::string_view remote, std::string_view user_agent) {
    const auto id = platform.new_id();
    const auto now = platform.now();
    const auto created_at = format_time(now);
    const auto expires_at = format_time(now + lifetime);
    tx.run(kAddSession, {id, user_id, token_hash, csrf_token, remote, user_agent, created_at, expires_at});
    auto session = read_session(tx.run(kSessionById, {created_at, id}));
    if (!session) return fail(ErrorCode::permission_denied, "the staff user is not active");
    return std::move(*session);
}

Result<std::optional<StaffSession>> find_session(Tx& tx, TimePoint now, std::string_view token_hash) {
    const auto at = format_time(now);
    return read_session(tx.run(kSessionByToken, {at, token_hash}));
}

Result<std::optional<StaffSession>> find_session_by_id(Tx& tx, TimePoint now, std::string_view session_id) {
    const auto at = format_time(now);
    return read_session(tx.run(kSessionById, {at, session_id}));
}

Result<void> revoke_session(Tx& tx, TimePoint now, std::string_view session_id) {
    const auto at = format_time(now);
    tx.run(kRevoke, {session_id, at});
    return {};
}

Result<void> add_login_link(Tx& tx, TimePoint now, std::string_view user_id, std::string_view token_hash,
                            Duration lifetime) {
    const auto expires_at = format_time(now + lifetime);
    tx.run(kAddLink, {token_hash, user_id, expires_at});
    return {};
}

Result<std::optional<StaffUser>> use_login_link(Tx& tx, TimePoint now, std::string_view token_hash) {
    const auto at = format_time(now);
    const auto used = tx.run(kUseLink, {at, token_hash});
    if (used.empty()) return std::nullopt;
    const auto user_id = used.text(0, 0);
    const auto rows = tx.run(kFindById, {user_id});
    if (rows.empty()) return std::nullopt;
    auto user = read_user(rows, 0);
    if (!user.active) return std::nullopt;
    return user;
}

} // namespace bolt::store
