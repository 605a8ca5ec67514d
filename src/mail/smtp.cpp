#include "mail/smtp.hpp"

#include "base/offload.hpp"
#include "mail/curl_handle.hpp"

#include <cstring>
#include <fmt/format.h>

namespace bolt::mail {
namespace {

/// What the conversation has come to: libcurl's error codes do not tell a refused recipient from a refused
/// sender.
struct Conversation {
    std::string command;   ///< the last of MAIL, RCPT and DATA; "" before
    std::string reply;     ///< the server's last line
    bool over = false;     ///< we said QUIT: what follows is no answer to the mail
    std::string_view rest; ///< of the mail, not yet sent
};

int listen(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
    auto& conversation = *static_cast<Conversation*>(user);
    const std::string_view text(data, size);
    if (type == CURLINFO_HEADER_OUT) {
        for (const std::string_view command : {"MAIL", "RCPT", "DATA"})
            if (text.starts_with(command)) conversation.command = command;
        if (text.starts_with("QUIT")) conversation.over = true;
    } else if (type == CURLINFO_HEADER_IN && !conversation.over) {
        conversation.reply = brief(text);
    }
    return 0;
}

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* user) {
    auto& rest = static_cast<Conversation*>(user)->rest;
    const auto bytes = std::min(size * count, rest.size());
    std::memcpy(buffer, rest.data(), bytes);
    rest.remove_prefix(bytes);
    return bytes;
}

SendReport judge(CURLcode code, long status, const Conversation& conversation) {
    if (code == CURLE_OK) return {Sent::accepted, conversation.reply};
    // 530, 534, 535, 538: about our login, whatever was asked (RFC 4954).
    const bool about_login = status == 530 || status == 534 || status == 535 || status == 538;
    const bool about_mail =
        !about_login && (conversation.command == "RCPT" || conversation.command == "DATA");
    // A connection that was cut has no status of its own: the last one is of a command that went well.
    if (about_mail && status >= 500) return {Sent::refused, conversation.reply};
    if (about_mail && status >= 400) return {Sent::later, conversation.reply};
    // 552: larger than the server takes (RFC 1870, asked with MAIL).
    if (conversation.command == "MAIL" && status == 552) return {Sent::refused, conversation.reply};
    const auto* what = curl_easy_strerror(code);
    return {Sent::unavailable, brief(status >= 400 ? fmt::format("{}: {}", what, conversation.reply) : what)};
}

class SmtpTransport final : public MailTransport {
  public:
    SmtpTransport(const Platform& platform, MailServer server)
        : platform_(platform), server_(std::move(server)), handle_(make_curl()) {}
    ~SmtpTransport() override { thread_.join(); }

    Async<SendReport> send(OutgoingMail mail) override {
        co_return co_await offload(thread_, platform_.executor,
                                   [this, mail = std::move(mail)] { return perform(mail); });
    }

  private:
    SendReport perform(const OutgoingMail& mail) {
        auto* const handle = handle_.get();
        if (handle == nullptr) return {Sent::unavailable, "libcurl gave no handle"};
        prepare_curl(handle, server_);
        Conversation conversation{"", "", false, mail.bytes};
        curl_slist* to = curl_slist_append(nullptr, fmt::format("<{}>", mail.to).c_str());
        curl_easy_setopt(handle, CURLOPT_URL, server_.url.c_str());
        curl_easy_setopt(handle, CURLOPT_MAIL_FROM, fmt::format("<{}>", mail.from).c_str());
        curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, to);
        curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.bytes.size()));
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(handle, CURLOPT_READDATA, &conversation);
        curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, listen);
        curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &conversation);
        const auto code = curl_easy_perform(handle);
        long status = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        curl_slist_free_all(to);
        // Closing the handle speaks once more (QUIT), when the conversation is gone.
        curl_easy_setopt(handle, CURLOPT_VERBOSE, 0L);
        return judge(code, status, conversation);
    }

    const Platform& platform_;
    const MailServer server_;
    CurlHandle handle_; ///< only on the thread
    asio::thread_pool thread_{1};
};

} // namespace

std::unique_ptr<MailTransport> make_smtp_transport(const Platform& platform, MailServer server) {
    return std::make_unique<SmtpTransport>(platform, std::move(server));
}

} // namespace bolt::mail
