#include "net/http.hpp"

#include "base/encoding.hpp"

#include <boost/json.hpp>

namespace bolt::net {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Response with_type(int status, std::string type, std::string body) {
    return {.status = status, .headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)};
}

} // namespace

std::string_view Headers::get(std::string_view name) const {
    for (const auto& [key, value] : fields_)
        if (same_name(key, name)) return value;
    return {};
}

bool Headers::has(std::string_view name) const {
    return std::ranges::any_of(fields_, [&](const auto& field) { return same_name(field.first, name); });
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_, [&](const auto& field) { return same_name(field.first, name); });
}

void Headers::set(std::string_view name, std::string value) {
    remove(name);
    add(name, std::move(value));
}

void Headers::add(std::string_view name, std::string value) {
    fields_.emplace_back(std::string(name), std::move(value));
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

std::string Request::cookie(std::string_view name) const {
    for (const auto& [key, line] : headers.all()) {
        if (!same_name(key, "Cookie")) continue;
        std::string_view rest = line;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const auto pair = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos) continue;
            if (trim(pair.substr(0, equals)) == name) return std::string(trim(pair.substr(equals + 1)));
        }
    }
    return {};
}

Response Response::json(int status, std::string body) {
    return with_type(status, "application/json", std::move(body));
}

Response Response::text(int status, std::string body) {
    return with_type(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::html(int status, std::string body) {
    return with_type(status, "text/html; charset=utf-8", std::move(body));
}

Response Response::redirect(std::string location, int status) {
    return {.status = status, .headers = {{"Location", std::move(location)}}, .body = {}};
}

Response Response::empty(int status) { return {.status = status, .headers = {}, .body = {}}; }

Response problem(int status, std::string_view title, std::string_view detail, std::string_view code) {
    const std::string type = code.empty() ? "about:blank" : "urn:directory-bolt:problem:" + std::string(code);
    return with_type(status, "application/problem+json",
                     boost::json::serialize(boost::json::object{{"type", type},
                                                                {"title", to_valid_utf8(title)},
                                                                {"status", status},
                                                                {"detail", to_valid_utf8(detail)}}));
}

} // namespace bolt::net
