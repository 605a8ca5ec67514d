#include "store/sealed_rows.hpp"

#include "base/secret_box.hpp"
#include "store/emails.hpp"
#include "store/orders.hpp"
#include "store/site_accounts.hpp"
#include "store/sql.hpp"
#include "store/test_scene.hpp"

#include <gtest/gtest.h>

namespace bolt::store {
namespace {

constexpr const char* kPurchase =
    R"({"id":"evt_1","data":{"email":"ada@example.com","phone":"+1 312 555 0100"}})";
const Statement kErased{"UPDATE stripe_events SET payload = '{}' WHERE event_id = 'evt_7'"};

class SealedRows : public ::testing::Test {
  protected:
    void SetUp() override {
        scene.add_job("ada@example.com");
        customer = scene.text("SELECT id FROM customers");
    }
    void add_event(const std::string& id, const std::string& payload) {
        scene.write([&](Tx& tx) {
            return record_stripe_event(tx, scene.platform,
                                       {id, "checkout.session.completed", "cs_" + id, payload}, "order");
        });
    }
    std::string payload(const std::string& id) {
        return scene.text("SELECT payload FROM stripe_events WHERE event_id = '" + id + "'");
    }
    std::string sealed(std::string_view key, std::string_view text) {
        return *seal(key, text, scene.platform.random);
    }
    void keep_account(const std::string& host, std::string_view key, std::string_view password) {
        const SiteAccount account{customer, host, "ada@example.com", "ada1234", sealed(key, password)};
        scene.write([&](Tx& tx) { return keep_site_account(tx, scene.platform, account); });
    }
    std::string password(const std::string& host, std::string_view key) {
        const auto account = scene.write([&](Tx& tx) { return find_site_account(tx, customer, host); });
        const auto opened = unseal(key, account->sealed_password);
        return opened ? *opened : "(does not open)";
    }
    Resealed reseal(std::string current, std::string previous = "", bool payloads = true) {
        auto done = reseal_rows(*scene.database, scene.platform.random, {current, previous, payloads});
        EXPECT_TRUE(done) << done.error().message;
        return done.value_or(Resealed{});
    }
    Scene scene;
    std::string customer;
};

TEST_F(SealedRows, PayloadsAreSealedAndOpenedAgain) {
    add_event("evt_1", kPurchase);
    EXPECT_EQ(reseal("new").changed, 1);
    EXPECT_EQ(payload("evt_1").find("312 555"), std::string::npos);
    EXPECT_NE(payload("evt_1").find(key_id("new")), std::string::npos);
    EXPECT_EQ(*parse_json(*unseal_payload("new", payload("evt_1"))), *parse_json(kPurchase));
    EXPECT_FALSE(unseal_payload("other", payload("evt_1")));
    const auto again = reseal("new");
    EXPECT_EQ(again.changed, 0);
    EXPECT_EQ(again.kept, 1);
    EXPECT_EQ(reseal("new", "", false).changed, 1);
    EXPECT_EQ(*parse_json(payload("evt_1")), *parse_json(kPurchase));
}

TEST_F(SealedRows, AChangeOfTheKeyTakesEverythingAlong) {
    add_event("evt_1", *seal_payload("old", kPurchase, scene.platform.random));
    keep_account("guide.example", "old", "secret of guide");
    keep_account("maps.example", "new", "secret of maps");
    scene.write([&](Tx& tx) -> Result<bool> {
        NewEmail email;
        email.template_name = "login_link";
        email.to = "ada@example.com";
        email.dedupe_key = "k";
        email.sealed_variables = sealed("old", R"({"url":"https://x"})");
        return queue_email(tx, scene.platform, email);
    });
    const auto done = reseal("new", "old");
    EXPECT_EQ(done.changed, 3);
    EXPECT_EQ(done.lost, 0);
    EXPECT_EQ(password("guide.example", "new"), "secret of guide");
    EXPECT_EQ(password("maps.example", "new"), "secret of maps");
    EXPECT_EQ(*parse_json(*unseal_payload("new", payload("evt_1"))), *parse_json(kPurchase));
    EXPECT_EQ(*unseal("new", scene.text("SELECT sealed_variables FROM emails")), R"({"url":"https://x"})");
}

TEST_F(SealedRows, WhatNoKeyOpensStaysAsItIs) {
    add_event("evt_1", *seal_payload("lost", kPurchase, scene.platform.random));
    keep_account("guide.example", "lost", "secret of guide");
    const auto before = payload("evt_1");
    const auto done = reseal("new", "old");
    EXPECT_EQ(done.lost, 2);
    EXPECT_EQ(done.changed, 0);
    EXPECT_EQ(payload("evt_1"), before);
    EXPECT_EQ(password("guide.example", "lost"), "secret of guide");
    EXPECT_EQ(reseal_rows(*scene.database, scene.platform.random, {}).error().code,
              ErrorCode::invalid_argument);
}

TEST_F(SealedRows, ManyRowsInBatchesAndNothingOfTheErased) {
    scene.write([&](Tx& tx) -> Result<void> {
        for (int i = 0; i < 450; ++i) {
            const auto n = std::to_string(i);
            const StripeEvent event{"evt_" + n, "checkout.session.completed", "cs_" + n, kPurchase};
            if (auto added = record_stripe_event(tx, scene.platform, event, "order"); !added)
                return forward(added);
            const SiteAccount account{customer, "h" + n + ".example", "", "", sealed("old", "p")};
            if (auto kept = keep_site_account(tx, scene.platform, account); !kept) return kept;
        }
        tx.run(kErased);
        return {};
    });
    EXPECT_EQ(reseal("new", "old").changed, 449 + 450);
    EXPECT_EQ(payload("evt_7"), "{}");
    EXPECT_EQ(password("h0.example", "new") + password("h449.example", "new"), "pp");
    EXPECT_EQ(reseal("new", "old").changed, 0);
}

} // namespace
} // namespace bolt::store
