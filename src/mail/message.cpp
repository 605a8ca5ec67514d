#include "mail/message.hpp"

#include "base/encoding.hpp"
#include "domain/profile.hpp"
#include "mail/gmime.hpp"

#include <fmt/format.h>

namespace bolt::mail {
namespace {

/// One line of text: control characters, line ends among them, become spaces.
std::string one_line(std::string_view text) {
    auto line = to_valid_utf8(text);
    for (auto& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return line;
}

GMimeObject* text_part(const char* subtype, const std::string& text) {
    GMimeTextPart* part = g_mime_text_part_new_with_subtype(subtype);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, to_valid_utf8(text).c_str());
    g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

std::string serialized(GMimeObject* object) {
    Owned<GMimeStream> stream(g_mime_stream_mem_new());
    GMimeFormatOptions* options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(object, options, stream.get());
    g_mime_format_options_free(options);
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

void add_mailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& mailbox) {
    const auto name = one_line(mailbox.name);
    g_mime_message_add_mailbox(message, type, name.empty() ? nullptr : name.c_str(), mailbox.address.c_str());
}

} // namespace

Result<Mailbox> read_mailbox(std::string_view text) {
    Mailbox mailbox{"", std::string(text)};
    const auto open = text.rfind('<');
    if (open != std::string_view::npos && text.ends_with('>')) {
        mailbox.address = text.substr(open + 1, text.size() - open - 2);
        auto name = text.substr(0, open);
        while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
        if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
            name = name.substr(1, name.size() - 2);
        mailbox.name = name;
    }
    if (!is_email(mailbox.address) || mailbox.address.find_first_of("<>,;\"\\") != std::string::npos)
        return fail(ErrorCode::invalid_argument, "must be one e-mail address, or a name and <address>");
    return mailbox;
}

Result<std::string> write_message(const Message& message) {
    for (const auto* mailbox : {&message.from, &message.to})
        if (!read_mailbox(mailbox->address))
            return fail(ErrorCode::invalid_argument,
                        fmt::format("\"{}\" is no e-mail address", one_line(mailbox->address)));
    start_gmime();
    Owned<GMimeMessage> out(g_mime_message_new(TRUE));
    add_mailbox(out.get(), GMIME_ADDRESS_TYPE_FROM, message.from);
    add_mailbox(out.get(), GMIME_ADDRESS_TYPE_TO, message.to);
    g_mime_message_set_subject(out.get(), one_line(message.subject).c_str(), "utf-8");
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(message.date.time_since_epoch());
    GDateTime* date = g_date_time_new_from_unix_utc(seconds.count());
    g_mime_message_set_date(out.get(), date);
    g_date_time_unref(date);
    const auto id = fmt::format("{}@{}", one_line(message.id), message.from.domain());
    g_mime_message_set_message_id(out.get(), id.c_str());
    auto* const object = GMIME_OBJECT(out.get());
    // Answers by machines (RFC 3834) to a machine would only come back to it.
    g_mime_object_set_header(object, "Auto-Submitted", "auto-generated", nullptr);
    if (!message.unsubscribe_url.empty()) {
        const auto link = fmt::format("<{}>", one_line(message.unsubscribe_url));
        g_mime_object_set_header(object, "List-Unsubscribe", link.c_str(), nullptr);
        g_mime_object_set_header(object, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click", nullptr);
    }
    Owned<GMimeMultipart> parts(g_mime_multipart_new_with_subtype("alternative"));
    // "=_" cannot stand in quoted-printable text, so no text can hold the boundary.
    g_mime_multipart_set_boundary(parts.get(), fmt::format("=_{}", one_line(message.id)).c_str());
    Owned<GMimeObject> text(text_part("plain", message.text)), html(text_part("html", message.html));
    g_mime_multipart_add(parts.get(), text.get());
    g_mime_multipart_add(parts.get(), html.get());
    g_mime_message_set_mime_part(out.get(), GMIME_OBJECT(parts.get()));
    return serialized(object);
}

} // namespace bolt::mail
