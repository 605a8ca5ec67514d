#include "store/emails.hpp"

#include "store/test_scene.hpp"

#include <gtest/gtest.h>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

class Emails : public ::testing::Test {
  protected:
    static NewEmail mail(const std::string& key, EmailKind kind = EmailKind::transactional) {
        NewEmail email;
        email.template_name = "login_link";
        email.to = "Ada@Example.com";
        email.variables = {{"name", "Ada"}};
        email.sealed_variables = "sealed";
        email.kind = kind;
        email.dedupe_key = key;
        return email;
    }
    bool queue(const NewEmail& email) {
        return store.write([&](Tx& tx) { return queue_email(tx, store.platform, email); });
    }
    std::vector<QueuedEmail> take(int count_max = 10) {
        return store.write([&](Tx& tx) { return take_emails(tx, store.platform, count_max, 5min); });
    }
    void end(const std::string& id, EmailEnd how, const std::string& reason = "") {
        store.write([&](Tx& tx) { return end_email(tx, store.platform.now(), id, how, reason); });
    }
    std::string status(const std::string& key) {
        return store.text("SELECT status FROM emails WHERE dedupe_key = '" + key + "'");
    }
    Scene store;
};

TEST_F(Emails, AreQueuedOncePerKey) {
    EXPECT_TRUE(queue(mail("a")));
    EXPECT_FALSE(queue(mail("a")));
    EXPECT_TRUE(queue(mail("b")));
    EXPECT_EQ(store.number("SELECT count(*) FROM emails"), 2);
}

TEST_F(Emails, AreNotThereIfTheirTransactionFails) {
    const auto refused = store->write_blocking([&](Tx& tx) -> Result<void> {
        if (auto queued = queue_email(tx, store.platform, mail("a")); !queued) return forward(queued);
        return fail(ErrorCode::conflict, "the change it tells of did not happen");
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(store.number("SELECT count(*) FROM emails"), 0);
}

TEST_F(Emails, RefuseARecipientThatIsNoAddress) {
    for (const char* to : {"", "ada", "ada@example.com\r\nBcc: eve@example.com", "ada @example.com"}) {
        auto email = mail("a");
        email.to = to;
        const auto queued =
            store->write_blocking([&](Tx& tx) { return queue_email(tx, store.platform, email); });
        ASSERT_FALSE(queued) << to;
        EXPECT_EQ(queued.error().code, ErrorCode::invalid_argument);
    }
}

TEST_F(Emails, AreTakenByOneAtATimeAndAgainWhenHeIsGone) {
    queue(mail("a"));
    const auto taken = take();
    ASSERT_EQ(taken.size(), 1u);
    EXPECT_EQ(taken[0].to, "Ada@Example.com");
    EXPECT_EQ(get_string(taken[0].variables, "name"), "Ada");
    EXPECT_EQ(taken[0].sealed_variables, "sealed");
    EXPECT_EQ(taken[0].attempts, 1);
    EXPECT_TRUE(take().empty());
    store.clock.advance(6min);
    const auto again = take();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].id, taken[0].id);
    EXPECT_EQ(again[0].attempts, 2);
}

TEST_F(Emails, ForgetWhatTheySaidOnceTheyHaveEnded) {
    queue(mail("a"));
    end(take().at(0).id, EmailEnd::sent);
    EXPECT_EQ(status("a"), "sent");
    EXPECT_EQ(store.text("SELECT variables FROM emails"), "{}");
    EXPECT_EQ(store.number("SELECT count(*) FROM emails WHERE sealed_variables IS NULL"), 1);
    store.clock.advance(1h);
    EXPECT_TRUE(take().empty());
}

TEST_F(Emails, WaitForTheirNextAttempt) {
    queue(mail("a"));
    const auto id = take().at(0).id;
    const auto retry = [&](bool counted) {
        store.write([&](Tx& tx) {
            return retry_email(tx, id, store.platform.now() + 10min, "451 try again", counted);
        });
    };
    retry(true);
    const auto next = store.write([&](Tx& tx) { return next_email_at(tx); });
    EXPECT_EQ(next, store.platform.now() + 10min);
    EXPECT_TRUE(take().empty());
    store.clock.advance(10min);
    EXPECT_EQ(take().at(0).attempts, 2);
    retry(false);
    store.clock.advance(10min);
    EXPECT_EQ(take().at(0).attempts, 2);
    EXPECT_EQ(store.text("SELECT last_error FROM emails"), "451 try again");
}

TEST_F(Emails, ArePastTheirTimeDead) {
    queue(mail("a"));
    store.clock.advance(73h);
    EXPECT_TRUE(take().empty());
    EXPECT_EQ(status("a"), "dead");
    EXPECT_EQ(store.text("SELECT last_error FROM emails"), "not sent in time");
}

TEST_F(Emails, RespectWhoHasUnsubscribed) {
    queue(mail("a", EmailKind::notification));
    const auto token = take().at(0).unsubscribe_token;
    ASSERT_GE(token.size(), 40u);
    EXPECT_FALSE(
        store.write([&](Tx& tx) { return set_notifications(tx, store.platform.now(), "forged", false); }));
    EXPECT_TRUE(
        store.write([&](Tx& tx) { return set_notifications(tx, store.platform.now(), token, false); }));
    EXPECT_FALSE(store.write([&](Tx& tx) { return wants_notifications(tx, "ADA@example.com"); }));
    auto other = mail("b", EmailKind::notification);
    other.to = "ada@EXAMPLE.com";
    queue(other);
    queue(mail("c"));
    const auto taken = take();
    ASSERT_EQ(taken.size(), 1u); // the transactional one
    EXPECT_EQ(taken[0].unsubscribe_token, "");
    EXPECT_EQ(status("b"), "suppressed");
    store.write([&](Tx& tx) { return set_notifications_of(tx, store.platform, "Ada@example.com", true); });
    queue(mail("d", EmailKind::notification));
    EXPECT_EQ(take().at(0).unsubscribe_token, token);
}

TEST_F(Emails, AreForgottenAfterTheirTime) {
    queue(mail("a"));
    queue(mail("b"));
    const auto taken = take(1);
    end(taken.at(0).id, EmailEnd::dead, "550 no such user");
    auto depth = store.write([&](Tx& tx) { return email_depth(tx, store.platform.now()); });
    EXPECT_EQ(depth.waiting, 1);
    EXPECT_EQ(depth.dead_in_a_day, 1);
    const auto prune = [&] {
        return store.write([&](Tx& tx) { return prune_emails(tx, store.platform.now(), 24h * 30); });
    };
    EXPECT_EQ(prune(), 0);
    store.clock.advance(24h * 31);
    EXPECT_EQ(prune(), 1);
    depth = store.write([&](Tx& tx) { return email_depth(tx, store.platform.now()); });
    EXPECT_EQ(depth.dead_in_a_day, 0);
    EXPECT_EQ(depth.oldest, 24h * 31);
}

TEST_F(Emails, GoWithTheirCustomer) {
    const auto job = store.add_job();
    auto email = mail("a");
    email.customer_id = store.job(job).customer_id;
    queue(email);
    store.script("DELETE FROM jobs");
    store.script("DELETE FROM customers");
    EXPECT_EQ(store.number("SELECT count(*) FROM emails"), 0);
}

} // namespace
} // namespace bolt::store
