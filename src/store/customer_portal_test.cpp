#include "store/customer_portal.hpp"

#include "store/checkouts.hpp"
#include "store/customer_access.hpp"
#include "store/customer_edit.hpp"
#include "store/orders.hpp"
#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

NewOrder order_of(const std::string& session, const std::string& email, const std::string& intent = "") {
    NewOrder order;
    order.stripe_session_id = session;
    order.payment_intent = intent;
    order.profile = complete_profile(email);
    order.package_type = "starter";
    return order;
}
CreatedOrder buy(TestStore& store, const NewOrder& order) {
    return store.write([&](Tx& tx) { return create_order(tx, store.platform, order); });
}
void event(TestStore& store, const std::string& id, const std::string& intent, const std::string& kind) {
    store.write([&](Tx& tx) -> Result<void> {
        auto kept =
            record_stripe_event(tx, store.platform, {id, "charge.any", "ch_1", "{}"}, "payment_changed");
        if (!kept) return forward(kept);
        auto taken = take_payment_event(tx, store.platform, {id, intent, kind});
        if (!taken) return forward(taken);
        return {};
    });
}
std::string state(TestStore& store, const std::string& job) {
    return store.text("SELECT j.status || ' ' || CASE WHEN j.paused THEN 'paused' ELSE 'going' END || ' ' || "
                      "o.payment_state FROM jobs j JOIN orders o ON o.job_id = j.id WHERE j.id = '" +
                      job + "'");
}

TEST(PaymentEvents, EveryOrderOfEventsEndsInTheSameState) {
    const std::vector<std::string> kinds{"disputed", "dispute_won", "partly_refunded"};
    auto order = kinds;
    std::ranges::sort(order);
    TestStore store;
    int number = 0;
    do {
        const auto intent = fmt::format("pi_{}", ++number);
        const auto job = buy(store, order_of("cs_" + intent, intent + "@example.com", intent)).job_id;
        for (const auto& kind : order) event(store, fmt::format("evt_{}_{}", number, kind), intent, kind);
        EXPECT_EQ(state(store, job), "pending going partly_refunded")
            << fmt::format("{}", fmt::join(order, " "));
    } while (std::ranges::next_permutation(order).found);
}

TEST(PaymentEvents, ARefundCancelsWhatIsNotDoneAndComesBeforeItsOrderToo) {
    TestStore store;
    event(store, "evt_early", "pi_early", "refunded");
    const auto made = buy(store, order_of("cs_early", "early@example.com", "pi_early"));
    store.write([&](Tx& tx) { return apply_payment_state(tx, store.platform, "pi_early"); });
    EXPECT_EQ(state(store, made.job_id), "cancelled going refunded");
    event(store, "evt_nobody", "pi_nobody", "refunded"); // no order: kept, nothing else
    EXPECT_EQ(store.number("SELECT count(*) FROM payment_events"), 2);
}

TEST(PaymentEvents, WhatIsDoneIsPutBeforeAPerson) {
    Scene scene;
    const auto made = buy(scene, order_of("cs_1", "ada@example.com", "pi_1"));
    scene.begin(made.job_id); // no directory: the job ends
    event(scene, "evt_1", "pi_1", "dispute_lost");
    EXPECT_EQ(
        scene.text("SELECT kind || ' ' || status FROM action_items WHERE job_id = '" + made.job_id + "'"),
        "refunded open");
}

TEST(CustomerAccess, LinksOpenWhatTheySayAsLongAsTheyLive) {
    TestStore store;
    const auto made = buy(store, order_of("cs_1", "Ada@Example.com"));
    const auto add = [&](const std::string& hash, const std::string& job) {
        store.write([&](Tx& tx) {
            return add_customer_link(tx, store.platform.now(), {hash, made.customer_id, job, 1h});
        });
    };
    const auto use = [&](const std::string& hash) {
        return store.write([&](Tx& tx) { return use_customer_link(tx, store.platform.now(), hash); });
    };
    add("job link", made.job_id);
    add("login link", "");
    EXPECT_EQ(use("job link")->job_id, made.job_id);
    EXPECT_TRUE(use("job link")) << "a private link opens again";
    EXPECT_EQ(use("login link")->job_id, "");
    EXPECT_FALSE(use("login link")) << "a login link opens once";
    EXPECT_FALSE(use("nothing"));
    store.clock.advance(61min);
    EXPECT_FALSE(use("job link"));
    EXPECT_EQ(store.write([&](Tx& tx) { return prune_customer_access(tx, store.platform.now(), 0s); }), 2);
}

TEST(CustomerAccess, SessionsEndWithTimeRevocationAndErasure) {
    TestStore store;
    const auto made = buy(store, order_of("cs_1", "ada@example.com"));
    const auto open = [&](const std::string& hash) {
        return store.write([&](Tx& tx) {
            return open_customer_session(tx, store.platform, {"", made.customer_id, "", {}}, hash, 1h);
        });
    };
    const auto lives = [&](const std::string& hash) {
        return store.write([&](Tx& tx) { return find_customer_session(tx, store.platform.now(), hash); })
            .has_value();
    };
    const auto kept = open("kept");
    open("other");
    EXPECT_TRUE(lives("kept") && lives("other"));
    store.write(
        [&](Tx& tx) { return revoke_customer_access(tx, store.platform.now(), made.customer_id, kept.id); });
    EXPECT_TRUE(lives("kept"));
    EXPECT_FALSE(lives("other"));
    store.write([&](Tx& tx) {
        return erase_customer(tx, store.platform, made.customer_id, "ada@example.com", {"customer", ""});
    });
    EXPECT_FALSE(lives("kept"));
}

TEST(CustomerPortal, ShowsNothingOfAnotherCustomer) {
    Scene scene;
    scene.add_directories(2);
    const auto ada = buy(scene, order_of("cs_1", "ada@example.com")),
               bob = buy(scene, order_of("cs_2", "bob@example.com"));
    scene.begin(bob.job_id);
    const auto result = scene.text("SELECT id FROM job_results WHERE job_id = '" + bob.job_id + "' LIMIT 1");
    const auto code = [&](auto function) {
        const auto found = scene->read_blocking(function);
        return found ? ErrorCode::internal : found.error().code;
    };
    EXPECT_EQ(code([&](Tx& tx) { return progress_document(tx, ada.customer_id, bob.job_id); }),
              ErrorCode::not_found);
    EXPECT_EQ(code([&](Tx& tx) { return picture_of_result(tx, ada.customer_id, ada.job_id, result); }),
              ErrorCode::not_found);
    EXPECT_EQ(code([&](Tx& tx) { return own_item(tx, ada.customer_id, bob.job_id, result); }),
              ErrorCode::not_found);
    const auto own = scene.write([&](Tx& tx) { return progress_document(tx, bob.customer_id, bob.job_id); });
    EXPECT_EQ(own.at("results").as_array().size(), 2u);
    EXPECT_EQ(get_int(own.at("counts"), "pending"), 2);
    const auto all = scene.write([&](Tx& tx) { return account_document(tx, ada.customer_id, ""); });
    EXPECT_EQ(all.at("jobs").as_array().size(), 1u);
    const auto exported = scene.write([&](Tx& tx) { return export_customer(tx, bob.customer_id); });
    EXPECT_EQ(json::serialize(exported).find("ada@"), std::string::npos);
    EXPECT_EQ(exported.at("submissions").as_array().size(), 2u);
}

TEST(CustomerPortal, ForgetsWhoseTimeIsOverAndNobodyElse) {
    Scene scene;
    const auto old = buy(scene, order_of("cs_1", "old@example.com"));
    scene.begin(old.job_id); // ends at once
    buy(scene, order_of("cs_2", "open@example.com"));
    scene.clock.advance(100h);
    const auto recent = buy(scene, order_of("cs_3", "recent@example.com"));
    scene.begin(recent.job_id);
    const auto found =
        scene.write([&](Tx& tx) { return customers_to_forget(tx, scene.platform.now() - 24h, 10); });
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].second, "old@example.com");
}

TEST(ListingLooks, AreDueAfterTheirTimeAndTellOfTwoMissesInARow) {
    Scene scene;
    scene.add_directories(1);
    const auto job = scene.begun_job();
    scene.script("UPDATE job_results SET status = 'submitted', listing_url = 'https://dir-00.example/ada' "
                 "WHERE job_id = '" +
                 job + "'");
    const auto due = [&] {
        return scene.write([&](Tx& tx) {
            return due_listings(tx, scene.platform.now() - 720h, scene.platform.now() - 24h, 10);
        });
    };
    EXPECT_TRUE(due().empty());
    scene.clock.advance(721h);
    const auto first = due();
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].profile.business_name, "Ada's Bistro");
    const auto look = [&](bool live) {
        return scene.write([&](Tx& tx) { return note_listing_look(tx, scene.platform, first[0], live, {}); });
    };
    EXPECT_FALSE(look(false)) << "once may be bad luck";
    EXPECT_TRUE(due().empty());
    scene.clock.advance(25h);
    EXPECT_EQ(due().size(), 1u);
    EXPECT_TRUE(look(false));
    EXPECT_FALSE(look(false)) << "told once";
    EXPECT_TRUE(look(true)) << "it is back";
    EXPECT_EQ(scene.number("SELECT count(*) FROM queue_history WHERE event LIKE 'listing_%'"), 2);
}

TEST(Drafts, AreKeptAsTheyAreUntilTheyAreDropped) {
    TestStore store;
    const auto made = buy(store, order_of("cs_1", "ada@example.com"));
    for (const char* text : {"half", "whole"})
        store.write([&](Tx& tx) {
            return save_profile_draft(tx, store.platform, made.customer_id, {{"phone", text}});
        });
    const auto draft = [&] {
        return store.write([&](Tx& tx) { return profile_draft(tx, made.customer_id); });
    };
    EXPECT_EQ(get_string(draft(), "phone"), "whole");
    store.write([&](Tx& tx) { return drop_profile_draft(tx, made.customer_id); });
    EXPECT_TRUE(draft().empty());
}

} // namespace
} // namespace bolt::store
