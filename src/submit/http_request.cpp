#include "submit/http_request.hpp"

#include "submit/http_url.hpp"

#include <fmt/format.h>

namespace bolt::submit {
namespace {

using forms::attribute;
using forms::has_attribute;
using forms::HtmlNode;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

/// Every line end as CRLF, whatever it was.
std::string crlf(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n') {
            out += text[i];
            continue;
        }
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
        out += "\r\n";
    }
    return out;
}

void add_percent(std::string& out, std::string_view bytes) {
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '*' || c == '-' || c == '.' || c == '_')
            out += c;
        else if (c == ' ')
            out += '+';
        else
            out += fmt::format("%{:02X}", byte);
    }
}

std::string header_text(std::string_view text, const Charset& charset) {
    std::string out;
    for (const char c : charset.encode(crlf(text))) {
        if (c == '\n')
            out += "%0A";
        else if (c == '\r')
            out += "%0D";
        else if (c == '"')
            out += "%22";
        else
            out += c;
    }
    return out;
}

/// The submitter's own attribute where it has one, else the form's.
std::string_view chosen(HtmlNode submitter, const char* own, HtmlNode form, const char* general) {
    if (submitter != nullptr && has_attribute(submitter, own)) return attribute(submitter, own);
    return form == nullptr ? std::string_view{} : attribute(form, general);
}

HtmlNode base_of(const forms::HtmlPage& page) {
    const auto* root = page.document.root();
    for (const auto* node = root; node != nullptr; node = forms::walk(node, root, true))
        if (forms::tag_of(node) == "base" && has_attribute(node, "href")) return node;
    return nullptr;
}

Result<std::string> action_of(const forms::HtmlPage& page, std::string_view action) {
    const auto& url = page.page.url;
    if (action.empty()) return resolve_url(url, ""); // the document's address, whatever <base> says
    const auto* base = base_of(page);
    if (base == nullptr) return resolve_url(url, action);
    auto from = resolve_url(url, attribute(base, "href"));
    return from ? resolve_url(*from, action) : from;
}

} // namespace

std::string encode_urlencoded(const std::vector<FormEntry>& entries, const Charset& charset) {
    std::string out;
    for (const auto& entry : entries) {
        if (!out.empty()) out += '&';
        add_percent(out, charset.encode(crlf(entry.name)));
        out += '=';
        add_percent(out, charset.encode(crlf(entry.value)));
    }
    return out;
}

std::string encode_multipart(const std::vector<FormEntry>& entries, const Charset& charset,
                             std::string_view boundary) {
    std::string out;
    for (const auto& entry : entries) {
        out += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"", boundary,
                           header_text(entry.name, charset));
        if (entry.file) out += "; filename=\"\"\r\nContent-Type: application/octet-stream";
        out += "\r\n\r\n";
        if (!entry.file) out += charset.encode(crlf(entry.value));
        out += "\r\n";
    }
    return out + fmt::format("--{}--\r\n", boundary);
}

std::string encode_plain(const std::vector<FormEntry>& entries, const Charset& charset) {
    std::string out;
    for (const auto& entry : entries)
        out += charset.encode(crlf(entry.name)) + '=' + charset.encode(crlf(entry.value)) + "\r\n";
    return out;
}

Charset form_charset(HtmlNode form, const Charset& document) {
    const auto labels = form == nullptr ? std::string_view{} : attribute(form, "accept-charset");
    for (std::size_t at = 0; at < labels.size();) {
        const auto end = std::min(labels.find_first_of(" \t\r\n\f", at), labels.size());
        if (auto charset = Charset::of_label(labels.substr(at, end - at))) return *charset;
        at = end + 1;
    }
    return document;
}

Result<FormRequest> build_request(const forms::HtmlPage& page, const FilledForm& filled, HtmlNode submitter,
                                  const Charset& document, std::string_view boundary) {
    const auto* form = filled.form().node;
    if (form == nullptr) return fail(ErrorCode::conflict, "the fields stand outside of any form");
    const auto charset = form_charset(form, document);
    auto entries = filled.entries(submitter, charset);
    if (!entries) return forward(entries);
    auto url = action_of(page, chosen(submitter, "formaction", form, "action"));
    if (!url) return forward(url);
    const auto method = lower(chosen(submitter, "formmethod", form, "method"));
    if (method == "dialog") return fail(ErrorCode::conflict, "the form only closes a dialog");
    FormRequest out{"GET", std::move(*url), "", ""};
    if (method != "post") {
        out.url = out.url.substr(0, out.url.find('?')) + "?" + encode_urlencoded(*entries, charset);
        return out;
    }
    out.method = "POST";
    const auto enctype = lower(chosen(submitter, "formenctype", form, "enctype"));
    if (enctype == "multipart/form-data") {
        out.content_type = fmt::format("multipart/form-data; boundary={}", boundary);
        out.body = encode_multipart(*entries, charset, boundary);
    } else if (enctype == "text/plain") {
        out.content_type = enctype;
        out.body = encode_plain(*entries, charset);
    } else {
        out.content_type = "application/x-www-form-urlencoded";
        out.body = encode_urlencoded(*entries, charset);
    }
    return out;
}

} // namespace bolt::submit
