#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

#include <optional>

/// Checkouts that began on our packages page, and what Stripe later said of payments.
namespace bolt::store {
class Tx;

struct Checkout {
    std::string id;         ///< also the idempotency key of the call to Stripe
    std::string claim_hash; ///< hex SHA-256 of the token in the buyer's browser
    std::string package_type;
    std::vector<std::string> add_ons;
    std::int64_t amount_total = 0;
    std::string terms_version; ///< what the buyer agreed to
    std::string stripe_session_id, state = "open";
};
Result<void> add_checkout(Tx& tx, const Platform& platform, const Checkout& checkout);
Result<void> set_checkout_session(Tx& tx, const Platform& platform, std::string_view id,
                                  std::string_view stripe_session_id);
/// The checkout of that id that this browser began; nullopt otherwise.
Result<std::optional<Checkout>> find_checkout(Tx& tx, std::string_view id, std::string_view claim_hash);
/// Notes what became of a session; what is paid stays paid. Nothing for sessions that began elsewhere.
Result<void> set_checkout_state(Tx& tx, const Platform& platform, std::string_view stripe_session_id,
                                std::string_view state);
/// The order of a session, as the buyer's browser may ask for it.
struct OrderOfSession {
    std::string customer_id, job_id;
    bool first = false; ///< the customer's only order: nothing of an earlier purchase can be seen through it
};
Result<std::optional<OrderOfSession>> order_of_session(Tx& tx, std::string_view stripe_session_id);
/// Records what the customer agreed to, or took back.
Result<void> add_consent(Tx& tx, const Platform& platform, std::string_view customer_id,
                         std::string_view kind, std::string_view version, bool given);
/// Copies the agreement of a checkout of ours to its customer.
Result<void> record_checkout_consent(Tx& tx, const Platform& platform, std::string_view stripe_session_id,
                                     std::string_view customer_id);

struct PaymentEvent {
    std::string event_id, payment_intent;
    std::string kind; ///< refunded, partly_refunded, disputed, dispute_won, dispute_lost
};
/// Keeps the event and brings its job to what all events of the payment say together, in whatever order they
/// came: refunded or lost: what is not done is cancelled, what is done is put before a person; disputed: the
/// job pauses until it is won. Gives the job's id, "" if no order of this payment is known yet.
Result<std::string> take_payment_event(Tx& tx, const Platform& platform, const PaymentEvent& event);
/// The same for an order that has just come in: its refund may have been here before it.
Result<void> apply_payment_state(Tx& tx, const Platform& platform, std::string_view payment_intent);

} // namespace bolt::store
