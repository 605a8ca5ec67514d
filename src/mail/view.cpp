#include "mail/view.hpp"

#include "mail/gmime.hpp"
#include "mail/received.hpp"

namespace bolt::mail {

Result<MailView> read_view(std::string_view raw) {
    if (raw.size() > kReceivedBytesMax)
        return fail(ErrorCode::too_large, "the mail is too large to be shown");
    start_gmime();
    Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) return fail(ErrorCode::invalid_argument, "the text is no mail");
    MailView view;
    const auto addresses = [&](GMimeAddressType type) {
        char* text = internet_address_list_to_string(g_mime_message_get_addresses(message.get(), type),
                                                     nullptr, FALSE);
        std::string out = text == nullptr ? "" : text;
        g_free(text);
        return out;
    };
    view.from = addresses(GMIME_ADDRESS_TYPE_FROM);
    view.to = addresses(GMIME_ADDRESS_TYPE_TO);
    if (const char* subject = g_mime_message_get_subject(message.get())) view.subject = subject;
    if (const char* date = g_mime_object_get_header(GMIME_OBJECT(message.get()), "Date")) view.date = date;
    GMimePartIter* parts = g_mime_part_iter_new(GMIME_OBJECT(message.get()));
    if (g_mime_part_iter_is_valid(parts)) do {
            GMimeObject* part = g_mime_part_iter_get_current(parts);
            if (!GMIME_IS_TEXT_PART(part)) continue;
            const bool html =
                g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "html");
            char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
            (html ? view.html : view.text) = text == nullptr ? "" : text;
            g_free(text);
        } while (g_mime_part_iter_next(parts));
    g_mime_part_iter_free(parts);
    return view;
}

} // namespace bolt::mail
