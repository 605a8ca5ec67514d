#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// A Stripe event as it came in.
struct StripeEvent {
    std::string event_id, type, object_id;
    std::string payload; ///< the raw JSON text
};
/// True if the event is new and now recorded; false if its id is known (nothing written).
Result<bool> record_stripe_event(Tx& tx, const Platform& platform, const StripeEvent& event, std::string_view outcome);

struct NewOrder {
    std::string stripe_session_id, payment_intent;
    BusinessProfile profile;
    std::string package_type;
    std::optional<int> package_size; ///< caps the package's number of directories
    std::vector<std::string> add_ons;
    std::string hold_reason; ///< not empty: the job waits for a person with this as its error_message (action item "order")
    int priority = 4;
    std::int64_t amount_total = 0;
    std::string currency = "usd";
};
struct CreatedOrder {
    std::string customer_id, job_id;
    bool created = false;              ///< false: this checkout session already had its job
    std::vector<std::string> missing;  ///< profile fields without which the job waits
};
/// Customer (found by e-mail, else made; the profile's non-empty fields win), job, history, order and, when the profile is
/// complete, the outbox message "enqueue_job": all in the caller's transaction. An incomplete profile makes an open
/// action item "missing_profile" instead and the job stays pending with the missing fields in error_message.
/// The same session again changes nothing.
Result<CreatedOrder> create_order(Tx& tx, const Platform& platform, const NewOrder& order);
/// Links a recorded event to its job.
Result<void> set_event_job(Tx& tx, std::string_view event_id, std::string_view outcome, std::string_view job_id);

} // namespace bolt::store
