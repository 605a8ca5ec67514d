#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <optional>

/// Cheap looks that pollers take in a read before they write: an idle system commits nothing.
namespace bolt::store {
class Tx;

/// When the first message of the queue is or becomes visible (hidden ones at their timeout); nullopt if it is
/// empty.
Result<std::optional<TimePoint>> next_message_at(Tx& tx, std::string_view queue);
/// True if a flow run waits for a worker.
Result<bool> flow_run_waiting(Tx& tx);
/// When the first undelivered outbox message is due; nullopt if there is none.
Result<std::optional<TimePoint>> next_outbox_at(Tx& tx);
/// True if a lease ran out, or a claimed flow run's job has not begun since `runs_claimed_before`.
Result<bool> lost_work_waiting(Tx& tx, TimePoint now, TimePoint runs_claimed_before);

} // namespace bolt::store
