#include "cli/demo.hpp"

#include "base/json.hpp"
#include "cli/test_business.hpp"
#include "playground/playground.hpp"
#include "roles/checkout.hpp"
#include "roles/stripe_signature.hpp"
#include "store/directories.hpp"

#include <fmt/format.h>

namespace bolt::cli {

// Practice sites answer at once and are ours: a short pause keeps the demo lively and still shows pacing.
constexpr int kPracticePacingMs = 200;

Async<Result<int>> seed_practice_directories(Platform platform, store::Database& database,
                                             std::uint16_t playground_port) {
    auto work = [platform, playground_port](store::Tx& tx) -> Result<int> {
        int count = 0;
        for (const auto& site : playground::sites()) {
            if (!site.demo) continue;
            store::Directory directory;
            directory.name = site.name;
            directory.title = site.title;
            directory.website = site.origin(playground_port) + "/";
            directory.submission_url = site.origin(playground_port) + site.submit_path;
            directory.host = directory.website.substr(7, directory.website.size() - 8);
            directory.description = site.kind;
            directory.language = site.language;
            directory.category = "practice";
            directory.tier_required = 1;
            // The listed order is the order on the index page.
            directory.domain_authority = 100 - count;
            directory.policy = "allowed";
            directory.pacing_ms = kPracticePacingMs;
            auto stored = store::upsert_directory(tx, platform, directory);
            if (!stored) return forward(stored);
            ++count;
        }
        return count;
    };
    co_return co_await database.write(std::move(work));
}

Async<Result<std::string>> make_purchase(Platform platform, net::HttpClient& http, std::string gateway_url,
                                         const roles::Settings& settings, std::string package_type,
                                         int price_cents, int directories) {
    const auto id = platform.new_id();
    roles::TestPurchase purchase;
    purchase.event_id = "evt_test_" + id;
    purchase.session_id = "cs_test_" + id;
    purchase.package_type = std::move(package_type);
    purchase.profile = test_business(id.substr(28));
    purchase.amount_total_cents = price_cents;
    purchase.package_size = directories;
    purchase.created_seconds =
        std::chrono::duration_cast<std::chrono::seconds>(platform.now().time_since_epoch()).count();
    net::ClientRequest request;
    request.method = "POST";
    request.url = gateway_url + "/api/webhook";
    request.body = roles::write_test_purchase(purchase);
    request.headers.set("Content-Type", "application/json");
    request.headers.set(
        "Stripe-Signature",
        roles::stripe_signature_header(request.body, settings.stripe_webhook_secret, platform.now()));
    auto response = co_await http.send(std::move(request));
    if (!response) co_return forward(response);
    if (response->status != 200)
        co_return fail(ErrorCode::unavailable, fmt::format("the webhook answered {}: {}", response->status,
                                                           response->body.substr(0, 300)));
    auto answer = parse_json(response->body);
    if (!answer) co_return forward(answer);
    co_return get_string(*answer, "job_id");
}

} // namespace bolt::cli
