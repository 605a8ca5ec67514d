#include "roles/webhook.hpp"

#include "base/log.hpp"
#include "roles/checkout.hpp"
#include "roles/stripe_signature.hpp"
#include "store/orders.hpp"

namespace bolt::roles {
namespace {

struct Stored {
    bool is_new = false;
    store::CreatedOrder order;
};

// Inbox row, customer, job, history, order and outbox in one transaction.
Result<Stored> store_event(store::Tx& tx, const Platform& platform, const CheckoutEvent& event) {
    using Kind = CheckoutEvent::Kind;
    const char* outcome = event.kind == Kind::paid       ? "order"
                          : event.kind == Kind::awaiting ? "awaiting_payment"
                                                         : "ignored";
    auto is_new = store::record_stripe_event(tx, platform, event.event, outcome);
    if (!is_new) return forward(is_new);
    Stored stored{.is_new = *is_new, .order = {}};
    if (!*is_new || event.kind != Kind::paid) return stored;
    auto order = store::create_order(tx, platform, event.order);
    if (!order) return forward(order);
    auto linked = store::set_event_job(tx, event.event.event_id, order->created ? "order" : "order_known",
                                       order->job_id);
    if (!linked) return forward(linked);
    stored.order = std::move(*order);
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

    auto work = [platform = platform_, event = *event](store::Tx& tx) {
        return store_event(tx, platform, event);
    };
    auto stored = co_await database_.write(std::move(work));
    if (!stored) {
        // Stripe delivers again after a 5xx: nothing is lost.
        log::error("a Stripe event could not be stored; Stripe will send it again",
                   {{"event_id", event->event.event_id}, {"error", stored.error().message}});
        co_return net::problem(503, "The event could not be stored", "Send it again later.");
    }
    json::object answer{{"received", true}, {"duplicate", !stored->is_new}};
    if (!stored->order.job_id.empty()) {
        answer["job_id"] = stored->order.job_id;
        log::info("an order came in", {{"event_id", event->event.event_id},
                                       {"job_id", stored->order.job_id},
                                       {"package", event->order.package_type},
                                       {"new", stored->order.created}});
    }
    co_return net::Response::json(200, json::serialize(answer));
}

} // namespace bolt::roles
