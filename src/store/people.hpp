#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

#include <optional>

/// Staff accounts, sessions, API keys and saved filters as the settings screen manages them. Shapes as
/// docs/api.md says.
namespace bolt::store {
class Tx;

/// {users}.
Result<json::object> user_list(Tx& tx);
/// {user}; not_found.
Result<json::object> user_document(Tx& tx, std::string_view user_id);
struct UserEdit {
    std::optional<std::string> role, name;
    std::optional<bool> active;
    bool remove_totp = false;
};
struct EditedUser {
    bool changed = false;
    std::vector<std::string> ended_sessions; ///< a change of role or activity ends them
};
/// not_found; conflict: it is the last active admin.
Result<EditedUser> edit_user(Tx& tx, const Platform& platform, std::string_view user_id, const UserEdit& edit,
                             const Actor& actor);

/// {sessions}: live ones of a user, or of everybody ("").
Result<json::object> session_list(Tx& tx, TimePoint now, std::string_view user_id,
                                  std::string_view current_id);
/// The user of a live session, or nullopt.
Result<std::optional<std::string>> session_user(Tx& tx, TimePoint now, std::string_view session_id);
/// Ends the user's live sessions but `except`; gives their ids.
Result<std::vector<std::string>> revoke_sessions(Tx& tx, TimePoint now, std::string_view user_id,
                                                 std::string_view except = "");

struct ApiKey {
    std::string id, name, role;
};
/// `key_hash`: hex SHA-256; the key itself is kept nowhere. `prefix`: its first characters, to tell keys
/// apart.
Result<std::string> add_api_key(Tx& tx, const Platform& platform, const ApiKey& key,
                                std::string_view key_hash, std::string_view prefix, const Actor& actor);
Result<json::object> api_key_list(Tx& tx);
Result<json::object> api_key_document(Tx& tx, std::string_view id);
/// The key that is in force; nullopt otherwise.
Result<std::optional<ApiKey>> find_api_key(Tx& tx, std::string_view key_hash);
/// Notes that it was used, at most once a minute.
Result<void> touch_api_key(Tx& tx, TimePoint now, std::string_view id);
/// False if it was revoked before; not_found.
Result<bool> revoke_api_key(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor);

struct SavedView {
    std::string name, screen, query;
    bool shared = false;
};
/// {views}: the owner's and the shared ones.
Result<json::object> view_list(Tx& tx, std::string_view owner);
/// The same name on the same screen is replaced; conflict: 200 views are there already.
Result<void> save_view(Tx& tx, const Platform& platform, const SavedView& view, std::string_view owner);
/// False if there is none that the owner (or, `anybodys`, anybody) has.
Result<bool> remove_view(Tx& tx, std::string_view id, std::string_view owner, bool anybodys);

} // namespace bolt::store
