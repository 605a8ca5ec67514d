#include "mail/confirmation_link.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace bolt::mail {
namespace {

using ::testing::ElementsAre;

std::string mail_with(std::string_view type, std::string_view body, std::string_view more = "") {
    return fmt::format("From: Guide <no-reply@guide.example>\r\nTo: Ada <ADA@example.com>\r\nSubject: Hi\r\n"
                       "Message-ID: <1@guide.example>\r\n{}Content-Type: {}; charset=utf-8\r\n\r\n{}\r\n",
                       more, type, body);
}
ReceivedMail read(const std::string& raw) {
    auto mail = read_received(raw);
    if (!mail) throw std::runtime_error(mail.error().message);
    return *mail;
}
std::string link_of(const std::string& raw) {
    return confirmation_link(read(raw), {"guide.example"}).value_or("(none)");
}

TEST(Received, ReadsHeadAndLinks) {
    const auto mail =
        read("From: =?utf-8?B?R8O8dWRl?= <no-reply@guide.example>\r\nTo: Ada <ADA@example.com>, "
             "bob@example.com\r\n"
             "Delivered-To: box@example.com\r\nSubject: =?iso-8859-1?Q?Best=E4tigung?=\r\n"
             "Date: Sun, 01 Mar 2026 10:00:00 +0000\r\nMessage-ID: <1@guide.example>\r\n"
             "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; "
             "charset=utf-8\r\n"
             "Content-Transfer-Encoding: quoted-printable\r\n\r\nOpen "
             "(https://guide.example/c?t=3Da=\r\nbc). Bye.\r\n"
             "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
             "PGEgaHJlZj0iaHR0cHM6Ly9ndWlkZS5leGFtcGxlL3g/YT0xJmFtcDtiPTIiPkNvbmZpcm08L2E+\r\n--b--\r\n");
    EXPECT_EQ(mail.message_id, "1@guide.example");
    EXPECT_EQ(mail.subject, "Bestätigung");
    EXPECT_EQ(mail.date, parse_time("2026-03-01T10:00:00Z"));
    EXPECT_THAT(mail.recipients, ElementsAre("ada@example.com", "bob@example.com", "box@example.com"));
    ASSERT_EQ(mail.links.size(), 2u);
    EXPECT_EQ(mail.links[0].url, "https://guide.example/c?t=abc");
    EXPECT_EQ(mail.links[1].url, "https://guide.example/x?a=1&b=2");
    EXPECT_EQ(mail.links[1].text, "Confirm");
}

TEST(Received, BearsHostileMails) {
    EXPECT_EQ(read_received(std::string(kReceivedBytesMax + 1, 'x')).error().code, ErrorCode::too_large);
    std::string nested = "Subject: deep\r\n";
    for (int i = 0; i < 5'000; ++i)
        nested += fmt::format("Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n", i);
    EXPECT_EQ(read_received(nested).error().code, ErrorCode::too_large);
    for (const std::string& raw :
         {std::string(), std::string("\0\0\0", 3), std::string("no header at all"),
          std::string("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n--\r\n"),
          std::string("To: <<<<@@,,;:\r\nDate: yesterday\r\n\r\nx")}) {
        const auto mail = read_received(raw);
        if (mail) {
            EXPECT_TRUE(mail->links.empty());
        }
    }
    std::string many;
    for (int i = 0; i < 5'000; ++i) many += fmt::format("https://guide.example/{}\n", i);
    EXPECT_EQ(read(mail_with("text/plain", many)).links.size(), 200u);
    // An attachment is no part of what a reader sees.
    EXPECT_TRUE(read(mail_with("text/html", "<a href=https://guide.example/confirm>x</a>",
                               "Content-Disposition: attachment; filename=a.html\r\n"))
                    .links.empty());
}

TEST(Site, IsTheRegisteredDomain) {
    EXPECT_EQ(site_of("https://mail.Guide.Example./x"), "guide.example");
    EXPECT_EQ(site_of("https://a.b.guide.co.uk"), "guide.co.uk");
    EXPECT_EQ(site_of("https://ada.github.io/x"),
              "ada.github.io"); // a public suffix: others' pages beside it
    EXPECT_EQ(site_of("http://mail-mapp.localhost:8090/pin"), "mail-mapp.localhost");
    EXPECT_EQ(site_of("http://127.0.0.1/x"), "127.0.0.1");
    EXPECT_EQ(site_of("http://[::1]/x"), "[::1]");
    for (const char* url : {"https://guide.example@evil.example/", "https:\\\\guide.example/", "javascript:x",
                            "ftp://guide.example/", "https://", "https://evil.example\\@guide.example/",
                            "https://guide.example%2eevil.example/"})
        EXPECT_NE(site_of(url), "guide.example") << url;
}

TEST(ConfirmationLink, IsTheOneThatConfirms) {
    EXPECT_EQ(
        link_of(mail_with(
            "text/html",
            "<a href='https://guide.example/'>Guide</a>"
            "<a href='https://www.guide.example/confirm?token=0123456789abcdef'>Confirm your listing</a>"
            "<a href='https://guide.example/unsubscribe?token=0123456789abcdef'>Unsubscribe</a>"
            "<a href='https://guide.example/confirm/cancel?token=0123456789abcdef'>It was not me</a>"
            "<a href='https://social.example/confirm'>Follow us</a>")),
        "https://www.guide.example/confirm?token=0123456789abcdef");
    EXPECT_EQ(link_of(mail_with("text/plain",
                                "Bitte: https://guide.example/eintrag/bestaetigen/9f8e7d6c5b4a3f2e .")),
              "https://guide.example/eintrag/bestaetigen/9f8e7d6c5b4a3f2e");
    EXPECT_EQ(link_of(mail_with(
                  "text/html", "<a href='https://guide.example/t/9f8e7d6c5b4a3f2e'>Activate <b>now</b></a>")),
              "https://guide.example/t/9f8e7d6c5b4a3f2e");
}

TEST(ConfirmationLink, IsNeverAnotherOne) {
    for (const char* body :
         {"<a href='https://guide.example/unsubscribe?confirm=1'>Confirm</a>",
          "<a href='https://guide.example/x'>Abmelden bestätigen</a>",
          "<a href='https://guide.example/account/delete?confirm=abcdef123456'>Confirm</a>",
          "<a href='https://guide.example.evil.example/confirm'>https://guide.example/confirm</a>",
          "<a href='https://guide.example@evil.example/confirm'>Confirm</a>",
          "<a href='https://guide-example.com/confirm'>Confirm</a>",
          "<a href='https://gu\u0456de.example/confirm'>Confirm</a>",
          "<a href='https://xn--gude-7ta.example/confirm'>Confirm</a>",
          "<a href='javascript:location=\"https://guide.example/confirm\"'>Confirm</a>",
          "<a href='//guide.example/confirm'>Confirm</a>",
          "<form action='https://guide.example/confirm'><button>Confirm</button></form>",
          "<base href='https://guide.example/'><a href='/confirm'>Confirm</a>",
          "<a href='https://guide.example/'>Visit us</a>",
          "<img src='https://guide.example/confirm?pixel=1'>",
          "<a href='http://10.0.0.1/confirm'>Confirm</a>",
          // Two that are as good: nobody knows which.
          "<a href='https://guide.example/confirm?t=0123456789abcdef'>Confirm</a>"
          "<a href='https://guide.example/confirm?t=fedcba9876543210'>Confirm</a>"})
        EXPECT_EQ(link_of(mail_with("text/html", body)), "(none)") << body;
}

} // namespace
} // namespace bolt::mail
