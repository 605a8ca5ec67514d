#include "base/json.hpp"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace bolt {
namespace {

void write_python_string(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\b':
                out += "\\b";
                break;
            default:
                if (c < 0x20 || c == 0x7F) // Python keeps only ' ' to '~' as they are
                    out += fmt::format("\\u{:04x}", c);
                else
                    out += static_cast<char>(c);
            }
            ++i;
            continue;
        }
        const int length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        std::uint32_t point = c & (0xFFu >> (length + 1));
        for (int k = 1; k < length && i + static_cast<std::size_t>(k) < text.size(); ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]) & 0x3Fu);
        i += static_cast<std::size_t>(length);
        if (point >= 0x10000) {
            point -= 0x10000;
            out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (point >> 10), 0xDC00 + (point & 0x3FF));
        } else {
            out += fmt::format("\\u{:04x}", point);
        }
    }
    out += '"';
}

// repr(float): the shortest digits that read back the same; exponent form from 1e16 up and below 1e-4.
std::string python_float(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    char buffer[64];
    const double size = std::fabs(value);
    const bool exponent = size != 0 && (size >= 1e16 || size < 1e-4);
    const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr;
    std::string text(buffer, end);
    if (!exponent && text.find('.') == std::string::npos) text += ".0";
    return text;
}

void write_python(std::string& out, const json::value& value) {
    switch (value.kind()) {
    case json::kind::null:
        out += "null";
        break;
    case json::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        break;
    case json::kind::int64:
        out += std::to_string(value.get_int64());
        break;
    case json::kind::uint64:
        out += std::to_string(value.get_uint64());
        break;
    case json::kind::double_:
        out += python_float(value.get_double());
        break;
    case json::kind::string:
        write_python_string(out, value.get_string());
        break;
    case json::kind::array: {
        out += '[';
        bool first = true;
        for (const auto& item : value.get_array()) {
            if (!first) out += ", ";
            first = false;
            write_python(out, item);
        }
        out += ']';
        break;
    }
    case json::kind::object: {
        // UTF-8 byte order equals code point order, which is how Python sorts str keys.
        std::vector<const json::key_value_pair*> members;
        for (const auto& member : value.get_object()) members.push_back(&member);
        std::sort(members.begin(), members.end(),
                  [](auto* a, auto* b) { return std::string_view(a->key()) < std::string_view(b->key()); });
        out += '{';
        bool first = true;
        for (const auto* member : members) {
            if (!first) out += ", ";
            first = false;
            write_python_string(out, member->key());
            out += ": ";
            write_python(out, member->value());
        }
        out += '}';
        break;
    }
    }
}

} // namespace

const json::value* find(const json::value& object, std::string_view key) {
    const auto* members = object.if_object();
    return members ? members->if_contains(key) : nullptr;
}

std::string get_string(const json::value& object, std::string_view key, std::string_view otherwise) {
    const auto* value = find(object, key);
    if (value == nullptr || !value->is_string()) return std::string(otherwise);
    return std::string(value->get_string());
}

std::int64_t get_int(const json::value& object, std::string_view key, std::int64_t otherwise) {
    const auto* value = find(object, key);
    if (value == nullptr || !value->is_number()) return otherwise;
    json::error_code error;
    const auto number = value->to_number<std::int64_t>(error);
    return error ? otherwise : number;
}

bool get_bool(const json::value& object, std::string_view key, bool otherwise) {
    const auto* value = find(object, key);
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

std::string python_json_dumps(const json::value& value) {
    std::string out;
    write_python(out, value);
    return out;
}

} // namespace bolt
