#include "forms/phone_format.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

// ITU E.164 country codes of the countries whose directories we know.
constexpr std::array<std::pair<std::string_view, std::string_view>, 36> kCodes = {{
    {"US", "1"},   {"CA", "1"},   {"GB", "44"},  {"IE", "353"}, {"AU", "61"}, {"NZ", "64"},
    {"DE", "49"},  {"AT", "43"},  {"CH", "41"},  {"FR", "33"},  {"BE", "32"}, {"NL", "31"},
    {"LU", "352"}, {"ES", "34"},  {"PT", "351"}, {"IT", "39"},  {"MX", "52"}, {"BR", "55"},
    {"AR", "54"},  {"CL", "56"},  {"CO", "57"},  {"PE", "51"},  {"DK", "45"}, {"SE", "46"},
    {"NO", "47"},  {"FI", "358"}, {"PL", "48"},  {"CZ", "420"}, {"HU", "36"}, {"GR", "30"},
    {"TR", "90"},  {"IN", "91"},  {"ZA", "27"},  {"JP", "81"},  {"SG", "65"}, {"AE", "971"},
}};

std::string digits_of(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c >= '0' && c <= '9'; });
    return out;
}

std::string_view code_of(std::string_view country) {
    for (const auto& [name, code] : kCodes)
        if (name == country) return code;
    return {};
}

} // namespace

PhoneParts read_phone(std::string_view written, std::string_view country) {
    PhoneParts out;
    out.calling_code = code_of(country);
    auto digits = digits_of(written);
    const bool international = written.find('+') != std::string_view::npos || digits.starts_with("00");
    if (digits.starts_with("00")) digits.erase(0, 2);
    if (international && !out.calling_code.empty() && digits.starts_with(out.calling_code)) {
        digits.erase(0, out.calling_code.size());
    } else if (international) {
        // A number of another country: its code is the one that fits.
        out.calling_code.clear();
        for (const auto& [name, code] : kCodes)
            if (digits.starts_with(code) && code.size() > out.calling_code.size()) out.calling_code = code;
        digits.erase(0, out.calling_code.size());
    } else if (out.calling_code == "1" && digits.size() == 11 && digits[0] == '1') {
        digits.erase(0, 1);
    }
    if (out.calling_code != "39" && digits.starts_with('0')) digits.erase(0, 1); // Italy keeps its zero
    out.national = digits;
    return out;
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
    } else if (!code.empty()) {
        add(fmt::format("+{} {}", code, national));
        if (code != "39" && code != "1") add("0" + national);
        add(national);
        add(fmt::format("00{}{}", code, national));
        add(code + national);
    }
    if (!code.empty()) add(fmt::format("+{}{}", code, national));
    add(digits_of(written));
    return out;
}

} // namespace bolt::forms
