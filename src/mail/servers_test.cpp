// Against real servers: Exim and Dovecot.
#include "base/test_loop.hpp"
#include "mail/imap.hpp"
#include "mail/mail_folder.hpp"
#include "mail/message.hpp"
#include "mail/received.hpp"
#include "mail/smtp.hpp"
#include "tests/peers/mail_server.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace bolt::mail {
namespace {

using ::testing::HasSubstr;

class Servers : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        why_absent = peers::MailServer::why_absent();
        if (why_absent.empty()) servers = std::make_unique<peers::MailServer>();
    }
    static void TearDownTestSuite() { servers.reset(); }
    void SetUp() override {
        if (servers) return;
        if (const char* ci = std::getenv("CI"); ci != nullptr && std::string_view(ci) == "true")
            FAIL() << why_absent;
        GTEST_SKIP() << why_absent;
    }
    static MailServer smtp(const std::string& url, const std::string& password = servers->password) {
        MailServer server;
        server.url = url;
        server.user = "mailer";
        server.password = password;
        server.ca_file = servers->ca_file;
        return server;
    }
    MailServer imap(const std::string& user = "inbox") const {
        auto server = smtp(servers->imaps_url);
        server.user = user;
        return server;
    }
    std::string bytes(const std::string& to, const std::string& text) {
        Message mail;
        mail.id = loop.platform.new_id();
        mail.date = loop.platform.now();
        mail.from = {"Bolt", "mail@bolt.example"};
        mail.to = {"", to};
        mail.subject = "Grüße";
        mail.text = text;
        mail.html = "<p>" + text + "</p>";
        return write_message(mail).value();
    }
    SendReport send(MailTransport& transport, const std::string& to, const std::string& text = "Hello",
                    const std::string& from = "mail@bolt.example") {
        return loop.run(transport.send({loop.platform.new_id(), from, to, bytes(to, text)}));
    }
    SendReport send(const MailServer& server, const std::string& to, const std::string& text = "Hello") {
        return send(*make_smtp_transport(loop.platform, server), to, text);
    }
    std::vector<std::uint32_t> search(ImapMailbox& box, const std::string& to, const std::string& domain,
                                      std::size_t count_max = 10) {
        return box.search("1-Jan-2020", {to}, {domain}, count_max).value();
    }
    /// Deliveries come after the server's answer.
    std::vector<std::uint32_t> delivered(ImapMailbox& box, const std::string& to, const std::string& domain,
                                         std::size_t count = 1) {
        std::vector<std::uint32_t> uids;
        loop.run_until([&] { return (uids = search(box, to, domain)).size() >= count; });
        return uids;
    }

    inline static std::unique_ptr<peers::MailServer> servers;
    inline static std::string why_absent;
    TestLoop loop{static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count())};
};

TEST_F(Servers, TakeMailsOverStarttlsAndTls) {
    for (const auto& url : {servers->smtp_url, servers->smtps_url}) {
        const auto report = send(smtp(url), "takes@example.com", "see https://takes.example/x");
        EXPECT_EQ(report.outcome, Sent::accepted) << report.detail;
    }
    ImapMailbox box(imap());
    const auto uids = delivered(box, "takes@example.com", "takes.example", 2);
    ASSERT_EQ(uids.size(), 2u);
    const auto raw = box.fetch(uids[0], kReceivedBytesMax);
    ASSERT_TRUE(raw) << raw.error().message;
    const auto mail = read_received(*raw);
    ASSERT_TRUE(mail);
    EXPECT_EQ(mail->subject, "Grüße");
    ASSERT_EQ(mail->links.size(), 1u);
    EXPECT_EQ(mail->links[0].url, "https://takes.example/x");
}

TEST_F(Servers, TellRefusedMailsFromThoseThatMayComeAgain) {
    const auto transport = make_smtp_transport(loop.platform, smtp(servers->smtp_url));
    auto report = send(*transport, "unknown@example.com");
    EXPECT_EQ(report.outcome, Sent::refused);
    EXPECT_THAT(report.detail, HasSubstr("no such user here"));
    report = send(*transport, "busy@example.com");
    EXPECT_EQ(report.outcome, Sent::later);
    EXPECT_THAT(report.detail, HasSubstr("come again"));
    EXPECT_EQ(send(*transport, "large@example.com", std::string(3 << 20, 'x')).outcome, Sent::refused);
    EXPECT_EQ(send(*transport, "after@example.com").outcome, Sent::accepted);
}

TEST_F(Servers, AreUnavailableWhenTheyRefuseUs) {
    EXPECT_EQ(send(smtp(servers->smtp_url, "wrong"), "a@example.com").outcome, Sent::unavailable);
    auto untrusted = smtp(servers->smtps_url);
    untrusted.ca_file.clear();
    EXPECT_EQ(send(untrusted, "a@example.com").outcome, Sent::unavailable);
    EXPECT_EQ(send(smtp(fmt::format("smtp://localhost:{}", peers::free_port())), "a@example.com").outcome,
              Sent::unavailable);
    const auto transport = make_smtp_transport(loop.platform, smtp(servers->smtp_url));
    const auto report = send(*transport, "a@example.com", "x", "refused@bolt.example");
    EXPECT_EQ(report.outcome, Sent::unavailable);
    EXPECT_THAT(report.detail, HasSubstr("may not send here"));
    EXPECT_THAT(report.detail, ::testing::Not(HasSubstr(servers->password)));
}

TEST_F(Servers, FindMailsByAddressAndDomainAndLeaveThemUnread) {
    ASSERT_EQ(send(smtp(servers->smtp_url), "find@example.com", "https://one.example/c").outcome,
              Sent::accepted);
    ASSERT_EQ(send(smtp(servers->smtp_url), "find@example.com", "https://two.example/c").outcome,
              Sent::accepted);
    ASSERT_EQ(send(smtp(servers->smtp_url), "other@example.com", "https://one.example/c").outcome,
              Sent::accepted);
    ImapMailbox box(imap());
    delivered(box, "other@example.com", "one.example");
    delivered(box, "find@example.com", "two.example");
    const auto uids = delivered(box, "find@example.com", "one.example");
    ASSERT_EQ(uids.size(), 1u);
    EXPECT_NE(box.uid_validity(), 0u);
    EXPECT_EQ(
        box.search("1-Jan-2020", {"find@example.com", "other@example.com"}, {"one.example", "two.example"}, 2)
            ->size(),
        2u);
    EXPECT_TRUE(search(box, "nobody@example.com", "one.example").empty());
    EXPECT_TRUE(search(box, "find@example.com\" ALL \"", "one.example").empty());
    ASSERT_TRUE(box.fetch(uids[0], 100));
    EXPECT_LE(box.fetch(uids[0], 100)->size(), 100u);
    // Unread in the folder of files: its name says no flag S.
    int unread = 0, files = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(servers->folder + "/mail/inbox/cur")) {
        ++files;
        unread += entry.path().string().find(":2,S") == std::string::npos ? 1 : 0;
    }
    EXPECT_GT(files, 0);
    EXPECT_EQ(unread, files);
}

TEST_F(Servers, RefuseAMailboxWithoutTrust) {
    auto server = imap();
    server.password = "wrong";
    EXPECT_EQ(ImapMailbox(server).search("1-Jan-2020", {"a@b.example"}, {"x.example"}, 1).error().code,
              ErrorCode::unauthenticated);
    server = imap();
    server.ca_file.clear();
    EXPECT_EQ(ImapMailbox(server).search("1-Jan-2020", {"a@b.example"}, {"x.example"}, 1).error().code,
              ErrorCode::unavailable);
    server = imap();
    server.url = servers->imap_url; // STARTTLS
    EXPECT_TRUE(ImapMailbox(server).search("1-Jan-2020", {"a@b.example"}, {"x.example"}, 1));
    server.url = "https://localhost/";
    EXPECT_EQ(ImapMailbox(server).search("1-Jan-2020", {"a@b.example"}, {"x.example"}, 1).error().code,
              ErrorCode::invalid_argument);
}

TEST(MailFolder, KeepsMailsByTheirId) {
    const auto place = std::filesystem::temp_directory_path() / fmt::format("bolt-folder-{}", ::getpid());
    TestLoop loop;
    const MailFolder folder(place);
    EXPECT_TRUE(folder.list(10)->empty());
    const auto first = loop.platform.new_id();
    loop.run_until([until = std::chrono::steady_clock::now() + std::chrono::milliseconds{3}] {
        return std::chrono::steady_clock::now() > until;
    });
    const auto second = loop.platform.new_id();
    ASSERT_TRUE(folder.put(first, "one"));
    const auto report =
        loop.run(make_folder_transport(place)->send({second, "a@b.example", "c@d.example", "two"}));
    EXPECT_EQ(report.outcome, Sent::accepted);
    EXPECT_EQ(*folder.list(10), (std::vector{second, first}));
    EXPECT_EQ(folder.list(1)->size(), 1u);
    EXPECT_EQ(*folder.get(first), "one");
    EXPECT_EQ(folder.get("../" + first).error().code, ErrorCode::not_found);
    EXPECT_FALSE(folder.put("../x", "y"));
    std::filesystem::remove_all(place);
}

} // namespace
} // namespace bolt::mail
