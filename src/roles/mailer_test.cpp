#include "roles/mailer.hpp"

#include "base/secret_box.hpp"
#include "mail/view.hpp"
#include "roles/test_pipeline.hpp"

#include <gmock/gmock.h>

namespace bolt::roles {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Answers with what is next in `answers`, then accepts (the real server: tests/system/mail.test.mjs).
class ScriptedTransport final : public mail::MailTransport {
  public:
    Async<mail::SendReport> send(mail::OutgoingMail mail) override {
        sent.push_back(std::move(mail));
        if (answers.empty()) co_return mail::SendReport{mail::Sent::accepted, "250 OK"};
        auto next = answers.front();
        answers.pop_front();
        co_return next;
    }
    std::deque<mail::SendReport> answers;
    std::vector<mail::OutgoingMail> sent;
};

class MailerTest : public PipelineTest {
  protected:
    static MailerSettings fast() {
        MailerSettings settings;
        settings.from = {"Bolt", "mail@bolt.example"};
        settings.site_url = "https://bolt.example";
        settings.secret_key = "key";
        settings.retry = {.attempts_max = 3, .first_delay = 5ms, .longest_delay = 10ms};
        settings.backoff = {.first = 5ms, .longest = 20ms};
        settings.hold = 30s;
        return settings;
    }
    Mailer& mailer(MailerSettings settings = fast()) {
        auto& role =
            process->make<Mailer>(loop().platform, database(), configured ? &transport : nullptr, settings);
        running = &run(role, *process);
        return role;
    }
    void queue(store::NewEmail email) {
        write([&](store::Tx& tx) { return store::queue_email(tx, loop().platform, email); });
    }
    static store::NewEmail mail(const std::string& key, const std::string& name = "login_link") {
        store::NewEmail email;
        email.template_name = name;
        email.to = "ada@example.com";
        email.dedupe_key = key;
        email.variables = {{"name", "Ada"}, {"business_name", "Ada's Bistro"}};
        return email;
    }
    bool all_ended() {
        return until([&] { return number("SELECT count(*) FROM emails WHERE status = 'queued'") == 0; });
    }
    std::string status(const std::string& key) { return column("status", key); }
    std::string column(const std::string& name, const std::string& key) {
        return text("SELECT coalesce(" + name + ", '') FROM emails WHERE dedupe_key = '" + key + "'");
    }
    mail::MailView view(std::size_t index) { return mail::read_view(transport.sent.at(index).bytes).value(); }

    ScriptedTransport transport;
    bool configured = true;
    Running* running = nullptr;
};

TEST_F(MailerTest, SendsWhatIsQueuedWithItsSealedLink) {
    auto email = mail("a");
    email.sealed_variables =
        *seal("key", R"({"login_url":"https://bolt.example/login#token"})", loop().random);
    queue(email);
    mailer();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(status("a"), "sent");
    ASSERT_EQ(transport.sent.size(), 1u);
    EXPECT_EQ(transport.sent[0].from, "mail@bolt.example");
    EXPECT_EQ(transport.sent[0].to, "ada@example.com");
    EXPECT_THAT(view(0).text, HasSubstr("https://bolt.example/login#token"));
    EXPECT_THAT(transport.sent[0].bytes, Not(HasSubstr("List-Unsubscribe")));
    EXPECT_EQ(text("SELECT variables FROM emails"), "{}");
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, WakesAtOnceForANewMail) {
    mailer();
    loop().run_until([] { return false; }, 50ms);
    queue(mail("a"));
    ASSERT_TRUE(all_ended());
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, TriesAgainAndGivesUp) {
    queue(mail("a"));
    const mail::SendReport later{mail::Sent::later, "451 busy"};
    transport.answers = {later, later, later, later};
    auto& role = mailer();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(transport.sent.size(), 3u);
    EXPECT_EQ(role.counters().retried, 2u);
    EXPECT_EQ(status("a"), "dead");
    EXPECT_EQ(column("last_error", "a"), "451 busy");
    // Each try is the same mail.
    EXPECT_EQ(transport.sent[0].bytes, transport.sent[2].bytes);
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, ARefusalEndsOneMailOnly) {
    queue(mail("a"));
    queue(mail("b"));
    transport.answers = {{mail::Sent::refused, "550 no such user"}};
    mailer();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(number("SELECT count(*) FROM emails WHERE status = 'dead'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM emails WHERE status = 'sent'"), 1);
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, AServerThatIsAwayCostsNoAttempt) {
    for (int i = 0; i < 5; ++i) queue(mail(std::to_string(i)));
    for (int i = 0; i < 6; ++i) transport.answers.push_back({mail::Sent::unavailable, "not reached"});
    auto& role = mailer();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(number("SELECT count(*) FROM emails WHERE status = 'sent' AND attempts = 1"), 5);
    EXPECT_EQ(transport.sent.size(), 11u);
    EXPECT_TRUE(role.healthy());
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, NotificationsCanBeUnsubscribedFrom) {
    const auto job = new_job("starter", 1);
    auto email = mail("a", "action_needed");
    email.kind = store::EmailKind::notification;
    email.customer_id = job.customer_id;
    queue(email);
    mailer();
    ASSERT_TRUE(all_ended());
    const auto token = text("SELECT unsubscribe_token FROM email_preferences");
    EXPECT_THAT(transport.sent.at(0).bytes, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    EXPECT_THAT(view(0).text, HasSubstr("https://bolt.example/unsubscribe/" + token));
    EXPECT_THAT(view(0).html, HasSubstr("https://bolt.example/my\""));
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, CustomersAreNotToldWhereThatIsOff) {
    const auto job = new_job("starter", 1);
    auto email = mail("a", "job_complete");
    email.customer_id = job.customer_id;
    queue(email);
    queue(mail("b"));
    auto settings = fast();
    settings.customers = false;
    mailer(settings);
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(status("a"), "suppressed");
    EXPECT_EQ(status("b"), "sent");
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, WhatCannotBeWrittenOrSentEndsWithItsReason) {
    queue(mail("unknown", "no_such"));
    auto sealed = mail("sealed");
    sealed.sealed_variables = *seal("another key", "{}", loop().random);
    queue(sealed);
    mailer();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(status("unknown"), "dead");
    EXPECT_THAT(column("last_error", "unknown"), HasSubstr("no_such"));
    EXPECT_EQ(status("sealed"), "dead");
    EXPECT_TRUE(transport.sent.empty());
    EXPECT_TRUE(stop(*running));
}

TEST_F(MailerTest, WithoutAServerNothingPilesUp) {
    configured = false;
    queue(mail("a"));
    mailer();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(status("a"), "dead");
    EXPECT_THAT(column("last_error", "a"), HasSubstr("SMTP_URL"));
    EXPECT_TRUE(stop(*running));
}

} // namespace
} // namespace bolt::roles
