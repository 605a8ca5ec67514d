#include "playground/core/fields.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace bolt::playground {
namespace {

class Collector {
  public:
    Collector(Charset charset, FieldBounds bounds) : charset_(charset), bounds_(bounds) {}

    bool add(std::string_view name, std::string_view value) {
        if (fields.size() == bounds_.fields_max || name.size() > bounds_.name_bytes_max ||
            value.size() > bounds_.value_bytes_max) {
            too_large = true;
            return false;
        }
        fields.emplace_back(text(name), text(value));
        return true;
    }

    Result<Fields> result() && {
        if (too_large) return fail(ErrorCode::too_large, "the form has too many or too long fields");
        return std::move(fields);
    }

    Fields fields;
    bool too_large = false;

  private:
    std::string text(std::string_view bytes) const {
        return to_valid_utf8(charset_ == Charset::utf8 ? std::string(bytes) : windows_1252_to_utf8(bytes));
    }

    Charset charset_;
    FieldBounds bounds_;
};

void read_urlencoded(std::string_view body, Collector& into) {
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        const auto pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view{};
        if (!into.add(url_decode(pair.substr(0, equals)), url_decode(value))) return;
    }
}

// The value of `name="..."` in a Content-Disposition; browsers escape the quote as %22 (WHATWG
// HTML, 4.10.22.8).
std::optional<std::string> parameter(std::string_view head, std::string_view name) {
    const auto key = fmt::format(" {}=\"", name);
    const auto at = head.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    const auto from = at + key.size();
    const auto end = head.find('"', from);
    if (end == std::string_view::npos) return std::nullopt;
    std::string value(head.substr(from, end - from));
    for (auto quote = value.find("%22"); quote != std::string::npos; quote = value.find("%22"))
        value.replace(quote, 3, "\"");
    return value;
}

std::string content_type_of_part(std::string_view head) {
    const auto lowered = lower(head);
    const auto at = lowered.find("content-type:");
    if (at == std::string::npos) return "application/octet-stream";
    const auto end = std::min(head.find("\r\n", at), head.size());
    return std::string(trimmed(head.substr(at + 13, end - at - 13)));
}

bool read_multipart(std::string_view body, std::string_view boundary, Collector& into) {
    const auto delimiter = fmt::format("--{}", boundary);
    auto at = body.find(delimiter);
    while (at != std::string_view::npos) {
        const auto from = at + delimiter.size();
        if (body.substr(from, 2) == "--") return true;
        const auto next = body.find("\r\n" + delimiter, from);
        if (next == std::string_view::npos || body.substr(from, 2) != "\r\n") return false;
        const auto part = body.substr(from + 2, next - from - 2);
        const auto head_end = part.find("\r\n\r\n");
        if (head_end == std::string_view::npos) return false;
        const auto head = part.substr(0, head_end);
        const auto content = part.substr(head_end + 4);
        const auto name = parameter(head, "name");
        if (!name) return false;
        const auto file = parameter(head, "filename");
        const bool added = !file ? into.add(*name, content)
                           : file->empty()
                               ? into.add(*name, "")
                               : into.add(*name, fmt::format("{} ({}, {} bytes)", *file,
                                                             content_type_of_part(head), content.size()));
        if (!added) return true;
        at = next + 2;
    }
    return false;
}

bool read_json(const std::string& name, const json::value& value, Collector& into) {
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object) {
            const auto path =
                name.empty() ? std::string(key) : fmt::format("{}.{}", name, std::string_view(key));
            if (!read_json(path, member, into)) return false;
        }
        return true;
    }
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array)
            if (!read_json(name, item, into)) return false;
        return true;
    }
    if (const auto* text = value.if_string()) return into.add(name, *text);
    return into.add(name, value.is_null() ? "" : json::serialize(value));
}

// WHATWG windows-1252: only 0x80-0x9F differ from ISO-8859-1; 0 marks the five bytes that map to themselves.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::string& out, std::uint32_t point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | point >> 6);
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | point >> 12);
        out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

} // namespace

Result<Fields> read_fields(const net::Request& request, Charset charset, FieldBounds bounds) {
    Collector collector(charset, bounds);
    const auto type = request.headers.get("Content-Type");
    const auto media = lower(trimmed(type.substr(0, std::min(type.find(';'), type.size()))));
    if (media == "multipart/form-data") {
        const auto at = type.find("boundary=");
        if (at == std::string_view::npos)
            return fail(ErrorCode::invalid_argument, "multipart body without boundary");
        auto boundary = type.substr(at + 9);
        boundary = boundary.substr(0, std::min(boundary.find(';'), boundary.size()));
        if (boundary.size() > 2 && boundary.front() == '"')
            boundary = boundary.substr(1, boundary.size() - 2);
        if (boundary.empty() || !read_multipart(request.body, boundary, collector))
            return fail(ErrorCode::invalid_argument, "the multipart body is malformed");
    } else if (media == "application/json") {
        const auto value = parse_json(request.body);
        if (!value) return forward(value);
        if (!value->is_object()) return fail(ErrorCode::invalid_argument, "the body must be a JSON object");
        read_json("", *value, collector);
    } else if (media == "application/x-www-form-urlencoded") {
        read_urlencoded(request.body, collector);
    } else {
        return fail(ErrorCode::invalid_argument, "send a form: urlencoded, multipart or JSON");
    }
    return std::move(collector).result();
}

std::string_view value_of(const Fields& fields, std::string_view name) {
    for (const auto& [key, value] : fields)
        if (key == name) return value;
    return {};
}

bool has_value(const Fields& fields, std::string_view name, std::string_view value) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const auto& field) { return field.first == name && field.second == value; });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n\f\v";
    const auto from = text.find_first_not_of(space);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(space) - from + 1);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string digits(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string windows_1252_to_utf8(std::string_view text) {
    std::string out;
    for (const unsigned char c : text) {
        const char16_t mapped = c >= 0x80 && c < 0xA0 ? kWindows1252[c - 0x80] : 0;
        append_utf8(out, mapped != 0 ? mapped : c);
    }
    return out;
}

std::string utf8_to_windows_1252(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t point = bytes == 1 ? lead : lead & (0xFFu >> (bytes + 1));
        for (std::size_t i = 1; i < bytes && at + i < text.size(); ++i)
            point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
        at += bytes;
        const auto* special = std::find(kWindows1252.begin(), kWindows1252.end(), point);
        if (point < 0x80 || (point >= 0xA0 && point <= 0xFF))
            out += static_cast<char>(point);
        else if (special != kWindows1252.end())
            out += static_cast<char>(0x80 + (special - kWindows1252.begin()));
        else
            out += fmt::format("&#{};", point);
    }
    return out;
}

} // namespace bolt::playground
