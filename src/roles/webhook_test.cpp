#include "roles/webhook.hpp"

#include "roles/checkout.hpp"
#include "roles/stripe_signature.hpp"
#include "roles/test_http.hpp"
#include "store/sealed_rows.hpp"

namespace bolt::roles {
namespace {

using testing::HasSubstr;
using testing::Not;

class WebhookTest : public HttpTest {
  protected:
    static constexpr const char* kSecret = "whsec_test";
    static constexpr const char* kPackages = R"(
currency: usd
packages:
  - {name: starter, title: Starter, price_cents: 14900, directories: 10, priority: 4, pacing_factor: 1.5, turnaround_hours: 1}
add_ons: []
)";

    void SetUp() override {
        HttpTest::SetUp();
        packages = *PackageCatalog::parse(kPackages);
        start(kSecret);
    }
    void start(std::string secret) {
        server.reset();
        webhook = std::make_unique<Webhook>(platform, *database, packages, std::move(secret));
        net::Router router;
        webhook->add_routes(router);
        serve(std::move(router));
    }
    static BusinessProfile complete() {
        BusinessProfile profile;
        profile.business_name = "Ada's Bistro";
        profile.contact_first_name = "Ada";
        profile.contact_last_name = "Lovelace";
        profile.email = "ada@example.com";
        profile.phone = "+1 312 555 0100";
        profile.website = "https://bistro.example.com";
        profile.address = "12 Engine Street";
        profile.city = "Chicago";
        profile.postal_code = "60601";
        profile.country = "US";
        profile.description =
            "A small bistro with seasonal plates, an open kitchen and a garden in the summer.";
        profile.categories = {"Restaurant"};
        return profile;
    }
    static std::string purchase(std::string event_id = "evt_1", std::string session_id = "cs_1",
                                BusinessProfile profile = complete(), std::string package = "starter") {
        return write_test_purchase({.event_id = std::move(event_id),
                                    .session_id = std::move(session_id),
                                    .package_type = std::move(package),
                                    .profile = std::move(profile),
                                    .amount_total_cents = 14900});
    }
    net::Response post(const std::string& body, std::string signature) {
        return send("POST", "/api/webhook", body, {{"Stripe-Signature", std::move(signature)}});
    }
    net::Response post(const std::string& body) {
        return post(body, stripe_signature_header(body, kSecret, clock.now()));
    }
    /// Rows in the tables a purchase writes: events, customers, jobs, orders, outbox.
    std::string counts() {
        return text("SELECT (SELECT count(*) FROM stripe_events) || ' ' || (SELECT count(*) FROM customers) "
                    "|| ' ' || "
                    "(SELECT count(*) FROM jobs) || ' ' || (SELECT count(*) FROM orders) || ' ' || "
                    "(SELECT count(*) FROM outbox)");
    }

    PackageCatalog packages;
    std::unique_ptr<Webhook> webhook;
};

TEST_F(WebhookTest, KeepsWhatStripeSentSealedWhereAsked) {
    webhook->seal_with = "key";
    ASSERT_EQ(post(purchase()).status, 200);
    const auto kept = text("SELECT payload FROM stripe_events");
    EXPECT_THAT(kept, Not(HasSubstr("312 555")));
    EXPECT_EQ(*store::unseal_payload("key", kept), purchase());
    EXPECT_EQ(counts(), "1 1 1 1 1") << "everything else is as without it";
}

TEST_F(WebhookTest, StoresAPurchaseBeforeItAnswers) {
    const auto response = post(purchase());
    ASSERT_EQ(response.status, 200) << response.body;
    const auto answer = document(response);
    EXPECT_TRUE(get_bool(answer, "received"));
    EXPECT_FALSE(get_bool(answer, "duplicate", true));
    EXPECT_EQ(get_string(answer, "job_id"), text("SELECT id FROM jobs"));
    EXPECT_EQ(counts(), "1 1 1 1 1");
    EXPECT_EQ(text("SELECT status FROM jobs"), "pending");
    EXPECT_EQ(text("SELECT outcome || ' ' || (job_id IS NOT NULL) FROM stripe_events"), "order 1");
    EXPECT_EQ(text("SELECT payload FROM stripe_events"), purchase());
}

TEST_F(WebhookTest, EveryEventAndEverySessionCountsOnce) {
    post(purchase());
    const auto replayed = post(purchase());
    EXPECT_EQ(replayed.status, 200);
    EXPECT_TRUE(get_bool(document(replayed), "duplicate"));
    const auto another_event = post(purchase("evt_2", "cs_1"));
    EXPECT_EQ(another_event.status, 200);
    EXPECT_EQ(get_string(document(another_event), "job_id"), text("SELECT id FROM jobs"));
    EXPECT_EQ(counts(), "2 1 1 1 1");
    EXPECT_EQ(text("SELECT outcome FROM stripe_events WHERE event_id = 'evt_2'"), "order_known");
    post(purchase("evt_3", "cs_2"));
    EXPECT_EQ(counts(), "3 1 2 2 2") << "a customer may buy again";
}

TEST_F(WebhookTest, FiftyReplaysAtOnceMakeOneJob) {
    int left = 50, stored = 0, fresh = 0;
    for (int i = 0; i < 50; ++i)
        spawn(loop.platform.executor, "replay", [&]() -> Async<void> {
            net::ClientRequest request{.method = "POST", .url = url("/api/webhook"), .body = purchase()};
            request.headers.set("Stripe-Signature",
                                stripe_signature_header(request.body, kSecret, clock.now()));
            auto response = co_await http->send(std::move(request));
            stored += response && response->status == 200;
            fresh += response && response->body.find("\"duplicate\":false") != std::string::npos;
            --left;
        });
    ASSERT_TRUE(loop.run_until([&] { return left == 0; }));
    EXPECT_EQ(stored, 50);
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(counts(), "1 1 1 1 1");
}

TEST_F(WebhookTest, AWrongSignatureWritesNothing) {
    const auto body = purchase();
    const auto at = clock.now();
    for (const std::string& signature :
         {std::string(), std::string("nonsense"), stripe_signature_header(body, "whsec_other", at),
          stripe_signature_header(body + " ", kSecret, at), stripe_signature_header(body, kSecret, at - 301s),
          stripe_signature_header(body, kSecret, at + 301s)}) {
        const auto response = post(body, signature);
        EXPECT_EQ(problem(response), "400 stripe_signature") << signature;
        EXPECT_EQ(response.body.find("whsec"), std::string::npos);
    }
    EXPECT_EQ(counts(), "0 0 0 0 0");
    EXPECT_EQ(post(body, stripe_signature_header(body, kSecret, at - 299s)).status, 200);
}

TEST_F(WebhookTest, WithoutASecretItRefusesEverything) {
    start("");
    const auto body = purchase();
    EXPECT_EQ(post(body, stripe_signature_header(body, "", clock.now())).status, 400);
    EXPECT_EQ(counts(), "0 0 0 0 0");
}

TEST_F(WebhookTest, BodiesThatAreNoEventsAreRefusedAlthoughSigned) {
    for (
        const std::string& body :
        {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("{}"),
         std::string(R"({"id":"evt\u0000","type":"x"})"), std::string("{\"id\":\"e\",\"type\":\"\xff\"}"),
         std::string(
             R"({"id":"evt_1","type":"checkout.session.completed","data":{"object":{"payment_status":"paid"}}})")})
        EXPECT_EQ(post(body).status, 400) << body;
    EXPECT_EQ(post("{\"id\":\"" + std::string(2 << 20, 'x') + "\"}").status, 413);
    EXPECT_EQ(send("GET", "/api/webhook").status, 405);
    EXPECT_EQ(counts(), "0 0 0 0 0");
    EXPECT_EQ(post(purchase()).status, 200) << "and it lives";
}

TEST_F(WebhookTest, OtherEventsAreRecordedAndNothingElse) {
    for (const char* event :
         {R"({"id":"evt_a","type":"charge.refunded","data":{"object":{"id":"ch_1"}}})",
          R"({"id":"evt_b","type":"something.new","object":"v2.core.event"})",
          R"({"id":"evt_c","type":"checkout.session.expired","data":{"object":{"id":"cs_1"}}})"})
        EXPECT_EQ(post(event).status, 200) << event;
    EXPECT_EQ(counts(), "3 0 0 0 0");
    EXPECT_EQ(text("SELECT group_concat(outcome, ',') FROM (SELECT DISTINCT outcome FROM stripe_events ORDER "
                   "BY outcome)"),
              "expired,ignored");
}

TEST_F(WebhookTest, APaymentThatComesLaterMakesTheJobThen) {
    auto event = json::parse(purchase());
    event.at("data").at("object").as_object()["payment_status"] = "unpaid";
    EXPECT_EQ(post(json::serialize(event)).status, 200);
    EXPECT_EQ(counts(), "1 0 0 0 0");
    EXPECT_EQ(text("SELECT outcome FROM stripe_events"), "awaiting_payment");
    event.as_object()["id"] = "evt_2";
    event.as_object()["type"] = "checkout.session.async_payment_succeeded";
    EXPECT_EQ(post(json::serialize(event)).status, 200);
    EXPECT_EQ(counts(), "2 1 1 1 1");
}

TEST_F(WebhookTest, AnIncompleteProfileWaitsAndSaysWhatIsMissing) {
    auto profile = complete();
    profile.description.clear();
    profile.website.clear();
    EXPECT_EQ(post(purchase("evt_1", "cs_1", profile)).status, 200);
    EXPECT_EQ(counts(), "1 1 1 1 0") << "nothing is queued";
    EXPECT_THAT(text("SELECT error_message FROM jobs"), HasSubstr("website"));
    EXPECT_THAT(text("SELECT error_message FROM jobs"), HasSubstr("description"));
    EXPECT_EQ(text("SELECT kind FROM action_items"), "missing_profile");
}

TEST_F(WebhookTest, AnUnknownPackageWaitsForAPerson) {
    auto event = json::parse(purchase("evt_1", "cs_1", complete(), "platinum"));
    event.at("data").at("object").as_object()["amount_total"] = 1;
    EXPECT_EQ(post(json::serialize(event)).status, 200);
    EXPECT_EQ(counts(), "1 1 1 1 0");
    EXPECT_EQ(text("SELECT kind FROM action_items"), "order");
    EXPECT_THAT(text("SELECT error_message FROM jobs"), HasSubstr("no known package"));
}

TEST_F(WebhookTest, AskesStripeToSendAgainWhenNothingCanBeStored) {
    database->close();
    EXPECT_EQ(post(purchase()).status, 503);
}

} // namespace
} // namespace bolt::roles
