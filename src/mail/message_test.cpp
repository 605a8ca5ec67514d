#include "mail/message.hpp"

#include "mail/received.hpp"
#include "mail/templates.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace bolt::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Message message() {
    Message mail;
    mail.id = "0190-id";
    mail.date = parse_time("2026-03-01T10:00:00Z");
    mail.from = {"Directory-Bolt", "mail@bolt.example"};
    mail.to = {"", "ada@example.com"};
    mail.subject = "Hello";
    mail.text = "Text";
    mail.html = "<p>Text</p>";
    return mail;
}
std::string written(const Message& mail) {
    auto bytes = write_message(mail);
    if (!bytes) throw std::runtime_error(bytes.error().message);
    return *bytes;
}
std::string head_of(const std::string& bytes) { return bytes.substr(0, bytes.find("\r\n\r\n")); }

TEST(Message, HasBothPartsAndAStableId) {
    const auto bytes = written(message());
    EXPECT_THAT(bytes, HasSubstr("Message-Id: <0190-id@bolt.example>\r\n"));
    EXPECT_THAT(bytes, HasSubstr("From: Directory-Bolt <mail@bolt.example>\r\n"));
    EXPECT_THAT(bytes, HasSubstr("To: ada@example.com\r\n"));
    EXPECT_THAT(bytes, HasSubstr("Date: Sun, 01 Mar 2026 10:00:00 +0000\r\n"));
    EXPECT_THAT(bytes, HasSubstr("multipart/alternative"));
    EXPECT_LT(bytes.find("text/plain"), bytes.find("text/html"));
    EXPECT_THAT(bytes, Not(HasSubstr("List-Unsubscribe")));
    EXPECT_EQ(bytes, written(message()));
}

TEST(Message, NothingStartsAHeaderField) {
    auto mail = message();
    mail.subject = "Hi\r\nBcc: eve@example.com\r\n\r\nbody";
    mail.from.name = "Bolt\r\nBcc: eve@example.com";
    mail.unsubscribe_url = "https://bolt.example/u\r\nBcc: eve@example.com";
    EXPECT_THAT(head_of(written(mail)), Not(HasSubstr("\nBcc")));
    mail = message();
    mail.to.address = "ada@example.com\r\nBcc: eve@example.com";
    EXPECT_FALSE(write_message(mail));
    mail.to.address = "ada@example.com>,<eve@example.com";
    EXPECT_FALSE(write_message(mail));
}

TEST(Message, EncodesWhatIsNotAscii) {
    auto mail = message();
    mail.subject = "Müllers Bäckerei – 東京 \xF0\x9F\x8D\x9E";
    mail.from.name = "Straße 1";
    mail.text = std::string(5'000, 'a') + " ü\n.\n.dot\nFrom here\n= not =_ it --=_0190-id";
    mail.html = "<p>" + std::string(3'000, 'b') + "</p>";
    const auto bytes = written(mail);
    for (const unsigned char c : bytes) ASSERT_LT(c, 0x80);
    for (std::size_t from = 0; from < bytes.size();) {
        const auto end = bytes.find("\r\n", from);
        ASSERT_NE(end, std::string::npos);
        ASSERT_LE(end - from, 998u);
        ASSERT_EQ(bytes.substr(from, end - from).find('\n'), std::string::npos);
        from = end + 2;
    }
    const auto read = read_received(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->subject, mail.subject);
    EXPECT_EQ(read->recipients, std::vector<std::string>{"ada@example.com"});
    EXPECT_EQ(read->date, mail.date);
    // The text cannot end its part.
    EXPECT_EQ(bytes.find("--=_0190-id", bytes.find("text/plain")),
              bytes.find("\r\n--=_0190-id\r\nContent-Type: text/html") + 2);
}

TEST(Message, OffersOneClickUnsubscribing) {
    auto mail = message();
    mail.unsubscribe_url = "https://bolt.example/unsubscribe/token";
    const auto head = head_of(written(mail));
    EXPECT_THAT(head, HasSubstr("<https://bolt.example/unsubscribe/token>"));
    EXPECT_THAT(head, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
}

TEST(Mailbox, IsOneAddress) {
    const auto named = read_mailbox("\"Directory Bolt\" <mail@bolt.example>");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->name, "Directory Bolt");
    EXPECT_EQ(named->address, "mail@bolt.example");
    EXPECT_EQ(named->domain(), "bolt.example");
    EXPECT_EQ(read_mailbox("mail@bolt.example")->name, "");
    for (const char* text : {"", "mail", "a@b.example, c@d.example", "A <a@b.example", "a@b.example>", "<>"})
        EXPECT_FALSE(read_mailbox(text)) << text;
}

TEST(Templates, AreAllThereInBothParts) {
    const auto names = template_names();
    EXPECT_THAT(names,
                ::testing::UnorderedElementsAre("order_received", "profile_needed", "login_link", "staff_link",
                                                "action_needed", "job_complete", "listing_changed", "alert"));
    for (const auto& name : names) {
        const auto mail = render_mail(name, "en", {{"business_name", "Ada's Bistro"}, {"title", "Queue"}});
        ASSERT_TRUE(mail) << name;
        EXPECT_NE(mail->subject, "") << name;
        for (const auto* part : {&mail->subject, &mail->text, &mail->html}) {
            EXPECT_THAT(*part, Not(HasSubstr("{{"))) << name;
            EXPECT_THAT(*part, Not(HasSubstr("}}"))) << name;
        }
    }
    EXPECT_EQ(render_mail("no_such", "en", {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(render_mail("../layout", "en", {}).error().code, ErrorCode::not_found);
    EXPECT_TRUE(render_mail("login_link", "tlh", {}));
}

TEST(Templates, EscapeWhatComesFromOutside) {
    const auto mail = render_mail("job_complete", "en",
                                  {{"business_name", "<script>alert(1)</script> & {{name}}\r\nBcc: x"},
                                   {"name", "Ada"},
                                   {"submitted", 0},
                                   {"failed", 3},
                                   {"report_url", "https://bolt.example/r?a=1&b='2"}});
    ASSERT_TRUE(mail);
    EXPECT_THAT(mail->html, Not(HasSubstr("<script>")));
    EXPECT_THAT(mail->html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{name}}"));
    EXPECT_THAT(mail->html, HasSubstr("href=\"https://bolt.example/r?a=1&amp;b=&apos;2\""));
    EXPECT_THAT(mail->text, HasSubstr("<script>alert(1)</script> & {{name}}"));
    EXPECT_THAT(mail->text, HasSubstr("- submitted: 0\n- refused or failed: 3\n- listed before: 0\n"));
    EXPECT_THAT(mail->subject, Not(HasSubstr("\n")));
}

TEST(Templates, LinkOnlyToWebAddresses) {
    for (const char* url : {"javascript:alert(1)", "data:text/html,x", "", "//evil.example"}) {
        const auto mail = render_mail("login_link", "en", {{"login_url", url}});
        ASSERT_TRUE(mail);
        EXPECT_THAT(mail->html, Not(HasSubstr("href"))) << url;
    }
    const auto mail =
        render_mail("login_link", "en", {{"login_url", "https://bolt.example/l"}, {"valid_minutes", 15}});
    EXPECT_THAT(mail->text, HasSubstr("\nhttps://bolt.example/l\n"));
    EXPECT_THAT(mail->text, HasSubstr("for 15 minutes"));
    EXPECT_FALSE(render_mail("login_link", "en", {{"name", std::string(70'000, 'x')}}));
}

} // namespace
} // namespace bolt::mail
