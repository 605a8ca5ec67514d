#include "forms/html_selector.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

// CSSOM, "serialize an identifier".
std::string escape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool digit = std::isdigit(c) != 0;
        if (c < 0x20 || c == 0x7F || (digit && (i == 0 || (i == 1 && text[0] == '-'))))
            out += fmt::format("\\{:x} ", c);
        else if (c >= 0x80 || std::isalnum(c) != 0 || c == '_' || (c == '-' && text.size() > 1))
            out += text[i];
        else
            (out += '\\') += text[i];
    }
    return out;
}

// Ids that a framework counts up anew at each visit are no handle.
bool steady(std::string_view id) {
    static const re2::RE2 fleeting(
        "(?i)\\d{5,}|^:|^(react|ember|ext-gen|mui|headlessui|radix)|[0-9a-f]{8}-[0-9a-f]{4}");
    return !id.empty() && !re2::RE2::PartialMatch(re2::StringPiece(id.data(), id.size()), fleeting);
}

} // namespace

void HtmlSelectors::count_in_form(HtmlNode node, HtmlNode form) {
    ++in_form_[{form, fmt::format("{}/{}", tag_of(node), attribute(node, "name"))}];
}

bool HtmlSelectors::once(const std::string& key) const {
    const auto found = index_.count.find(key);
    return found != index_.count.end() && found->second == 1;
}

std::string HtmlSelectors::of(HtmlNode node, HtmlNode form) const {
    const auto tag = tag_of(node);
    const auto id = attribute(node, "id");
    const bool unique_id = !id.empty() && once(fmt::format("#{}", id));
    if (unique_id && steady(id)) return "#" + escape(id);
    if (const auto name = attribute(node, "name"); !name.empty()) {
        const auto key = fmt::format("{}/{}", tag, name);
        const auto plain = fmt::format("{}[name=\"{}\"]", tag, escape(name));
        if (once(key)) return plain;
        const auto type = attribute(node, "type");
        const auto value = attribute(node, "value");
        if ((type == "radio" || type == "checkbox") && once(fmt::format("{}/{}", key, value)))
            return fmt::format("{}[value=\"{}\"]", plain, escape(value));
        const auto form_id = form == nullptr || form == node ? std::string_view{} : attribute(form, "id");
        if (!form_id.empty() && once(fmt::format("#{}", form_id)))
            if (const auto found = in_form_.find({form, key}); found != in_form_.end() && found->second == 1)
                return fmt::format("#{} {}", escape(form_id), plain);
    }
    return unique_id ? "#" + escape(id) : path(node);
}

std::string HtmlSelectors::path(HtmlNode node) const {
    std::string out;
    for (const auto* at = node; at != nullptr; at = parent_of(at)) {
        const auto id = attribute(at, "id");
        if (at != node && steady(id) && once(fmt::format("#{}", id)))
            return fmt::format("#{} > {}", escape(id), out);
        const auto tag = tag_of(at);
        int position = 1;
        for (const auto* near = previous_of(at); near != nullptr; near = previous_of(near))
            if (is_element(near) && tag_of(near) == tag) ++position;
        const bool top = tag == "body" || tag == "html";
        const auto step = top ? tag : fmt::format("{}:nth-of-type({})", tag, position);
        out = out.empty() ? step : step + " > " + out;
        if (tag == "body" || out.size() > 3000) break;
    }
    return out;
}

} // namespace bolt::forms
