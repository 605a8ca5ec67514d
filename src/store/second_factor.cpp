#include "store/second_factor.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kFind{"SELECT t.sealed_secret, t.confirmed_at, (SELECT count(*) FROM staff_recovery_codes c "
                      "WHERE c.user_id = t.user_id) "
                      "FROM staff_totp t WHERE t.user_id = $1"};
const Statement kBegin{
    "INSERT INTO staff_totp (user_id, sealed_secret, created_at) VALUES ($1, $2, $3) ON CONFLICT (user_id) "
    "DO UPDATE SET "
    "sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, last_step = 0 "
    "WHERE staff_totp.confirmed_at IS NULL"};
const Statement kConfirm{"UPDATE staff_totp SET confirmed_at = $2 WHERE user_id = $1"};
const Statement kAddCode{
    "INSERT INTO staff_recovery_codes (user_id, code_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
const Statement kRemove{"DELETE FROM staff_totp WHERE user_id = $1"};
const Statement kRemoveCodes{"DELETE FROM staff_recovery_codes WHERE user_id = $1"};
const Statement kUseStep{"UPDATE staff_totp SET last_step = $2 WHERE user_id = $1 AND last_step < $2"};
const Statement kUseCode{"DELETE FROM staff_recovery_codes WHERE user_id = $1 AND code_hash = $2"};

} // namespace

Result<std::optional<SecondFactor>> find_second_factor(Tx& tx, std::string_view user_id) {
    const auto rows = tx.run(kFind, {user_id});
    if (rows.empty()) return std::nullopt;
    return SecondFactor{rows.text(0, 0), !rows.null(0, 1), static_cast<int>(rows.integer(0, 2))};
}

Result<void> begin_second_factor(Tx& tx, TimePoint now, std::string_view user_id,
                                 std::string_view sealed_secret) {
    const auto at = format_time(now);
    if (tx.run(kBegin, {user_id, sealed_secret, at}).affected == 0)
        return fail(ErrorCode::conflict, "a second factor is in force: remove it first");
    return {};
}

Result<void> confirm_second_factor(Tx& tx, TimePoint now, std::string_view user_id,
                                   const std::vector<std::string>& hashes) {
    const auto at = format_time(now);
    tx.run(kConfirm, {user_id, at});
    tx.run(kRemoveCodes, {user_id});
    for (const auto& hash : hashes) tx.run(kAddCode, {user_id, hash});
    return {};
}

Result<void> remove_second_factor(Tx& tx, std::string_view user_id) {
    tx.run(kRemove, {user_id});
    tx.run(kRemoveCodes, {user_id});
    return {};
}

Result<bool> use_step(Tx& tx, std::string_view user_id, std::int64_t step) {
    return tx.run(kUseStep, {user_id, step}).affected > 0;
}

Result<bool> use_recovery_code(Tx& tx, std::string_view user_id, std::string_view hash) {
    return tx.run(kUseCode, {user_id, hash}).affected > 0;
}

} // namespace bolt::store
