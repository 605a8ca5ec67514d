#include "store/people.hpp"

#include "store/history.hpp"
#include "store/view_json.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_USERS                                                                                           \
    "SELECT u.id, u.email, u.name, u.role, u.active, u.password_hash IS NOT NULL, "                          \
    "(SELECT count(*) FROM staff_totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL), "            \
    "u.locked_until, u.last_login_at, u.created_at FROM staff_users u "
const Statement kUsers{BOLT_USERS "ORDER BY u.email"};
const Statement kUser{BOLT_USERS "WHERE u.id = $1"};
const Statement kOtherAdmins{"SELECT count(*) FROM staff_users WHERE role = 'admin' AND active AND id <> $1"};
const Statement kEditUser{
    "UPDATE staff_users SET role = $2, name = $3, active = $4, updated_at = $5 WHERE id = $1"};
const Statement kRemoveTotp{"DELETE FROM staff_totp WHERE user_id = $1"};
const Statement kRemoveCodes{"DELETE FROM staff_recovery_codes WHERE user_id = $1"};

const Statement kSessions{
    "SELECT s.id, s.user_id, u.email, u.name, s.remote, s.user_agent, s.created_at, s.expires_at FROM "
    "staff_sessions s "
    "JOIN staff_users u ON u.id = s.user_id WHERE s.revoked_at IS NULL AND s.expires_at > $1 AND ($2 = '' OR "
    "CAST(s.user_id AS TEXT) = $2) ORDER BY s.created_at DESC LIMIT 500"};
const Statement kSessionUser{
    "SELECT user_id FROM staff_sessions WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2"};
const Statement kRevoke{
    "UPDATE staff_sessions SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL AND "
    "expires_at > $2 AND CAST(id AS TEXT) <> $3 RETURNING id"};

const Statement kViews{
    "SELECT id, name, screen, query, shared, owner FROM saved_views WHERE owner = $1 OR shared "
    "ORDER BY screen, name LIMIT 500"};
const Statement kCountViews{"SELECT count(*) FROM saved_views WHERE owner = $1"};
const Statement kSaveView{
    "INSERT INTO saved_views (id, owner, name, screen, query, shared, created_at) VALUES ($1, $2, $3, $4, "
    "$5, $6, $7) "
    "ON CONFLICT (owner, screen, name) DO UPDATE SET query = excluded.query, shared = excluded.shared"};
const Statement kRemoveView{"DELETE FROM saved_views WHERE id = $1 AND ($3 = 1 OR owner = $2)"};
constexpr std::int64_t kViewsMax = 200;

json::object user_view(const Rows& rows, std::size_t row) {
    return {{"id", rows.text(row, 0)},
            {"email", rows.text(row, 1)},
            {"name", rows.text(row, 2)},
            {"role", rows.text(row, 3)},
            {"active", rows.boolean(row, 4)},
            {"has_password", rows.boolean(row, 5)},
            {"has_totp", rows.integer(row, 6) > 0},
            {"locked_until", time_or_null(rows, row, 7)},
            {"last_login_at", time_or_null(rows, row, 8)},
            {"created_at", time_or_null(rows, row, 9)}};
}

} // namespace

Result<json::object> user_list(Tx& tx) {
    const auto rows = tx.run(kUsers);
    json::array users;
    for (std::size_t i = 0; i < rows.size(); ++i) users.push_back(user_view(rows, i));
    return json::object{{"users", std::move(users)}};
}

Result<json::object> user_document(Tx& tx, std::string_view user_id) {
    const auto rows = tx.run(kUser, {user_id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("staff user {} does not exist", user_id));
    return json::object{{"user", user_view(rows, 0)}};
}

Result<EditedUser> edit_user(Tx& tx, const Platform& platform, std::string_view user_id, const UserEdit& edit,
                             const Actor& actor) {
    const auto rows = tx.run(kUser, {user_id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("staff user {} does not exist", user_id));
    const auto role = edit.role.value_or(rows.text(0, 3)), name = edit.name.value_or(rows.text(0, 2));
    const bool active = edit.active.value_or(rows.boolean(0, 4));
    const bool access = role != rows.text(0, 3) || active != rows.boolean(0, 4);
    const bool was_admin = rows.text(0, 3) == "admin" && rows.boolean(0, 4);
    if (was_admin && (role != "admin" || !active) && tx.run(kOtherAdmins, {user_id}).integer(0, 0) == 0)
        return fail(ErrorCode::conflict, "this is the last active admin: make another one first");
    EditedUser edited;
    edited.changed = access || name != rows.text(0, 2) || (edit.remove_totp && rows.integer(0, 6) > 0);
    if (!edited.changed) return edited;
    const auto now = platform.now();
    const auto at = format_time(now);
    tx.run(kEditUser, {user_id, role, name, active, at});
    if (edit.remove_totp) {
        tx.run(kRemoveTotp, {user_id});
        tx.run(kRemoveCodes, {user_id});
    }
    if (access) {
        auto ended = revoke_sessions(tx, now, user_id);
        if (!ended) return forward(ended);
        edited.ended_sessions = std::move(*ended);
    }
    auto noted =
        add_audit(tx, now, actor.name, "user.edit", fmt::format("user:{}", user_id),
                  actor.details({{"role", role}, {"active", active}, {"totp_removed", edit.remove_totp}}));
    if (!noted) return forward(noted);
    return edited;
}

Result<json::object> session_list(Tx& tx, TimePoint now, std::string_view user_id,
                                  std::string_view current_id) {
    const auto at = format_time(now);
    const auto rows = tx.run(kSessions, {at, user_id});
    json::array sessions;
    for (std::size_t i = 0; i < rows.size(); ++i)
        sessions.push_back({{"id", rows.text(i, 0)},
                            {"user_id", rows.text(i, 1)},
                            {"email", rows.text(i, 2)},
                            {"name", rows.text(i, 3)},
                            {"remote", rows.text(i, 4)},
                            {"user_agent", rows.text(i, 5)},
                            {"current", rows.text(i, 0) == current_id},
                            {"created_at", time_or_null(rows, i, 6)},
                            {"expires_at", time_or_null(rows, i, 7)}});
    return json::object{{"sessions", std::move(sessions)}};
}

Result<std::optional<std::string>> session_user(Tx& tx, TimePoint now, std::string_view session_id) {
    const auto at = format_time(now);
    const auto rows = tx.run(kSessionUser, {session_id, at});
    if (rows.empty()) return std::nullopt;
    return rows.text(0, 0);
}

Result<std::vector<std::string>> revoke_sessions(Tx& tx, TimePoint now, std::string_view user_id,
                                                 std::string_view except) {
    const auto at = format_time(now);
    const auto rows = tx.run(kRevoke, {user_id, at, except});
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows.text(i, 0));
    return ids;
}

Result<json::object> view_list(Tx& tx, std::string_view owner) {
    const auto rows = tx.run(kViews, {owner});
    json::array views;
    for (std::size_t i = 0; i < rows.size(); ++i)
        views.push_back({{"id", rows.text(i, 0)},
                         {"name", rows.text(i, 1)},
                         {"screen", rows.text(i, 2)},
                         {"query", rows.text(i, 3)},
                         {"shared", rows.boolean(i, 4)},
                         {"owner", rows.text(i, 5)}});
    return json::object{{"views", std::move(views)}};
}

Result<void> save_view(Tx& tx, const Platform& platform, const SavedView& view, std::string_view owner) {
    if (tx.run(kCountViews, {owner}).integer(0, 0) >= kViewsMax)
        return fail(ErrorCode::conflict, "200 views are saved already: remove one first");
    const auto id = platform.new_id(), at = format_time(platform.now());
    tx.run(kSaveView, {id, owner, view.name, view.screen, view.query, view.shared, at});
    return {};
}

Result<bool> remove_view(Tx& tx, std::string_view id, std::string_view owner, bool anybodys) {
    return tx.run(kRemoveView, {id, owner, std::int64_t{anybodys}}).affected > 0;
}

} // namespace bolt::store
