#include "roles/stripe_api.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr int kTriesMax = 3;

class Form {
  public:
    void add(std::string_view key, std::string_view value) {
        if (!text_.empty()) text_ += '&';
        text_ += url_encode(key) + '=' + url_encode(value);
    }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

void add_item(Form& form, int number, std::string_view currency, std::string_view title, int cents) {
    const auto key = [number](std::string_view rest) {
        return fmt::format("line_items[{}]{}", number, rest);
    };
    form.add(key("[quantity]"), "1");
    form.add(key("[price_data][currency]"), currency);
    form.add(key("[price_data][unit_amount]"), std::to_string(cents));
    form.add(key("[price_data][product_data][name]"), title);
}

void ask(Form& form, int number, std::string_view key, std::string_view label, bool optional) {
    const auto name = [number](std::string_view rest) {
        return fmt::format("custom_fields[{}]{}", number, rest);
    };
    form.add(name("[key]"), key);
    form.add(name("[type]"), "text");
    form.add(name("[label][type]"), "custom");
    form.add(name("[label][custom]"), label);
    if (optional) form.add(name("[optional]"), "true");
}

/// What went wrong, in Stripe's words.
std::string words_of(const net::Response& response) {
    std::string message;
    if (const auto body = parse_json(response.body))
        if (const auto* error = find(*body, "error")) message = get_string(*error, "message");
    const auto id = response.headers.get("Request-Id");
    return fmt::format("Stripe answers {}: {}{}", response.status,
                       message.empty() ? "without a message" : message.substr(0, 500),
                       id.empty() ? "" : fmt::format(" (request {})", id));
}

bool is_worth_another(const Result<net::Response>& response) {
    if (!response)
        return response.error().code == ErrorCode::unavailable || response.error().code == ErrorCode::timeout;
    const auto said = response->headers.get("Stripe-Should-Retry");
    if (said == "true") return true;
    if (said == "false") return false;
    return response->status == 409 || response->status == 429 || response->status >= 500;
}

Result<CheckoutSession> read_session(const net::Response& response) {
    if (response.status == 401 || response.status == 403)
        return fail(ErrorCode::unauthenticated, words_of(response) + ". Check STRIPE_SECRET_KEY.");
    if (response.status >= 400 && response.status < 500 && response.status != 409 && response.status != 429)
        return fail(ErrorCode::invalid_argument, words_of(response));
    if (response.status != 200) return fail(ErrorCode::unavailable, words_of(response));
    const auto body = parse_json(response.body);
    if (!body) return fail(ErrorCode::unavailable, "Stripe's answer is not JSON: " + body.error().message);
    CheckoutSession session{get_string(*body, "id"), get_string(*body, "url")};
    if (session.id.empty() || session.id.size() > 255)
        return fail(ErrorCode::unavailable, "Stripe's answer holds no session");
    return session;
}

} // namespace

std::string checkout_session_form(const NewCheckoutSession& session) {
    Form form;
    form.add("mode", "payment");
    form.add("success_url", session.success_url);
    form.add("cancel_url", session.cancel_url);
    form.add("client_reference_id", session.checkout_id);
    form.add("customer_creation", "always");
    form.add("allow_promotion_codes", "true");
    form.add("billing_address_collection", "auto");
    form.add("phone_number_collection[enabled]", "true");
    if (session.automatic_tax) form.add("automatic_tax[enabled]", "true");
    const auto& package = *session.package;
    add_item(form, 0, package.currency, fmt::format("{}: {} directories", package.title, package.directories),
             package.price_cents);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < session.add_ons.size(); ++i) {
        add_item(form, static_cast<int>(i) + 1, package.currency, session.add_ons[i]->title,
                 session.add_ons[i]->price_cents);
        names.push_back(session.add_ons[i]->name);
    }
    ask(form, 0, "businessname", "Business name", false);
    ask(form, 1, "website", "Website", true);
    const auto add_ons = fmt::format("{}", fmt::join(names, ","));
    // The payment carries them too: refunds and disputes name the payment, not the session.
    for (const char* place : {"metadata", "payment_intent_data[metadata]"}) {
        form.add(fmt::format("{}[package_id]", place), package.name);
        form.add(fmt::format("{}[checkout_id]", place), session.checkout_id);
        if (!add_ons.empty()) form.add(fmt::format("{}[addon_ids]", place), add_ons);
    }
    return form.take();
}

Async<Result<CheckoutSession>> create_checkout_session(const Platform& platform, net::HttpClient& http,
                                                       const Settings& settings, NewCheckoutSession session) {
    net::ClientRequest request;
    request.method = "POST";
    request.url = settings.stripe_api_url + "/v1/checkout/sessions";
    request.body = checkout_session_form(session);
    request.headers.set("Authorization", "Bearer " + settings.stripe_secret_key);
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.headers.set("Stripe-Version", std::string(kStripeVersion));
    request.headers.set("Idempotency-Key", session.checkout_id);
    Result<net::Response> response = fail(ErrorCode::unavailable, "Stripe was not asked");
    for (int attempt = 0; attempt < kTriesMax; ++attempt) {
        // 0.5 s, then 1 s, each with up to a quarter more, as Stripe's own clients wait.
        if (attempt > 0)
            co_await platform.clock.sleep(std::chrono::milliseconds{
                static_cast<int>(500 * attempt * (1 + platform.random.uniform() / 4))});
        response = co_await http.send(request);
        if (!is_worth_another(response)) break;
    }
    if (!response)
        co_return fail(ErrorCode::unavailable, "Stripe cannot be reached: " + response.error().message);
    co_return read_session(*response);
}

} // namespace bolt::roles
