#include "sim/stripe.hpp"

#include "base/json.hpp"
#include "roles/checkout.hpp"
#include "roles/stripe_signature.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::sim {
namespace {

BusinessProfile business(int number) {
    BusinessProfile profile;
    profile.business_name = fmt::format("Example Bakery {}", number);
    profile.contact_first_name = "Ada";
    profile.contact_last_name = "Baker";
    profile.email = fmt::format("owner{}@example.com", number);
    profile.phone = "+1 312 555 0100";
    profile.website = "https://bakery.example.com";
    profile.address = "12 Oven Street";
    profile.city = "Chicago";
    profile.postal_code = "60601";
    profile.country = "US";
    profile.description = "A bakery with an oven of its own, bread at six and a garden in the summer.";
    profile.categories = {"Bakery"};
    return profile;
}

std::string with(const std::string& event, const char* type, const char* payment_status) {
    auto value = json::parse(event);
    value.as_object()["type"] = type;
    value.as_object()["data"].as_object()["object"].as_object()["payment_status"] = payment_status;
    return json::serialize(value);
}

} // namespace

void Stripe::buy(int customer, const std::string& package, int price_cents) {
    const auto order = orders_.size();
    orders_.push_back({fmt::format("cs_{}", order + 1)});
    const auto event = [&] {
        return roles::write_test_purchase({.event_id = fmt::format("evt_{}", ++events_),
                                           .session_id = orders_[order].session_id,
                                           .package_type = package,
                                           .profile = business(customer),
                                           .amount_total_cents = price_cents});
    };
    if (world_.chance(0.3)) { // a delayed payment: completed, and paid later; they may come in any order
        const auto first = with(event(), "checkout.session.completed", "unpaid");
        const auto second = with(event(), "checkout.session.async_payment_succeeded", "paid");
        const auto tell_later = [&](const std::string& body, bool paid) {
            ++orders_[order].open;
            world_.after(world_.between(0s, 20s), World::kNobody,
                         [this, order, body, paid] { tell(order, body, paid, 0, true); });
        };
        tell_later(first, false);
        tell_later(second, true);
        return;
    }
    ++orders_[order].open;
    tell(order, event(), true, 0, true);
}

/// `counts`: its 2xx is waited for; a repetition's is not.
void Stripe::tell(std::size_t order, std::string body, bool paid, int tries, bool counts) {
    net::Request request;
    request.method = "POST";
    request.path = request.target = "/api/webhook";
    request.body = body;
    request.headers.set("Stripe-Signature",
                        roles::stripe_signature_header(body, secret_, SimClock::start() + world_.now()));
    ++deliveries;
    network_.call_from_outside("gateway", request, [=, this](std::optional<net::Response> response) {
        if (response && response->status / 100 == 2) {
            world_.note("order acknowledged", orders_[order].session_id);
            if (paid) orders_[order].acknowledged = true;
            if (counts) --orders_[order].open;
            if (world_.fault(0.3))
                world_.after(world_.between(0s, 90s), World::kNobody,
                             [=, this] { tell(order, body, paid, 0, false); });
            return;
        }
        if (!counts) return;
        const auto wait = std::min<Duration>(Duration(1s) * (1 << std::min(tries, 6)), 60s);
        world_.after(world_.latency(wait), World::kNobody,
                     [=, this] { tell(order, body, paid, tries + 1, true); });
    });
}

bool Stripe::all_acknowledged() const {
    return std::ranges::all_of(orders_,
                               [](const auto& order) { return order.acknowledged && order.open == 0; });
}

} // namespace bolt::sim
