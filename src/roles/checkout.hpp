#pragma once
#include "base/json.hpp"
#include "base/result.hpp"
#include "domain/package.hpp"
#include "store/checkouts.hpp"
#include "store/orders.hpp"

#include <string>

namespace bolt::roles {

/// What a Stripe event means to us.
struct CheckoutEvent {
    enum class Kind {
        paid,     ///< a checkout session is paid: an order
        awaiting, ///< completed, but the payment comes later (delayed methods)
        failed,   ///< the later payment failed: no order
        expired,  ///< nobody paid in time: no order
        payment,  ///< a refund or a dispute of a payment
        ignored   ///< any other event: recorded, nothing done
    };
    Kind kind = Kind::ignored;
    store::StripeEvent event;
    store::NewOrder order;       ///< of `paid`
    store::PaymentEvent payment; ///< of `payment`
};

/// Reads a verified event leniently (its API version is Stripe's choice): the package from metadata
/// (package_id, package, package_type, plan, tier) or else by amount and currency paid; the profile from
/// metadata, custom fields and customer details, the first non-empty wins and an address is taken whole.
/// invalid_argument only when it is no event at all (id, type, a session without id). A field that breaks its
/// bounds is left out: the job then waits for it and nothing paid is lost.
Result<CheckoutEvent> read_checkout_event(const json::value& event, std::string raw_body,
                                          const PackageCatalog& packages);

/// A checkout.session.completed event as Stripe sends it, for the demo, `verify` and tests.
struct TestPurchase {
    std::string event_id, session_id, package_type;
    BusinessProfile profile;
    int amount_total_cents = 0;
    int package_size = 0; ///< > 0: metadata total_directories, caps the package
    std::int64_t created_seconds = 0;
    std::vector<std::string> add_ons = {};
    /// As a buyer's card form would leave it: no profile in the metadata, only what the checkout page asks
    /// for.
    bool from_page = false;
    std::string type = "checkout.session.completed", payment_status = "paid", payment_intent = {};
};
std::string write_test_purchase(const TestPurchase& purchase);

} // namespace bolt::roles
