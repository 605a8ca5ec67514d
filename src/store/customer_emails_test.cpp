#include "store/customer_emails.hpp"

#include "store/emails.hpp"
#include "store/orders.hpp"
#include "store/test_scene.hpp"

#include <gtest/gtest.h>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

class CustomerEmails : public ::testing::Test {
  protected:
    std::string order(BusinessProfile profile = complete_profile(), const std::string& hold_reason = "") {
        NewOrder order;
        order.stripe_session_id = store.platform.new_id();
        order.profile = std::move(profile);
        order.package_type = "starter";
        order.hold_reason = hold_reason;
        return store.write([&](Tx& tx) -> Result<std::string> {
            auto made = create_order(tx, store.platform, order);
            if (!made) return forward(made);
            return made->job_id;
        });
    }
    std::string keys() {
        return store.text(
            "SELECT coalesce(/*LITE*/group_concat(dedupe_key)/*END*//*PG*/string_agg(dedupe_key, "
            "',')/*END*/, '') FROM (SELECT dedupe_key FROM emails WHERE status = 'queued' ORDER BY "
            "created_at, dedupe_key) AS found");
    }
    std::vector<QueuedEmail> take() {
        return store.write([&](Tx& tx) { return take_emails(tx, store.platform, 10, 5min); });
    }
    Scene store;
};

TEST_F(CustomerEmails, TellOfAnOrderOnce) {
    const auto job = order();
    EXPECT_EQ(keys(), "order_received:" + job);
    const auto mail = take().at(0);
    EXPECT_EQ(mail.to, "ada@example.com");
    EXPECT_EQ(get_string(mail.variables, "business_name"), "Ada's Bistro");
    EXPECT_EQ(mail.customer_id, store.job(job).customer_id);
}

TEST_F(CustomerEmails, TellWhatIsMissing) {
    auto profile = complete_profile();
    profile.phone.clear();
    const auto job = order(profile);
    EXPECT_EQ(keys(), "profile_needed:" + job);
    EXPECT_TRUE(store.write([&](Tx& tx) { return seal_into_email(tx, "profile_needed:" + job, "sealed"); }));
    const auto mail = take().at(0);
    EXPECT_EQ(json::serialize(mail.variables.at("missing")), R"json(["phone number (7 to 15 digits)"])json");
    EXPECT_EQ(mail.sealed_variables, "sealed");
    EXPECT_FALSE(store.write([&](Tx& tx) { return seal_into_email(tx, "profile_needed:none", "sealed"); }));
}

TEST_F(CustomerEmails, SayNothingOfWhatNobodyBoughtOrNobodyCanBeToldOf) {
    order(complete_profile(), "The package is unknown");
    order(complete_profile(""));
    store.add_directories(1);
    store.begun_job();
    store.finish(store.claim().at(0).fence, Verdict::accepted).value();
    EXPECT_EQ(keys(), "");
}

TEST_F(CustomerEmails, TellOfTheEndAndOfWhatTheCustomerMustDo) {
    const auto job = order();
    take(); // order_received is on its way
    store.add_directories(3);
    store.write([&](Tx& tx) { return set_job_status(tx, store.platform.now(), job, JobStatus::queued); });
    store.begin(job);
    for (int i = 0; i < 3; ++i)
        store.finish(store.claim().at(0).fence, i < 2 ? Verdict::confirm_email : Verdict::accepted).value();
    const auto day = format_time(store.platform.now()).substr(0, 10);
    EXPECT_NE(keys().find("action_needed:" + job + ":" + day), std::string::npos);
    const auto now = take();
    ASSERT_EQ(now.size(), 1u); // the request waits a while
    EXPECT_EQ(now[0].template_name, "job_complete");
    EXPECT_EQ(get_int(now[0].variables, "action_required"), 2);
    EXPECT_EQ(get_int(now[0].variables, "submitted"), 1);
    store.clock.advance(4min);
    store.write([&](Tx& tx) { return withdraw_action_needed(tx, store.platform, job); });
    store.clock.advance(7min);
    auto later = take();
    std::erase_if(later, [](const auto& mail) { return mail.template_name != "action_needed"; });
    ASSERT_EQ(later.size(), 1u); // two items are open: it was not withdrawn
    EXPECT_EQ(get_string(later[0].variables, "directory"), "Directory 0");
    EXPECT_NE(later[0].unsubscribe_token, "");
}

TEST_F(CustomerEmails, DoNotAskForWhatIsDone) {
    const auto job = order();
    store.add_directories(1);
    store.write([&](Tx& tx) { return set_job_status(tx, store.platform.now(), job, JobStatus::queued); });
    store.begin(job);
    store.finish(store.claim().at(0).fence, Verdict::confirm_email).value();
    store.script("UPDATE action_items SET status = 'resolved'");
    store.write([&](Tx& tx) { return withdraw_action_needed(tx, store.platform, job); });
    EXPECT_EQ(keys().find("action_needed"), std::string::npos);
}

} // namespace
} // namespace bolt::store
