#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

/// The mails that customers get because of what happens to their orders, queued where it happens. A job
/// without an order (made by staff or by a command) tells nobody anything; nor does one whose customer has no
/// address.
namespace bolt::store {
class Tx;

/// "order_received:<job id>", or "profile_needed:<job id>" where `missing` is not empty: links may be put
/// under the seal of the waiting mail (seal_into_email()).
Result<void> mail_order_received(Tx& tx, const Platform& platform, std::string_view job_id,
                                 std::string_view customer_id, const BusinessProfile& profile,
                                 std::string_view package_type, const std::vector<std::string>& missing);
/// "action_needed:<job id>:<day>": a notification, at most one for a job and day, and only after a while: an
/// inbox may settle the matter first.
Result<void> mail_action_needed(Tx& tx, const Platform& platform, std::string_view job_id,
                                std::string_view directory_name, std::string_view summary);
/// Nothing is left that the customer could do: the waiting action_needed mails of the job are not sent.
Result<void> withdraw_action_needed(Tx& tx, const Platform& platform, std::string_view job_id);
/// "job_complete:<job id>"; `counts`: submitted, failed, skipped, action_required.
Result<void> mail_job_complete(Tx& tx, const Platform& platform, std::string_view job_id,
                               const json::object& counts);

} // namespace bolt::store
