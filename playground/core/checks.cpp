#include "playground/core/site.hpp"

namespace bolt::playground {

void Problems::check(bool good, std::string_view name, std::string_view message) {
    if (!good) messages_.emplace(std::string(name), std::string(message));
}

void Problems::need(const Fields& fields, std::string_view name, std::string_view message) {
    check(filled(fields, name), name, message);
}

void Problems::show_in(Values& values) const {
    std::string list;
    for (const auto& [name, message] : messages_) {
        values.texts["error." + name] = message;
        list += fmt::format("<li>{}</li>", escape_html(message));
    }
    values.texts["problems"] = list.empty() ? "" : "<ul>" + list + "</ul>";
}

bool filled(const Fields& fields, std::string_view name) { return !trimmed(value_of(fields, name)).empty(); }

bool looks_like_email(std::string_view text) {
    text = trimmed(text);
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.rfind('@') != at) return false;
    const auto domain = text.substr(at + 1);
    const auto dot = domain.rfind('.');
    return dot != std::string_view::npos && dot > 0 && dot + 1 < domain.size() &&
           text.find_first_of(" \t\r\n<>") == std::string_view::npos;
}

bool looks_like_phone(std::string_view text) {
    return digits(text).size() >= 7 && text.find_first_not_of("0123456789 +-./()") == std::string_view::npos;
}

bool looks_like_url(std::string_view text) {
    const auto lowered = lower(text.substr(0, 8));
    return lowered.starts_with("http://") || lowered.starts_with("https://");
}

} // namespace bolt::playground
