#include "cli/practice_mail.hpp"

#include "base/log.hpp"
#include "mail/mail_folder.hpp"
#include "mail/message.hpp"
#include "mail/smtp.hpp"

#include <fmt/format.h>
#include <memory>

namespace bolt::cli {
namespace {

std::shared_ptr<mail::MailTransport> transport_of(const Platform& platform, const roles::Settings& settings) {
    if (!settings.smtp_url.empty() && !settings.imap_url.empty())
        return mail::make_smtp_transport(
            platform, {settings.smtp_url, settings.smtp_user, settings.smtp_password, settings.mail_ca_file});
    if (!settings.mail_folder.empty()) return mail::make_folder_transport(settings.mail_folder);
    return nullptr;
}

std::string as_html(std::string_view text) {
    std::string out = "<pre>";
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '&')
            out += "&amp;";
        else
            out += c;
    }
    return out + "</pre>";
}

} // namespace

std::function<void(std::string, std::string, std::string)> practice_mail(const Platform& platform,
                                                                         const roles::Settings& settings) {
    const auto transport = transport_of(platform, settings);
    if (!transport) return nullptr;
    return
        [transport, &platform](const std::string& to, const std::string& subject, const std::string& text) {
            mail::Message message;
            message.id = platform.new_id();
            message.date = platform.now();
            message.from = {"MailMapp", "no-reply@mail-mapp.localhost"};
            message.to = {"", to};
            message.subject = subject;
            message.text = text;
            message.html = as_html(text);
            auto bytes = mail::write_message(message);
            if (!bytes) return;
            mail::OutgoingMail outgoing{message.id, message.from.address, to, std::move(*bytes)};
            bolt::spawn(platform.executor, "practice mail", [transport, outgoing]() -> Async<void> {
                const auto report = co_await transport->send(outgoing);
                if (report.outcome != mail::Sent::accepted)
                    log::warn("a practice directory's mail was not sent", {{"error", report.detail}});
            });
        };
}

} // namespace bolt::cli
