#pragma once
#include "base/platform.hpp"
#include "domain/package.hpp"
#include "net/client.hpp"
#include "roles/settings.hpp"

#include <string>
#include <vector>

namespace bolt::roles {

/// The version of Stripe's API that the calls below are written for, sent as Stripe-Version: an account's
/// default may be any.
inline constexpr std::string_view kStripeVersion = "2026-10-28.endive";

/// A Checkout Session to be made. Promotion codes, tax and receipts are Stripe's.
struct NewCheckoutSession {
    std::string checkout_id; ///< ours: client_reference_id, metadata, and the idempotency key
    const Package* package = nullptr;
    std::vector<const AddOn*> add_ons;
    std::string success_url, cancel_url;
    bool automatic_tax = false; ///< Stripe Tax is set up in the account
};
/// The form of POST /v1/checkout/sessions (docs.stripe.com/api/checkout/sessions/create).
std::string checkout_session_form(const NewCheckoutSession& session);

struct CheckoutSession {
    std::string id, url; ///< url: Stripe's page
};
/// Makes the session; connection errors, 409, 429 and 5xx are tried again twice under the same idempotency
/// key, so that no second one is made. unauthenticated: the key is refused; invalid_argument: Stripe refuses
/// the parameters; unavailable otherwise. Messages carry Stripe's words and request id, never the key.
Async<Result<CheckoutSession>> create_checkout_session(const Platform& platform, net::HttpClient& http,
                                                       const Settings& settings, NewCheckoutSession session);

} // namespace bolt::roles
