#include "playground/core/page.hpp"

namespace bolt::playground {
namespace {

std::string_view text_of(const Values& values, std::string_view name) {
    if (const auto found = values.texts.find(name); found != values.texts.end()) return found->second;
    return value_of(values.fields, name);
}

std::string conditional(std::string_view inside, const Values& values) {
    const auto space = inside.rfind(' ');
    const auto equals = inside.find('=');
    if (space == std::string_view::npos || equals > space) return {};
    const auto name = inside.substr(0, equals);
    const auto value = inside.substr(equals + 1, space - equals - 1);
    return has_value(values.fields, name, value) ? std::string(inside.substr(space + 1)) : std::string();
}

} // namespace

std::string render(std::string_view text, const Values& values) {
    std::string out;
    out.reserve(text.size() + 1024);
    while (true) {
        const auto open = text.find("{{");
        if (open == std::string_view::npos) break;
        out += text.substr(0, open);
        const bool raw = text.substr(open, 3) == "{{{";
        const std::string_view closing = raw ? "}}}" : "}}";
        const auto from = open + closing.size();
        const auto close = text.find(closing, from);
        if (close == std::string_view::npos) {
            text.remove_prefix(open);
            break;
        }
        const auto inside = text.substr(from, close - from);
        if (raw) {
            if (const auto found = values.texts.find(inside); found != values.texts.end())
                out += found->second;
        } else if (!inside.empty() && inside.front() == '?') {
            out += conditional(inside.substr(1), values);
        } else {
            out += escape_html(text_of(values, inside));
        }
        text.remove_prefix(close + closing.size());
    }
    out += text;
    return out;
}

std::string options(const std::vector<std::pair<std::string, std::string>>& choices,
                    std::string_view chosen) {
    std::string out;
    for (const auto& [value, label] : choices)
        out += fmt::format("<option value=\"{}\"{}>{}</option>\n", escape_html(value),
                           value == chosen ? " selected" : "", escape_html(label));
    return out;
}

const std::vector<std::pair<std::string, std::string>>& us_states() {
    static const std::vector<std::pair<std::string, std::string>> states = {
        {"AL", "Alabama"},        {"AK", "Alaska"},         {"AZ", "Arizona"},
        {"AR", "Arkansas"},       {"CA", "California"},     {"CO", "Colorado"},
        {"CT", "Connecticut"},    {"DE", "Delaware"},       {"DC", "District of Columbia"},
        {"FL", "Florida"},        {"GA", "Georgia"},        {"HI", "Hawaii"},
        {"ID", "Idaho"},          {"IL", "Illinois"},       {"IN", "Indiana"},
        {"IA", "Iowa"},           {"KS", "Kansas"},         {"KY", "Kentucky"},
        {"LA", "Louisiana"},      {"ME", "Maine"},          {"MD", "Maryland"},
        {"MA", "Massachusetts"},  {"MI", "Michigan"},       {"MN", "Minnesota"},
        {"MS", "Mississippi"},    {"MO", "Missouri"},       {"MT", "Montana"},
        {"NE", "Nebraska"},       {"NV", "Nevada"},         {"NH", "New Hampshire"},
        {"NJ", "New Jersey"},     {"NM", "New Mexico"},     {"NY", "New York"},
        {"NC", "North Carolina"}, {"ND", "North Dakota"},   {"OH", "Ohio"},
        {"OK", "Oklahoma"},       {"OR", "Oregon"},         {"PA", "Pennsylvania"},
        {"RI", "Rhode Island"},   {"SC", "South Carolina"}, {"SD", "South Dakota"},
        {"TN", "Tennessee"},      {"TX", "Texas"},          {"UT", "Utah"},
        {"VT", "Vermont"},        {"VA", "Virginia"},       {"WA", "Washington"},
        {"WV", "West Virginia"},  {"WI", "Wisconsin"},      {"WY", "Wyoming"}};
    return states;
}

const std::vector<std::pair<std::string, std::string>>& us_state_names() {
    static const auto names = [] {
        auto list = us_states();
        for (auto& [code, name] : list) code = name;
        return list;
    }();
    return names;
}

const std::vector<std::pair<std::string, std::string>>& countries() {
    static const std::vector<std::pair<std::string, std::string>> list = {
        {"US", "United States"}, {"CA", "Canada"},      {"GB", "United Kingdom"}, {"IE", "Ireland"},
        {"AU", "Australia"},     {"NZ", "New Zealand"}, {"DE", "Germany"},        {"FR", "France"},
        {"ES", "Spain"},         {"IT", "Italy"},       {"NL", "Netherlands"},    {"MX", "Mexico"},
        {"BR", "Brazil"},        {"IN", "India"},       {"JP", "Japan"},          {"ZA", "South Africa"}};
    return list;
}

} // namespace bolt::playground
