#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Second factors of staff accounts (RFC 6238): what is stored of them.
namespace bolt::store {
class Tx;

struct SecondFactor {
    std::string sealed_secret;
    bool confirmed = false;
    int recovery_codes = 0; ///< not used up yet
};
Result<std::optional<SecondFactor>> find_second_factor(Tx& tx, std::string_view user_id);
/// A new secret that is not in force yet; conflict if one is.
Result<void> begin_second_factor(Tx& tx, TimePoint now, std::string_view user_id,
                                 std::string_view sealed_secret);
/// Puts it in force with its recovery codes (hashes).
Result<void> confirm_second_factor(Tx& tx, TimePoint now, std::string_view user_id,
                                   const std::vector<std::string>& hashes);
Result<void> remove_second_factor(Tx& tx, std::string_view user_id);
/// Uses up the code of a time step: false when one of that step or a later one was taken before.
Result<bool> use_step(Tx& tx, std::string_view user_id, std::int64_t step);
/// Uses up a recovery code: false if there is none with this hash.
Result<bool> use_recovery_code(Tx& tx, std::string_view user_id, std::string_view hash);

} // namespace bolt::store
