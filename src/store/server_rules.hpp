#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bolt::store {
class Tx;

/// Rules that admins change while everything runs. A member that is not set is as the program was built (or
/// as the role's own settings say). Roles read them anew: workers within seconds, the monitor with each look,
/// imports at once.
struct ServerRules {
    std::optional<std::int64_t> pacing_default_ms;    ///< pause between visits of directories that are new
    std::optional<std::int64_t> pacing_percent;       ///< of every directory's pause
    std::optional<std::int64_t> attempts_max;         ///< of directories that are new
    std::optional<std::int64_t> retry_first_delay_ms; ///< doubles with each try
    std::optional<std::int64_t> retry_longest_delay_ms;
    std::optional<std::int64_t> alert_dead_letters; ///< from so many on
    std::optional<std::int64_t> alert_queue_age_s;  ///< oldest message nobody takes
    std::optional<std::int64_t> alert_outbox_age_s; ///< oldest message not passed on
    std::optional<std::int64_t> alert_overdue_s;    ///< a submission is due and no worker takes it
    bool operator==(const ServerRules&) const = default;
};

/// What a rule may be set to.
struct RuleBounds {
    std::string_view name;
    std::optional<std::int64_t> ServerRules::* member;
    std::int64_t lowest, most;
    std::int64_t built_in; ///< as the program was built
};
std::span<const RuleBounds> rule_bounds();

Result<ServerRules> server_rules(Tx& tx);
/// {rules: [{name, value, built_in, lowest, most, changed_by, changed_at}]}, in the order of rule_bounds().
Result<json::object> server_rules_document(Tx& tx);
/// Sets what is named; nullopt takes a rule back to what was built in. The audit log gets each change with
/// both values
/// ("settings.rules"). invalid_argument with the rule's name: unknown, out of bounds, or a first delay above
/// the longest one. False if nothing changed.
Result<bool> set_server_rules(Tx& tx, const Platform& platform,
                              const std::map<std::string, std::optional<std::int64_t>, std::less<>>& edits,
                              const Actor& actor);

} // namespace bolt::store
