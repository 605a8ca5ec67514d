#include "forms/phone_format.hpp"

#include "domain/phone_number.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

std::string digits_of(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c >= '0' && c <= '9'; });
    return out;
}

} // namespace

PhoneParts read_phone(std::string_view written, std::string_view country) {
    if (const auto number = parse_phone(written, country)) return {number->calling_code, number->significant};
    return {"", digits_of(written)};
}

std::vector<std::string> phone_spellings(std::string_view written, std::string_view country) {
    std::vector<std::string> out;
    const auto add = [&](std::string text) {
        if (!text.empty() && std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
    };
    add(std::string(written));
    const auto [code, national] = read_phone(written, country);
    if (code == "1" && national.size() == 10) {
        const auto a = national.substr(0, 3);
        const auto b = national.substr(3, 3);
        const auto c = national.substr(6);
        add(fmt::format("({}) {}-{}", a, b, c));
        add(fmt::format("{}-{}-{}", a, b, c));
        add(fmt::format("{}.{}.{}", a, b, c));
        add(fmt::format("{} {} {}", a, b, c));
        add(fmt::format("+1 {}-{}-{}", a, b, c));
        add(fmt::format("+1 ({}) {}-{}", a, b, c));
        add(fmt::format("+1 {} {} {}", a, b, c));
        add(fmt::format("1-{}-{}-{}", a, b, c));
        add(national);
        add("1" + national);
    } else if (const auto number = parse_phone(written, country)) {
        add(number->international);
        add(number->national);
        add(digits_of(number->national));
        add(national);
        add(fmt::format("00{}{}", code, national));
        add(code + national);
    }
    if (!code.empty()) add(fmt::format("+{}{}", code, national));
    add(digits_of(written));
    return out;
}

} // namespace bolt::forms
