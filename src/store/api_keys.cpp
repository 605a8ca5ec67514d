#include "store/history.hpp"
#include "store/people.hpp"
#include "store/view_json.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_KEYS                                                                                            \
    "SELECT id, name, role, prefix, created_by, created_at, last_used_at, revoked_at FROM api_keys "
const Statement kAdd{"INSERT INTO api_keys (id, name, role, key_hash, prefix, created_by, created_at) "
                     "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const Statement kList{BOLT_KEYS "ORDER BY created_at DESC, id LIMIT 500"};
const Statement kOne{BOLT_KEYS "WHERE id = $1"};
const Statement kFind{"SELECT id, name, role FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL"};
const Statement kTouch{
    "UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)"};
const Statement kRevoke{"UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL"};

json::object key_view(const Rows& rows, std::size_t row) {
    return {{"id", rows.text(row, 0)},
            {"name", rows.text(row, 1)},
            {"role", rows.text(row, 2)},
            {"prefix", rows.text(row, 3)},
            {"created_by", rows.text(row, 4)},
            {"created_at", time_or_null(rows, row, 5)},
            {"last_used_at", time_or_null(rows, row, 6)},
            {"revoked_at", time_or_null(rows, row, 7)}};
}

} // namespace

Result<std::string> add_api_key(Tx& tx, const Platform& platform, const ApiKey& key,
                                std::string_view key_hash, std::string_view prefix, const Actor& actor) {
    auto id = platform.new_id();
    const auto at = format_time(platform.now());
    tx.run(kAdd, {id, key.name, key.role, key_hash, prefix, actor.name, at});
    auto noted = add_audit(tx, platform.now(), actor.name, "api_key.add", "api_key:" + id,
                           actor.details({{"name", key.name}, {"role", key.role}}));
    if (!noted) return forward(noted);
    return id;
}

Result<json::object> api_key_list(Tx& tx) {
    const auto rows = tx.run(kList);
    json::array keys;
    for (std::size_t i = 0; i < rows.size(); ++i) keys.push_back(key_view(rows, i));
    return json::object{{"keys", std::move(keys)}};
}

Result<json::object> api_key_document(Tx& tx, std::string_view id) {
    const auto rows = tx.run(kOne, {id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("API key {} does not exist", id));
    return json::object{{"api_key", key_view(rows, 0)}};
}

Result<std::optional<ApiKey>> find_api_key(Tx& tx, std::string_view key_hash) {
    const auto rows = tx.run(kFind, {key_hash});
    if (rows.empty()) return std::nullopt;
    return ApiKey{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2)};
}

Result<void> touch_api_key(Tx& tx, TimePoint now, std::string_view id) {
    const auto at = format_time(now), before = format_time(now - std::chrono::minutes{1});
    tx.run(kTouch, {id, at, before});
    return {};
}

Result<bool> revoke_api_key(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor) {
    if (tx.run(kOne, {id}).empty())
        return fail(ErrorCode::not_found, fmt::format("API key {} does not exist", id));
    const auto at = format_time(platform.now());
    if (tx.run(kRevoke, {id, at}).affected == 0) return false;
    auto noted = add_audit(tx, platform.now(), actor.name, "api_key.revoke", fmt::format("api_key:{}", id),
                           actor.details());
    if (!noted) return forward(noted);
    return true;
}

} // namespace bolt::store
