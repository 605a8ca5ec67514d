#include "mail/received.hpp"

#include "base/encoding.hpp"
#include "domain/profile.hpp"
#include "forms/html_dom.hpp"
#include "mail/gmime.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace bolt::mail {
namespace {

constexpr int kPartsMax = 50;
constexpr std::size_t kLinksMax = 200;
constexpr std::size_t kTextMax = 200;
/// GMime takes nested parts apart by recursion; no honest mail nests even ten.
constexpr std::size_t kNestingMax = 50;

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : to_valid_utf8(text)) {
        const bool space = static_cast<unsigned char>(c) <= 0x20;
        if (space && (line.empty() || line.back() == ' ')) continue;
        if (line.size() >= kTextMax) break;
        line += space ? ' ' : c;
    }
    return to_valid_utf8(line);
}

class Links {
  public:
    explicit Links(std::vector<ReceivedLink>& out) : out_(out) {}

    void add(std::string_view url, std::string_view text) {
        if (out_.size() >= kLinksMax || !is_http_url(url)) return;
        if (std::ranges::find(out_, url, &ReceivedLink::url) != out_.end()) return;
        out_.push_back({std::string(url), one_line(text)});
    }

    void of_text(std::string_view text) {
        static const RE2 kUrl(R"((?i)(https?://[^\s<>"'\x00-\x20]+))");
        std::string url;
        for (re2::StringPiece rest(text.data(), text.size());
             out_.size() < kLinksMax && RE2::FindAndConsume(&rest, kUrl, &url);) {
            // The sentence around it goes on behind the address.
            while (!url.empty() && std::string_view(".,;:!?)]}*_").find(url.back()) != std::string_view::npos)
                url.pop_back();
            add(url, "");
        }
    }

    void of_html(std::string_view html) {
        const auto document = forms::HtmlDocument::parse(html);
        if (!document) return;
        for (auto node = document->root(); node != nullptr;
             node = forms::walk(node, document->root(), true)) {
            if (!forms::is_element(node) || forms::tag_of(node) != "a") continue;
            add(forms::attribute(node, "href"), text_of(node));
        }
    }

  private:
    static std::string text_of(forms::HtmlNode link) {
        std::string text;
        for (auto node = link; node != nullptr && text.size() < kTextMax;
             node = forms::walk(node, link, true)) {
            if (forms::is_text(node)) text += forms::text_data(node);
            if (forms::is_element(node) && forms::tag_of(node) == "img")
                text += forms::attribute(node, "alt");
        }
        return text;
    }

    std::vector<ReceivedLink>& out_;
};

void add_recipients(InternetAddressList* list, std::vector<std::string>& out) {
    const int count = list == nullptr ? 0 : std::min(internet_address_list_length(list), 100);
    for (int i = 0; i < count; ++i) {
        InternetAddress* address = internet_address_list_get_address(list, i);
        if (!INTERNET_ADDRESS_IS_MAILBOX(address)) continue;
        const char* text = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
        if (text != nullptr) out.push_back(lower(text));
    }
}

void read_head(GMimeMessage* message, ReceivedMail& mail) {
    if (const char* id = g_mime_message_get_message_id(message)) mail.message_id = id;
    if (const char* subject = g_mime_message_get_subject(message)) mail.subject = one_line(subject);
    if (GDateTime* date = g_mime_message_get_date(message))
        mail.date = TimePoint{} + std::chrono::seconds{g_date_time_to_unix(date)};
    for (const auto type : {GMIME_ADDRESS_TYPE_TO, GMIME_ADDRESS_TYPE_CC})
        add_recipients(g_mime_message_get_addresses(message, type), mail.recipients);
    for (const char* name : {"Delivered-To", "Envelope-To", "X-Original-To"})
        if (const char* value = g_mime_object_get_header(GMIME_OBJECT(message), name)) {
            InternetAddressList* list = internet_address_list_parse(nullptr, value);
            add_recipients(list, mail.recipients);
            if (list != nullptr) g_object_unref(list);
        }
    std::ranges::sort(mail.recipients);
    mail.recipients.erase(std::ranges::unique(mail.recipients).begin(), mail.recipients.end());
}

void read_part(GMimeObject* part, Links& links) {
    if (!GMIME_IS_TEXT_PART(part)) return;
    const auto* disposition = g_mime_object_get_disposition(part);
    if (disposition != nullptr && lower(disposition) == "attachment") return;
    char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    if (text == nullptr) return;
    GMimeContentType* type = g_mime_object_get_content_type(part);
    if (g_mime_content_type_is_type(type, "text", "html"))
        links.of_html(text);
    else if (g_mime_content_type_is_type(type, "text", "plain"))
        links.of_text(text);
    g_free(text);
}

/// Lines that open a multipart or a message in a message.
std::size_t nesting_of(std::string_view raw) {
    static const RE2 kOpens(R"((?im)^content-type:\s*(?:multipart|message)/)");
    re2::StringPiece rest(raw.data(), raw.size());
    std::size_t count = 0;
    while (RE2::FindAndConsume(&rest, kOpens)) ++count;
    return count;
}

} // namespace

Result<ReceivedMail> read_received(std::string_view raw) {
    if (raw.size() > kReceivedBytesMax || nesting_of(raw) > kNestingMax)
        return fail(ErrorCode::too_large, "the mail is larger or nested more deeply than mails are");
    start_gmime();
    Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) return fail(ErrorCode::invalid_argument, "the text is no mail");
    ReceivedMail mail;
    read_head(message.get(), mail);
    Links links(mail.links);
    GMimePartIter* parts = g_mime_part_iter_new(GMIME_OBJECT(message.get()));
    int count = 0;
    if (g_mime_part_iter_is_valid(parts)) do
            read_part(g_mime_part_iter_get_current(parts), links);
        while (++count < kPartsMax && g_mime_part_iter_next(parts));
    g_mime_part_iter_free(parts);
    return mail;
}

} // namespace bolt::mail
