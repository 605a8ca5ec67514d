#pragma once
#include "domain/package.hpp"
#include "net/client.hpp"
#include "roles/customer_auth.hpp"
#include "roles/gateway_browser.hpp"
#include "roles/webhook.hpp"
#include "submit/address_policy.hpp"
#include "submit/submitter.hpp"

#include <boost/asio/thread_pool.hpp>

namespace bolt::roles {

/// All that the handlers of customers' routes work with; outlives them.
struct CustomerContext {
    const Platform& platform;
    store::Database& database;
    submit::EvidenceStore& evidence;
    const PackageCatalog& packages;
    const Settings& settings;
    CustomerAuth& auth;
    Webhook& webhook;                      ///< takes the test checkout's events as it takes Stripe's
    net::HttpClient& http;                 ///< to Stripe, and to websites that the policy allows
    submit::AddressPolicy& addresses;      ///< for every website that a customer names
    asio::thread_pool& pool;               ///< for pictures and pages, which take milliseconds
    GatewayBrowser& browser; ///< prints reports
    std::function<std::string()> base_url; ///< how browsers reach us, without '/' at the end
};

/// What a buyer agrees to, by the date of its text (docs/customer.md).
inline constexpr std::string_view kTermsVersion = "2026-12-01";

// One function a room of the customer's pages (docs/customer.md): each adds its routes.
void add_checkout_routes(net::Router& router, CustomerContext& context);
void add_account_routes(net::Router& router, CustomerContext& context);
void add_profile_routes(net::Router& router, CustomerContext& context);
void add_progress_routes(net::Router& router, CustomerContext& context);
void add_privacy_routes(net::Router& router, CustomerContext& context);

/// Answers with the document, not to be kept by any cache; an error in words for customers.
net::Response customer_answer(const Result<json::object>& document, int status = 200);

} // namespace bolt::roles
