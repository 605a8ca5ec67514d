#include "store/orders.hpp"

#include "store/outbox.hpp"
#include "store/test_scene.hpp"

#include <thread>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

NewOrder order_of(const std::string& session, const std::string& email = "ada@example.com") {
    NewOrder order;
    order.stripe_session_id = session;
    order.payment_intent = "pi_1";
    order.profile = complete_profile(email);
    order.package_type = "growth";
    order.add_ons = {"express"};
    order.priority = 3;
    order.amount_total = 29900;
    return order;
}

CreatedOrder create(TestStore& store, const NewOrder& order) {
    return store.write([&](Tx& tx) { return create_order(tx, store.platform, order); });
}

TEST(Orders, MakeCustomerJobHistoryAndMessageTogether) {
    TestStore store;
    const auto made = create(store, order_of("cs_1"));
    EXPECT_TRUE(made.created);
    EXPECT_TRUE(made.missing.empty());
    EXPECT_EQ(store.text("SELECT status || ' ' || package_type || ' ' || priority FROM jobs WHERE id = '" +
                         made.job_id + "'"),
              "pending growth 3");
    EXPECT_EQ(store.text("SELECT email FROM customers WHERE id = '" + made.customer_id + "'"),
              "ada@example.com");
    EXPECT_EQ(store.text("SELECT event FROM queue_history WHERE job_id = '" + made.job_id + "'"),
              "order_created");
    EXPECT_EQ(store.text("SELECT add_ons FROM orders WHERE job_id = '" + made.job_id + "'"), "[\"express\"]");
    EXPECT_EQ(store.text("SELECT topic FROM outbox WHERE payload ->> 'job_id' = '" + made.job_id + "'"),
              "enqueue_job");
    EXPECT_EQ(store.number("SELECT payload ->> 'priority' FROM outbox"), 3);
}

TEST(Orders, FiftyParallelReplaysMakeOneJob) {
    TestStore store;
    std::vector<std::thread> threads;
    std::vector<CreatedOrder> made(50);
    for (auto& each : made)
        threads.emplace_back([&store, &each] { each = create(store, order_of("cs_same")); });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::ranges::count_if(made, &CreatedOrder::created), 1);
    for (const auto& each : made) EXPECT_EQ(each.job_id, made[0].job_id);
    for (const auto* table : {"jobs", "orders", "customers", "outbox", "queue_history"})
        EXPECT_EQ(store.number(std::string("SELECT count(*) FROM ") + table), 1) << table;
}

TEST(Orders, ACustomerCanBuyTwice) {
    TestStore store;
    const auto first = create(store, order_of("cs_1"));
    auto again = order_of("cs_2", "Ada@Example.com"); // the same person, as she types it
    again.profile.phone = "+1 312 555 0199";
    again.profile.description.clear();
    const auto second = create(store, again);
    EXPECT_EQ(second.customer_id, first.customer_id);
    EXPECT_NE(second.job_id, first.job_id);
    EXPECT_TRUE(second.missing.empty()) << "what she told before counts";
    EXPECT_EQ(store.number("SELECT count(*) FROM customers"), 1);
    EXPECT_EQ(store.text("SELECT phone FROM customers"), "+1 312 555 0199");
    EXPECT_EQ(store.text("SELECT description FROM customers"), complete_profile().description);
}

TEST(Orders, AnIncompleteProfileWaitsAndSaysWhatIsMissing) {
    TestStore store;
    auto order = order_of("cs_1");
    order.profile.phone.clear();
    order.profile.description = "short";
    const auto made = create(store, order);
    EXPECT_EQ(made.missing.size(), 2u);
    EXPECT_EQ(store.number("SELECT count(*) FROM outbox"), 0);
    EXPECT_EQ(
        store.text("SELECT kind || ' ' || status FROM action_items WHERE job_id = '" + made.job_id + "'"),
        "missing_profile open");
    EXPECT_EQ(store.text("SELECT status FROM jobs"), "pending");
    for (const auto& field : made.missing)
        EXPECT_NE(store.text("SELECT error_message FROM jobs").find(field), std::string::npos) << field;
    EXPECT_EQ(create(store, order).missing, made.missing) << "a replay tells the same";
}

TEST(Orders, AreAllOrNothing) {
    TestStore store;
    auto order = order_of("cs_1");
    order.currency = "us\xFF";
    EXPECT_FALSE(store->write_blocking([&](Tx& tx) { return create_order(tx, store.platform, order); }));
    for (const auto* table : {"jobs", "orders", "customers", "outbox", "queue_history", "changes"})
        EXPECT_EQ(store.number(std::string("SELECT count(*) FROM ") + table), 0) << table;
}

TEST(Orders, AnEventIsRecordedOnce) {
    TestStore store;
    const StripeEvent event{"evt_1", "checkout.session.completed", "cs_1", "{\"id\":\"evt_1\"}"};
    const auto record = [&] {
        return store.write(
            [&](Tx& tx) { return record_stripe_event(tx, store.platform, event, "received"); });
    };
    EXPECT_TRUE(record());
    EXPECT_FALSE(record());
    const auto made = create(store, order_of("cs_1"));
    store.write([&](Tx& tx) { return set_event_job(tx, "evt_1", "job_created", made.job_id); });
    EXPECT_EQ(store.text("SELECT outcome || ' ' || job_id FROM stripe_events"), "job_created " + made.job_id);
}

TEST(Outbox, EachMessageIsTakenByOneRelayUntilItsHoldEnds) {
    TestStore store;
    const auto add = [&](std::string key) {
        return store.write(
            [&](Tx& tx) { return add_outbox(tx, store.platform, "enqueue_job", key, {{"key", key}}); });
    };
    const auto take = [&] {
        return store.write([&](Tx& tx) { return take_outbox(tx, store.clock.now(), 10, 30s); });
    };
    EXPECT_TRUE(add("a"));
    EXPECT_TRUE(add("b"));
    EXPECT_FALSE(add("a"));
    const auto taken = take();
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_EQ(get_string(taken[0].payload, "key"), "a");
    EXPECT_EQ(taken[0].attempts, 0);
    EXPECT_TRUE(take().empty());
    store.clock.advance(10s);
    store.write([&](Tx& tx) { return mark_delivered(tx, store.clock.now(), taken[0].id); });
    store.write([&](Tx& tx) {
        return mark_delivery_failed(tx, store.clock.now() + 5s, taken[1].id, "connection refused");
    });
    auto depth = store.write([&](Tx& tx) { return outbox_depth(tx, store.clock.now()); });
    EXPECT_EQ(depth.waiting, 1);
    EXPECT_EQ(depth.oldest, 10s);
    EXPECT_TRUE(take().empty());
    store.clock.advance(5s);
    const auto again = take();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].attempts, 1);
    // A late failure report must not bring a delivered message back.
    store.write([&](Tx& tx) { return mark_delivered(tx, store.clock.now(), again[0].id); });
    store.write([&](Tx& tx) { return mark_delivery_failed(tx, store.clock.now(), again[0].id, "late"); });
    store.clock.advance(1h);
    EXPECT_TRUE(take().empty());
    EXPECT_EQ(store.write([&](Tx& tx) { return outbox_depth(tx, store.clock.now()); }).waiting, 0);
}

} // namespace
} // namespace bolt::store
