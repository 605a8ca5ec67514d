#pragma once
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

/// Conditions that somebody should know of, as all monitors together see them.
namespace bolt::store {
class Tx;

/// How one condition stands now.
struct AlertReport {
    std::string name;                 ///< "dead_letters", "directory_failing:example": one row each
    std::string severity = "warning"; ///< warning, critical
    std::string message;              ///< what is wrong and what to do
    json::object details;
    bool active = true;
};
/// Records them; gives those that people must be told of now: just begun, just over, or open still
/// `again_every` after they were last told. Of several monitors one gets each.
Result<std::vector<AlertReport>> record_alerts(Tx& tx, TimePoint now, const std::vector<AlertReport>& reports,
                                               Duration again_every);
/// What is open: a monitor that starts goes on from there.
Result<std::vector<AlertReport>> open_alerts(Tx& tx);
/// "alerts" of docs/api.md: open ones first, then those that ended within a day; at most 200.
Result<json::array> alert_list(Tx& tx, TimePoint now);

} // namespace bolt::store
