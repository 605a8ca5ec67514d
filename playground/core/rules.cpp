#include "playground/core/rules.hpp"

#include <charconv>
#include <regex>

namespace bolt::playground {
namespace {

std::size_t number_of(std::string_view text) {
    std::size_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

bool passes(std::string_view rule, std::string_view control, const Fields& fields) {
    const auto value = trimmed(value_of(fields, control));
    const auto colon = rule.find(':');
    const auto kind = rule.substr(0, colon);
    const auto rest = colon == std::string_view::npos ? std::string_view{} : rule.substr(colon + 1);
    if (kind == "need") return !value.empty();
    if (kind == "min") return length_of(value) >= number_of(rest);
    if (kind == "same") return value == trimmed(value_of(fields, rest));
    if (value.empty()) return true;
    if (kind == "email") return looks_like_email(value);
    if (kind == "phone") return looks_like_phone(value);
    if (kind == "url") return looks_like_url(value);
    if (kind == "max") return length_of(value) <= number_of(rest);
    if (kind != "match") throw std::runtime_error("unknown rule " + std::string(rule));
    // The bound keeps the library's recursion in its stack.
    return value.size() <= 200 && std::regex_match(std::string(value), std::regex(std::string(rest)));
}

} // namespace

Problems check_rules(const json::value* rules, const Fields& fields) {
    Problems problems;
    if (rules == nullptr) return problems;
    for (const auto& rule : rules->as_array()) {
        const std::string_view control = rule.at(0).as_string();
        problems.check(passes(std::string_view(rule.at(1).as_string()), control, fields), control,
                       std::string_view(rule.at(2).as_string()));
    }
    return problems;
}

} // namespace bolt::playground
