#include "store/inboxes.hpp"

#include "store/emails.hpp"
#include "store/test_scene.hpp"

#include <gtest/gtest.h>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

class Inboxes : public ::testing::Test {
  protected:
    /// A job with one submission that waits for its mail.
    std::string waiting_job(const std::string& email = "ada@example.com") {
        const auto job = store.begun_job(email);
        const auto fence = store.claim().at(0).fence;
        store.write([&](Tx& tx) {
            return mark_sent(
                tx, store.platform.now(), fence,
                json::object{{"fields", json::array{json::object{{"meaning", "email"},
                                                                 {"value", "Sent@Example.com"}}}}});
        });
        store.finish(fence, Verdict::confirm_email).value();
        return job;
    }
    std::string result_of(const std::string& job) { return store.result(job, "id"); }
    std::vector<WaitingConfirmation> waiting(const MailInbox& inbox = {std::string(kInstallationInbox), "",
                                                                       "", "", ""}) {
        return store.write([&](Tx& tx) { return waiting_confirmations(tx, inbox, 10); });
    }
    std::optional<MailInbox> claim(const std::string& owner, bool installation = true) {
        return store.write(
            [&](Tx& tx) { return claim_inbox(tx, store.platform, owner, 10min, installation); });
    }
    MailInbox keep(const std::string& customer) {
        MailInbox inbox{customer, customer, "imaps://mail.example", "ada", "sealed"};
        store.write([&](Tx& tx) { return keep_customer_inbox(tx, store.platform, inbox); });
        return inbox;
    }
    void ensure() {
        store.write([&](Tx& tx) { return ensure_installation_inbox(tx, store.platform); });
    }
    bool record(const std::string& job, bool confirmed, Verdict verdict = Verdict::accepted) {
        Confirmation seen;
        seen.inbox_id = "installation";
        seen.message_key = "key";
        seen.result_id = result_of(job);
        seen.confirmed = confirmed;
        seen.verdict = verdict;
        seen.summary = "The site says so.";
        seen.site = "dir-00.example";
        return store.write([&](Tx& tx) { return record_confirmation(tx, store.platform, seen); });
    }
    std::string item(const std::string& column) {
        return store.text("SELECT " + column + " FROM action_items");
    }

    void SetUp() override { store.add_directories(1); }
    Scene store;
};

TEST_F(Inboxes, AreLeasedByOneAtATime) {
    ensure();
    ensure();
    EXPECT_FALSE(claim("a", false)); // the settings name no mailbox any more
    EXPECT_EQ(claim("a")->id, kInstallationInbox);
    EXPECT_FALSE(claim("b"));
    store.clock.advance(11min); // a died
    EXPECT_TRUE(claim("b"));
    const auto release = [&](const std::string& owner, const std::string& error) {
        return store.write([&](Tx& tx) {
            return release_inbox(tx, store.platform.now(), kInstallationInbox, owner,
                                 store.platform.now() + 20s, error);
        });
    };
    EXPECT_EQ(release("a", "late"), 0); // its lease is lost
    EXPECT_EQ(release("b", "refused"), 1);
    EXPECT_FALSE(claim("b"));
    store.clock.advance(20s);
    EXPECT_TRUE(claim("b"));
    EXPECT_EQ(release("b", "refused"), 2);
    store.write([&](Tx& tx) { return postpone_inbox(tx, kInstallationInbox, store.platform.now() + 1h); });
    store.clock.advance(50min);
    EXPECT_FALSE(claim("b"));
    store.clock.advance(10min);
    EXPECT_TRUE(claim("b"));
    EXPECT_EQ(release("b", ""), 0);
}

TEST_F(Inboxes, KnowWhatWaits) {
    const auto job = waiting_job();
    const auto found = waiting();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].directory_name, "dir-00");
    EXPECT_EQ(found[0].addresses, (std::vector<std::string>{"sent@example.com", "ada@example.com"}));
    EXPECT_EQ(found[0].urls,
              (std::vector<std::string>{"https://dir-00.example", "https://dir-00.example/submit"}));
    store.script("UPDATE action_items SET status = 'claimed', claimed_by = 'eve'");
    EXPECT_TRUE(waiting().empty()); // a person is at it
}

TEST_F(Inboxes, OfACustomerSeeThatCustomerOnly) {
    const auto ada = store.job(waiting_job()).customer_id;
    const auto bob = store.job(waiting_job("bob@example.com")).customer_id;
    const auto inbox = keep(ada);
    ASSERT_EQ(waiting(inbox).size(), 1u);
    EXPECT_EQ(waiting(inbox)[0].addresses.back(), "ada@example.com");
    ASSERT_EQ(waiting().size(), 1u);
    EXPECT_EQ(waiting()[0].addresses.back(), "bob@example.com");
    EXPECT_EQ(claim("a")->sealed_password, "sealed");
    EXPECT_TRUE(store.write([&](Tx& tx) { return drop_customer_inbox(tx, ada); }));
    EXPECT_EQ(waiting().size(), 2u);
    const auto unknown = store->write_blocking([&](Tx& tx) {
        return keep_customer_inbox(tx, store.platform, {"", store.platform.new_id(), "", "", ""});
    });
    EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
}

TEST_F(Inboxes, OpenEachMessageOnce) {
    ensure();
    const auto result = result_of(waiting_job());
    const auto begin = [&] {
        return store.write(
            [&](Tx& tx) { return begin_message(tx, store.platform, "installation", "key", result); });
    };
    EXPECT_TRUE(begin());
    EXPECT_FALSE(begin());
    store.write([&](Tx& tx) { return forget_message(tx, "installation", "key"); });
    EXPECT_TRUE(begin());
    store.clock.advance(24h * 100);
    EXPECT_EQ(store.write([&](Tx& tx) { return prune_messages(tx, store.platform.now(), 24h * 90); }), 1);
}

TEST_F(Inboxes, AConfirmationSubmits) {
    const auto job = waiting_job();
    EXPECT_TRUE(record(job, true, Verdict::pending_review));
    EXPECT_EQ(store.result(job, "status"), "submitted");
    EXPECT_EQ(store.result(job, "verdict"), "pending_review");
    EXPECT_EQ(item("status"), "resolved");
    EXPECT_EQ(item("resolved_by"), "e-mail");
    EXPECT_EQ(store.events(job, "dir-00"), "submitting,action_required,submitted");
    EXPECT_TRUE(waiting().empty());
    EXPECT_FALSE(record(job, true)); // it no longer waits
}

TEST_F(Inboxes, AnUnclearAnswerStaysWithAPerson) {
    const auto job = waiting_job();
    EXPECT_TRUE(record(job, false));
    EXPECT_EQ(store.result(job, "status"), "action_required");
    EXPECT_EQ(item("status"), "open");
    EXPECT_NE(item("summary").find("The site says so."), std::string::npos);
}

} // namespace
} // namespace bolt::store
