#include "roles/webhook.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "roles/checkout.hpp"
#include "roles/stripe_signature.hpp"
#include "store/orders.hpp"
#include "store/sealed_rows.hpp"

namespace bolt::roles {
namespace {

struct Stored {
    bool is_new = false;
    store::CreatedOrder order;
};

using Kind = CheckoutEvent::Kind;

const char* outcome_of(Kind kind) {
    switch (kind) {
    case Kind::paid:
        return "order";
    case Kind::awaiting:
        return "awaiting_payment";
    case Kind::failed:
        return "payment_failed";
    case Kind::expired:
        return "expired";
    case Kind::payment:
        return "payment_changed";
    case Kind::ignored:
        return "ignored";
    }
    return "ignored";
}

using OnOrder = std::function<Result<void>(store::Tx&, const store::CreatedOrder&)>;

Result<store::CreatedOrder> store_order(store::Tx& tx, const Platform& platform, const CheckoutEvent& event,
                                        const OnOrder& on_order) {
    auto order = store::create_order(tx, platform, event.order);
    if (!order) return order;
    auto linked = store::set_event_job(tx, event.event.event_id, order->created ? "order" : "order_known",
                                       order->job_id);
    if (!linked) return forward(linked);
    if (!order->created) return order;
    if (on_order)
        if (auto more = on_order(tx, *order); !more) return forward(more);
    auto agreed =
        store::record_checkout_consent(tx, platform, event.order.stripe_session_id, order->customer_id);
    if (!agreed) return forward(agreed);
    // Events come in any order: the money may have gone back before the order was told.
    if (auto applied = store::apply_payment_state(tx, platform, event.order.payment_intent); !applied)
        return forward(applied);
    return order;
}

// Inbox row, customer, job, history, order and outbox in one transaction.
Result<Stored> store_event(store::Tx& tx, const Platform& platform, const CheckoutEvent& event,
                           const OnOrder& on_order) {
    auto is_new = store::record_stripe_event(tx, platform, event.event, outcome_of(event.kind));
    if (!is_new) return forward(is_new);
    Stored stored{.is_new = *is_new, .order = {}};
    if (!*is_new || event.kind == Kind::ignored) return stored;
    if (event.kind == Kind::payment) {
        auto job_id = store::take_payment_event(tx, platform, event.payment);
        if (!job_id) return forward(job_id);
        stored.order.job_id = *job_id;
        if (auto linked = store::set_event_job(tx, event.event.event_id, event.payment.kind, *job_id);
            !linked)
            return forward(linked);
        return stored;
    }
    if (event.kind == Kind::paid) {
        auto order = store_order(tx, platform, event, on_order);
        if (!order) return forward(order);
        stored.order = std::move(*order);
    }
    const auto* state = event.kind == Kind::paid ? "paid" : outcome_of(event.kind);
    auto noted = store::set_checkout_state(tx, platform, event.event.object_id, state);
    if (!noted) return forward(noted);
    return stored;
}

} // namespace

Webhook::Webhook(const Platform& platform, store::Database& database, const PackageCatalog& packages,
                 std::string secret)
    : platform_(platform), database_(database), packages_(packages), secret_(std::move(secret)) {}

void Webhook::add_routes(net::Router& router) {
    router.add("POST", "/api/webhook", [this](net::Request& request) { return receive(request); });
}

Async<net::Response> Webhook::receive(net::Request& request) {
    auto signature = check_stripe_signature(request.headers.get("Stripe-Signature"), request.body, secret_,
                                            platform_.now());
    if (!signature) {
        log::warn("a webhook was refused",
                  {{"reason", signature.error().message}, {"remote", request.remote}});
        co_return net::problem(400, "The Stripe signature does not hold", signature.error().message,
                               "stripe_signature");
    }
    auto parsed = parse_json(request.body);
    if (!parsed) co_return net::problem(400, "The body is not JSON", parsed.error().message);
    auto event = read_checkout_event(*parsed, request.body, packages_);
    if (!event) co_return net::problem(400, "The body is no Stripe event", event.error().message);

    if (!seal_with.empty()) {
        auto sealed = store::seal_payload(seal_with, event->event.payload, platform_.random);
        if (!sealed) co_return net::problem(503, "The event could not be stored", "Send it again later.");
        event->event.payload = std::move(*sealed);
    }
    failpoint("webhook.received");
    auto work = [platform = platform_, on_order = on_order, event = *event](store::Tx& tx) {
        return store_event(tx, platform, event, on_order);
    };
    auto stored = co_await database_.write(std::move(work));
    if (!stored) {
        // Stripe delivers again after a 5xx: nothing is lost.
        log::error("a Stripe event could not be stored; Stripe will send it again",
                   {{"event_id", event->event.event_id}, {"error", stored.error().message}});
        co_return net::problem(503, "The event could not be stored", "Send it again later.");
    }
    failpoint("webhook.stored");
    json::object answer{{"received", true}, {"duplicate", !stored->is_new}};
    if (!stored->order.job_id.empty()) {
        answer["job_id"] = stored->order.job_id;
        if (event->kind == CheckoutEvent::Kind::payment)
            log::info("the payment of an order changed", {{"event_id", event->event.event_id},
                                                          {"job_id", stored->order.job_id},
                                                          {"kind", event->payment.kind}});
        else
            log::info("an order came in", {{"event_id", event->event.event_id},
                                           {"job_id", stored->order.job_id},
                                           {"package", event->order.package_type},
                                           {"new", stored->order.created}});
    }
    co_return net::Response::json(200, json::serialize(answer));
}

} // namespace bolt::roles
