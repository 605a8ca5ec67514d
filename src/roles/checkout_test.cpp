#include "roles/checkout.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace bolt::roles {
namespace {

using Kind = CheckoutEvent::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kPackages = R"(
currency: usd
packages:
  - {name: starter, title: Starter, price_cents: 14900, directories: 10, priority: 4, pacing_factor: 1.5, turnaround_hours: 1}
  - {name: professional, title: Professional, price_cents: 49900, directories: 20, priority: 2, pacing_factor: 1, turnaround_hours: 1}
add_ons: []
)";

class Checkout : public testing::Test {
  protected:
    Result<CheckoutEvent> read(const json::value& event) {
        return read_checkout_event(event, json::serialize(event), packages);
    }
    CheckoutEvent read_session(json::object session, std::string_view type = "checkout.session.completed") {
        for (const auto& [key, value] : json::object{{"id", "cs_1"},
                                                     {"object", "checkout.session"},
                                                     {"mode", "payment"},
                                                     {"payment_status", "paid"},
                                                     {"amount_total", 14900},
                                                     {"currency", "usd"}})
            if (!session.contains(key)) session[key] = value;
        auto event = read({{"id", "evt_1"}, {"type", type}, {"data", {{"object", session}}}});
        if (!event) throw std::runtime_error(event.error().message);
        return std::move(*event);
    }
    store::NewOrder order(json::object metadata, json::object session = {}) {
        session["metadata"] = std::move(metadata);
        return read_session(std::move(session)).order;
    }
    PackageCatalog packages = *PackageCatalog::parse(kPackages);
};

TEST_F(Checkout, ReadsACompletedPurchase) {
    const auto event = read_session(
        {{"payment_intent", "pi_1"},
         {"amount_total", 49900},
         {"metadata",
          {{"package_id", "professional"},
           {"total_directories", "12"},
           {"addon_ids", "logo, ,extra"},
           {"business_name", "Ada's Bistro"},
           {"website", "https://bistro.example"},
           {"phone", "+1 312 555 0100"}}},
         {"customer_details",
          {{"email", "ada@example.com"}, {"name", "Ada Mary Lovelace"}, {"phone", "+1 999 555 0199"}}}});
    EXPECT_EQ(event.kind, Kind::paid);
    EXPECT_EQ(event.event.event_id, "evt_1");
    EXPECT_EQ(event.event.object_id, "cs_1");
    const auto& order = event.order;
    EXPECT_EQ(order.stripe_session_id, "cs_1");
    EXPECT_EQ(order.payment_intent, "pi_1");
    EXPECT_EQ(order.package_type, "professional");
    EXPECT_EQ(order.priority, 2);
    EXPECT_EQ(order.package_size, 12);
    EXPECT_EQ(order.amount_total, 49900);
    EXPECT_EQ(order.hold_reason, "");
    EXPECT_THAT(order.add_ons, ElementsAre("logo", "extra"));
    EXPECT_EQ(order.profile.business_name, "Ada's Bistro");
    EXPECT_EQ(order.profile.phone, "+1 312 555 0100") << "the business's phone, not the payer's";
    EXPECT_EQ(order.profile.email, "ada@example.com");
    EXPECT_EQ(order.profile.contact_first_name, "Ada Mary");
    EXPECT_EQ(order.profile.contact_last_name, "Lovelace");
}

TEST_F(Checkout, CustomFieldsAreAListAndTheirKeysHaveNoUnderscores) {
    const auto profile =
        order({{"website", "https://bistro.example"}},
              {{"custom_fields",
                {{{"key", "businessname"}, {"type", "text"}, {"text", {{"value", "Ada's Bistro"}}}},
                 {{"key", "category"},
                  {"type", "dropdown"},
                  {"dropdown", {{"value", "restaurant"}, {"options", {}}}}},
                 {{"key", "postalCode"}, {"type", "numeric"}, {"numeric", {{"value", "60601"}}}},
                 {{"key", "website"}, {"type", "text"}, {"text", {{"value", "https://other.example"}}}},
                 {{"key", "city"}, {"type", "text"}, {"text", {{"value", nullptr}}}},
                 "no object",
                 {{"key", "phone"}, {"type", "text"}}}}})
            .profile;
    EXPECT_EQ(profile.business_name, "Ada's Bistro");
    EXPECT_THAT(profile.categories, ElementsAre("restaurant"));
    EXPECT_EQ(profile.postal_code, "60601");
    EXPECT_EQ(profile.website, "https://bistro.example") << "metadata wins";
    EXPECT_EQ(profile.phone, "");
}

TEST_F(Checkout, MetadataWinsUnderAnyOfItsNames) {
    const auto profile =
        order({{"businessName", "Ada's"},
               {"business_email", "desk@bistro.example"},
               {"phoneNumber", "3125550100"},
               {"contact_name", "Grace Hopper"}},
              {{"customer_details",
                {{"email", "payer@example.com"}, {"name", "Some Payer"}, {"phone", "9995550199"}}}})
            .profile;
    EXPECT_EQ(profile.email, "desk@bistro.example");
    EXPECT_EQ(profile.phone, "3125550100");
    EXPECT_EQ(profile.contact_first_name, "Grace");
    EXPECT_EQ(profile.contact_last_name, "Hopper");
}

TEST_F(Checkout, AnAddressIsTakenWhole) {
    const json::object payer{{"customer_details",
                              {{"email", "a@example.com"},
                               {"address",
                                {{"line1", "1 Payer Road"},
                                 {"line2", "Flat 2"},
                                 {"city", "Boston"},
                                 {"state", "MA"},
                                 {"postal_code", "02101"},
                                 {"country", "US"}}}}}};
    const auto from_payer = order({{"country", "GB"}}, payer).profile;
    EXPECT_EQ(from_payer.address, "1 Payer Road, Flat 2");
    EXPECT_EQ(from_payer.city, "Boston");
    EXPECT_EQ(from_payer.postal_code, "02101");
    EXPECT_EQ(from_payer.country, "US");
    const auto own = order({{"address", "12 Engine Street"}, {"city", "Chicago"}}, payer).profile;
    EXPECT_EQ(own.address, "12 Engine Street");
    EXPECT_EQ(own.city, "Chicago");
    EXPECT_EQ(own.postal_code, "") << "the payer's would belong to another place";
}

TEST_F(Checkout, MetadataMayHoldJsonTexts) {
    const auto profile = order({{"categories", R"(["Restaurant","Bistro"])"},
                                {"hours", R"({"mon":[{"opens":"09:00","closes":"17:00"}]})"},
                                {"social_links", R"({"facebook":"https://facebook.com/ada"})"}})
                             .profile;
    EXPECT_THAT(profile.categories, ElementsAre("Restaurant", "Bistro"));
    EXPECT_EQ(profile.hours.at("mon").at(0).closes, "17:00");
    EXPECT_EQ(profile.social_links.at("facebook"), "https://facebook.com/ada");
    const auto broken = order({{"business_name", "Ada's"},
                               {"categories", "[1,2"},
                               {"hours", "{\"mon\":"},
                               {"social_links", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}})
                            .profile;
    EXPECT_EQ(broken.business_name, "Ada's");
    EXPECT_TRUE(broken.hours.empty() && broken.social_links.empty());
}

TEST_F(Checkout, AFieldThatBreaksItsBoundsIsLeftOutAndNothingElse) {
    const auto profile = order({{"business_name", "Ada's"},
                                {"description", std::string(20'000, 'x')},
                                {"city", std::string(500, 'y')},
                                {"website", "https://bistro.example"}})
                             .profile;
    EXPECT_EQ(profile.business_name, "Ada's");
    EXPECT_EQ(profile.website, "https://bistro.example");
    EXPECT_EQ(profile.description, "");
    EXPECT_EQ(profile.city, "");
}

TEST_F(Checkout, ThePackageIsNamedOrPaid) {
    for (const char* key : {"package_id", "package", "package_type", "plan", "tier"})
        EXPECT_EQ(order({{key, "professional"}}).package_type, "professional") << key;
    EXPECT_EQ(order({}, {{"amount_total", 49900}}).package_type, "professional");
    EXPECT_EQ(order({{"plan", "no such"}}, {{"amount_total", 49900}}).package_type, "professional");
    for (const json::object& session :
         {json::object{{"amount_total", 1}}, json::object{{"amount_total", 49900}, {"currency", "jpy"}},
          json::object{{"amount_total", nullptr}}}) {
        const auto unknown = order({{"package_id", "platinum"}}, session);
        EXPECT_THAT(unknown.hold_reason, HasSubstr("no known package")) << json::serialize(session);
        EXPECT_EQ(unknown.package_type, "starter");
    }
}

TEST_F(Checkout, TheCapIsAWholeNumberInItsBounds) {
    EXPECT_EQ(order({{"total_directories", "10000"}}).package_size, 10'000);
    for (const char* text : {"", "0", "-3", "10001", "many", "99999999999999999999"})
        EXPECT_EQ(order({{"total_directories", text}}).package_size, std::nullopt) << text;
}

TEST_F(Checkout, OnlyPaidSessionsAreOrders) {
    EXPECT_EQ(read_session({}).kind, Kind::paid);
    EXPECT_EQ(read_session({{"payment_status", "no_payment_required"}}).kind, Kind::paid);
    for (const char* status : {"unpaid", "", "PAID", "refunded"})
        EXPECT_EQ(read_session({{"payment_status", status}}).kind, Kind::awaiting) << status;
    EXPECT_EQ(read_session({{"payment_status", "unpaid"}}, "checkout.session.async_payment_succeeded").kind,
              Kind::paid);
    EXPECT_EQ(read_session({}, "checkout.session.async_payment_failed").kind, Kind::failed);
    EXPECT_EQ(read_session({}, "checkout.session.expired").kind, Kind::expired);
    EXPECT_EQ(read_session({}, "x").kind, Kind::ignored);
    // A charge that names no payment is about nothing that is known here.
    EXPECT_EQ(read_session({}, "charge.refunded").kind, Kind::ignored);
    EXPECT_EQ(read_session({{"mode", "subscription"}}).kind, Kind::ignored);
}

TEST_F(Checkout, ReadsWhatBecameOfPayments) {
    const auto kind = [this](json::object more, const char* type) {
        more["payment_intent"] = "pi_1";
        const auto event = read_session(std::move(more), type);
        return event.kind == Kind::payment ? event.payment.kind : "ignored";
    };
    EXPECT_EQ(kind({{"refunded", true}}, "charge.refunded"), "refunded");
    EXPECT_EQ(kind({{"amount", 100}, {"amount_refunded", 100}}, "charge.refunded"), "refunded");
    EXPECT_EQ(kind({{"amount", 100}, {"amount_refunded", 99}}, "charge.refunded"), "partly_refunded");
    EXPECT_EQ(kind({}, "charge.dispute.created"), "disputed");
    EXPECT_EQ(kind({{"status", "won"}}, "charge.dispute.closed"), "dispute_won");
    EXPECT_EQ(kind({{"status", "warning_closed"}}, "charge.dispute.closed"), "dispute_won");
    EXPECT_EQ(kind({{"status", "lost"}}, "charge.dispute.closed"), "dispute_lost");
    EXPECT_EQ(kind({{"status", "needs_response"}}, "charge.dispute.closed"), "ignored");
}

TEST_F(Checkout, ThinEventsAreRecordedOnly) {
    for (const json::value& event :
         {json::value{{"id", "evt_2"}, {"object", "v2.core.event"}, {"type", "v1.billing.meter"}},
          json::value{{"id", "evt_2"}, {"type", "checkout.session.completed"}},
          json::value{{"id", "evt_2"}, {"type", "checkout.session.completed"}, {"data", 7}}}) {
        const auto read_event = read(event);
        ASSERT_TRUE(read_event) << json::serialize(event);
        EXPECT_EQ(read_event->kind, Kind::ignored);
    }
}

TEST_F(Checkout, RefusesWhatIsNoEvent) {
    const auto session = [](json::value id) {
        return json::value{{"id", "e"},
                           {"type", "checkout.session.completed"},
                           {"data", {{"object", {{"id", std::move(id)}, {"payment_status", "paid"}}}}}};
    };
    for (const json::value& event :
         {json::value(nullptr), json::value(json::array{1}), json::value{{"id", "evt"}},
          json::value{{"type", "x"}}, json::value{{"id", 7}, {"type", "x"}},
          json::value{{"id", std::string(256, 'e')}, {"type", "x"}},
          json::value{{"id", std::string("e\0v", 3)}, {"type", "x"}},
          json::value{{"id", "e v"}, {"type", "x"}},
          json::value{{"id", "e"}, {"type", std::string(300, 't')}}, session(nullptr), session(""),
          session("c\n"), session(json::value(std::string(300, 'c')))}) {
        const auto refused = read(event);
        ASSERT_FALSE(refused) << json::serialize(event);
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    }
}

TEST_F(Checkout, WrongTypesAreNoValues) {
    const auto event = read_session({{"payment_intent", {{"id", "pi_1"}}},
                                     {"currency", 7},
                                     {"amount_total", 1e300},
                                     {"custom_fields", "none"},
                                     {"customer_details", {{"email", 7}, {"name", {}}, {"address", "here"}}},
                                     {"metadata", {{"business_name", 7}, {"city", nullptr}}}});
    EXPECT_EQ(event.kind, Kind::paid);
    EXPECT_EQ(event.order.payment_intent, "");
    EXPECT_EQ(event.order.currency, "usd");
    EXPECT_EQ(event.order.profile, BusinessProfile{});
    EXPECT_EQ(read_session({{"metadata", "none"}, {"customer_details", 7}}).kind, Kind::paid);
}

TEST_F(Checkout, ATestPurchaseReadsBackWhole) {
    TestPurchase purchase{
        .event_id = "evt_9", .session_id = "cs_9", .package_type = "starter", .profile = {}};
    purchase.amount_total_cents = 14900;
    purchase.package_size = 3;
    auto& profile = purchase.profile;
    profile.business_name = "Ada's";
    profile.contact_first_name = "Ada";
    profile.contact_last_name = "Lovelace";
    profile.email = "ada@example.com";
    profile.categories = {"Restaurant", "Bistro"};
    profile.hours["tue"] = {{"10:00", "24:00"}};
    profile.social_links["facebook"] = "https://facebook.com/ada";
    profile.address = "12 Engine Street";
    profile.city = "Chicago";
    profile.country = "US";
    const auto event = read(json::parse(write_test_purchase(purchase)));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->order.profile, profile);
    EXPECT_EQ(event->order.package_size, 3);
    EXPECT_EQ(event->order.stripe_session_id, "cs_9");
}

} // namespace
} // namespace bolt::roles
