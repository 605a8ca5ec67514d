#include "base/log.hpp"
#include "roles/checkout.hpp"
#include "roles/customer_routes.hpp"
#include "roles/staff_routes.hpp"
#include "roles/stripe_api.hpp"
#include "roles/stripe_signature.hpp"
#include "store/checkouts.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::Tx;

constexpr std::string_view kCookie = "bolt_checkout";
constexpr Duration kCheckoutLifetime = std::chrono::hours{24};
constexpr std::size_t kAddOnsMax = 20;

bool is_test(const Settings& settings) {
    return settings.stripe_secret_key.empty() && settings.test_checkout == "on";
}

Async<net::Response> list_packages(CustomerContext& context, net::Request&) {
    json::array packages, add_ons;
    for (const auto& each : context.packages.packages())
        packages.push_back({{"name", each.name},
                            {"title", each.title},
                            {"price_cents", each.price_cents},
                            {"currency", each.currency},
                            {"directories", each.directories},
                            {"turnaround_hours", each.turnaround.count()}});
    for (const auto& each : context.packages.add_ons())
        add_ons.push_back({{"name", each.name}, {"title", each.title}, {"price_cents", each.price_cents}});
    const auto* checkout = !context.settings.stripe_secret_key.empty() ? "stripe"
                           : is_test(context.settings)                 ? "test"
                                                                       : "closed";
    auto response = net::Response::json(200, json::serialize(json::object{{"packages", std::move(packages)},
                                                                          {"add_ons", std::move(add_ons)},
                                                                          {"terms_version", kTermsVersion},
                                                                          {"checkout", checkout}}));
    response.headers.set("Cache-Control", "public, max-age=60");
    co_return response;
}

struct Choice {
    const Package* package = nullptr;
    std::vector<const AddOn*> add_ons;
};
Result<Choice> read_choice(const json::object& body, const PackageCatalog& catalog) {
    Choice choice;
    const auto wanted = get_string(body, "package");
    choice.package = catalog.find(wanted);
    if (choice.package == nullptr) return fail(ErrorCode::invalid_argument, "Choose one of the packages.");
    if (const auto* given = body.if_contains("add_ons")) {
        if (!given->is_array() || given->get_array().size() > kAddOnsMax)
            return fail(ErrorCode::invalid_argument, "add_ons: must be a short list of names.");
        for (const auto& name : given->get_array()) {
            const auto& known = catalog.add_ons();
            const auto found = std::ranges::find_if(
                known, [&](const AddOn& each) { return name.is_string() && each.name == name.get_string(); });
            if (found == known.end())
                return fail(ErrorCode::invalid_argument, "One of the extras is not on sale.");
            if (std::ranges::find(choice.add_ons, &*found) == choice.add_ons.end())
                choice.add_ons.push_back(&*found);
        }
    }
    if (get_string(body, "terms") != kTermsVersion)
        return fail(ErrorCode::invalid_argument, "Please agree to the terms first.");
    return choice;
}

/// The page that takes the money: Stripe's, or the marked test page.
Async<Result<CheckoutSession>> open_session(CustomerContext& context, const store::Checkout& checkout,
                                            Choice choice) {
    const auto base = context.base_url();
    if (is_test(context.settings))
        co_return CheckoutSession{"cs_test_" + checkout.id, fmt::format("/checkout/test?id={}", checkout.id)};
    NewCheckoutSession session;
    session.checkout_id = checkout.id;
    session.package = choice.package;
    session.add_ons = choice.add_ons;
    session.success_url = fmt::format("{}/checkout/done?id={}", base, checkout.id);
    session.cancel_url = base + "/packages?cancelled=1";
    session.automatic_tax = context.settings.stripe_automatic_tax == "on";
    co_return co_await create_checkout_session(context.platform, context.http, context.settings,
                                               std::move(session));
}

Async<net::Response> begin(CustomerContext& context, net::Request& request) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    auto choice = read_choice(*body, context.packages);
    if (!choice) co_return customer_problem(choice.error());
    if (context.settings.stripe_secret_key.empty() && !is_test(context.settings))
        co_return net::problem(503, "Nothing can be bought here yet",
                               "The checkout is not set up. Please contact us.", "closed");
    const auto token = context.platform.random.token();
    store::Checkout checkout;
    checkout.id = context.platform.new_id();
    checkout.claim_hash = CustomerAuth::token_hash(token);
    checkout.package_type = choice->package->name;
    checkout.amount_total = choice->package->price_cents;
    for (const auto* each : choice->add_ons) {
        checkout.add_ons.push_back(each->name);
        checkout.amount_total += each->price_cents;
    }
    checkout.terms_version = kTermsVersion;
    auto kept = co_await context.database.write([&platform = context.platform, checkout](Tx& tx) {
        return store::add_checkout(tx, platform, checkout);
    });
    if (!kept) co_return customer_problem(kept.error());
    auto session = co_await open_session(context, checkout, *choice);
    if (!session) {
        log::error("a checkout could not be opened",
                   {{"checkout_id", checkout.id}, {"error", session.error().message}});
        co_return net::problem(503, "The checkout could not be opened",
                               "Nothing was charged. Please try again in a moment.", "checkout");
    }
    auto noted = co_await context.database.write(
        [&platform = context.platform, id = checkout.id, session_id = session->id](Tx& tx) {
            return store::set_checkout_session(tx, platform, id, session_id);
        });
    if (!noted) co_return customer_problem(noted.error());
    auto response = customer_answer(json::object{{"id", checkout.id}, {"url", session->url}});
    response.headers.add("Set-Cookie",
                         context.auth.cookie(kCookie, checkout.id + "." + token, kCheckoutLifetime));
    co_return response;
}

/// The checkout that this browser began; nullopt for any other.
Async<Result<std::optional<store::Checkout>>> own_checkout(CustomerContext& context,
                                                           const net::Request& request, std::string id) {
    const auto cookie = request.cookie(kCookie);
    const auto dot = cookie.find('.');
    if (dot == std::string::npos || cookie.substr(0, dot) != id) co_return std::nullopt;
    co_return co_await context.database.read([id, hash = CustomerAuth::token_hash(cookie.substr(dot + 1))](
                                                 Tx& tx) { return store::find_checkout(tx, id, hash); });
}

net::Response not_this_browsers() {
    return net::problem(404, "This purchase was begun in another browser",
                        "Open it where you paid, or use the private link from your e-mail.", "not_found");
}

json::object checkout_document(const CustomerContext& context, const store::Checkout& checkout) {
    const auto* package = context.packages.find(checkout.package_type);
    return {{"id", checkout.id},
            {"state", checkout.state},
            {"package", package ? package->title : checkout.package_type},
            {"add_ons", json::array(checkout.add_ons.begin(), checkout.add_ons.end())},
            {"amount_total", checkout.amount_total},
            {"currency", package ? package->currency : "usd"}};
}

Async<net::Response> look(CustomerContext& context, net::Request& request) {
    auto checkout = co_await own_checkout(context, request, request.params["id"]);
    if (!checkout) co_return customer_problem(checkout.error());
    if (!*checkout) co_return not_this_browsers();
    co_return customer_answer(checkout_document(context, **checkout));
}

/// After payment the buyer's browser gets a session for the new order. When the e-mail address has bought
/// before, paying proves nothing about owning it: then only the link in the e-mail opens anything.
Async<net::Response> claim(CustomerContext& context, net::Request& request) {
    auto checkout = co_await own_checkout(context, request, request.params["id"]);
    if (!checkout) co_return customer_problem(checkout.error());
    if (!*checkout) co_return not_this_browsers();
    const auto session_id = (*checkout)->stripe_session_id;
    auto order = co_await context.database.read(
        [session_id](Tx& tx) { return store::order_of_session(tx, session_id); });
    if (!order) co_return customer_problem(order.error());
    if (!*order) {
        auto document = checkout_document(context, **checkout);
        co_return customer_answer(document, 202);
    }
    if (!(*order)->first)
        co_return net::problem(
            409, "Thank you! Please use the link in your e-mail",
            "You have bought from us before: we sent the link to your orders to your e-mail "
            "address.",
            "known_customer");
    co_return co_await context.auth.open(store::CustomerSession{
        .id = "", .customer_id = (*order)->customer_id, .job_id = (*order)->job_id, .expires_at = {}});
}

Result<TestPurchase> read_test_purchase(const CustomerContext& context, const store::Checkout& checkout,
                                        const json::object& body) {
    TestPurchase purchase;
    purchase.event_id = "evt_test_" + context.platform.new_id();
    purchase.session_id = checkout.stripe_session_id;
    purchase.payment_intent = "pi_test_" + checkout.id;
    purchase.package_type = checkout.package_type;
    purchase.add_ons = checkout.add_ons;
    purchase.amount_total_cents = static_cast<int>(checkout.amount_total);
    purchase.created_seconds =
        std::chrono::duration_cast<std::chrono::seconds>(context.platform.now().time_since_epoch()).count();
    purchase.from_page = true;
    auto profile = read_profile(json::object{{"email", get_string(body, "email")},
                                             {"contact_name", get_string(body, "name")},
                                             {"business_name", get_string(body, "business_name")},
                                             {"website", get_string(body, "website")}});
    if (!profile) return forward(profile);
    if (!is_email(profile->email))
        return fail(ErrorCode::invalid_argument, "email: please enter an e-mail address.");
    purchase.profile = std::move(*profile);
    const auto outcome = get_string(body, "outcome", "paid");
    if (outcome == "later") purchase.payment_status = "unpaid";
    if (outcome == "later_paid") purchase.type = "checkout.session.async_payment_succeeded";
    if (outcome == "later_failed") purchase.type = "checkout.session.async_payment_failed";
    return purchase;
}

/// Signs the event that Stripe would send, and gives it to the webhook.
Async<net::Response> pay_in_test(CustomerContext& context, net::Request& request) {
    if (!is_test(context.settings)) co_return net::problem(404, "Not found", "There is no such route.");
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    auto checkout = co_await own_checkout(context, request, request.params["id"]);
    if (!checkout) co_return customer_problem(checkout.error());
    if (!*checkout) co_return not_this_browsers();
    auto purchase = read_test_purchase(context, **checkout, *body);
    if (!purchase) co_return customer_problem(purchase.error());
    net::Request event;
    event.method = "POST";
    event.path = event.target = "/api/webhook";
    event.remote = request.remote;
    event.body = write_test_purchase(*purchase);
    event.headers.set(
        "Stripe-Signature",
        stripe_signature_header(event.body, context.settings.stripe_webhook_secret, context.platform.now()));
    auto response = co_await context.webhook.receive(event);
    if (response.status != 200) co_return response;
    co_return customer_answer(json::object{{"url", fmt::format("/checkout/done?id={}", (*checkout)->id)}});
}

} // namespace

net::Response customer_answer(const Result<json::object>& document, int status) {
    if (!document) return customer_problem(document.error());
    auto response = net::Response::json(status, json::serialize(*document));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

void add_checkout_routes(net::Router& router, CustomerContext& context) {
    const auto limit = std::make_shared<RateLimit>(context.platform, 120, std::chrono::minutes{10});
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern,
                   [&context, limit, handler, method](net::Request& request) -> Async<net::Response> {
                       if (std::string_view(method) == "POST")
                           if (auto refused = context.auth.refuse(request, *limit)) co_return *refused;
                       co_return co_await handler(context, request);
                   });
    };
    add("GET", "/api/packages", list_packages);
    add("POST", "/api/checkout", begin);
    add("GET", "/api/checkout/{id}", look);
    add("POST", "/api/checkout/{id}/claim", claim);
    add("POST", "/api/checkout/{id}/test", pay_in_test);
}

} // namespace bolt::roles
