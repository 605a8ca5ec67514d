#include "forms/wanted.hpp"

#include "domain/country.hpp"
#include "domain/region.hpp"
#include "forms/match_option.hpp"
#include "forms/text.hpp"
#include "forms/values.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

using enum Meaning;

bool is_category(Meaning meaning) { return meaning == category || meaning == subcategory || meaning == tags; }

/// "42 Main St." and "42 Main Street" are one street.
std::string plain_word(const std::string& word) {
    static constexpr std::pair<std::string_view, std::string_view> kShort[] = {
        {"st", "street"}, {"ave", "avenue"}, {"av", "avenue"},   {"rd", "road"},      {"blvd", "boulevard"},
        {"dr", "drive"},  {"ln", "lane"},    {"hwy", "highway"}, {"str", "strasse"},  {"ste", "suite"},
        {"pl", "place"},  {"sq", "square"},  {"ct", "court"},    {"pkwy", "parkway"}, {"n", "north"},
        {"s", "south"},   {"e", "east"},     {"w", "west"},
    };
    for (const auto& [brief, whole] : kShort)
        if (word == brief) return std::string(whole);
    return word;
}

std::vector<std::string> plain_words(std::string_view text) {
    auto words = words_of(text);
    std::ranges::transform(words, words.begin(), plain_word);
    return words;
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

bool holds_all(const std::vector<std::string>& words, const std::vector<std::string>& all) {
    return !all.empty() && std::ranges::all_of(all, [&](const auto& word) { return holds(words, word); });
}

bool is_place(Meaning meaning) {
    return meaning == city || meaning == state || meaning == postal_code || meaning == address_full ||
           meaning == address_line1;
}

} // namespace

bool can_be_suggested(Meaning meaning) {
    return is_category(meaning) || is_place(meaning) || meaning == country;
}

std::vector<std::string> wanted_for(const Control& control, const Classified& meaning,
                                    const BusinessProfile& profile) {
    std::vector<std::string> out;
    const auto add = [&](std::string_view text) {
        if (!text.empty() && std::ranges::find(out, text) == out.end()) out.emplace_back(text);
    };
    if (is_category(meaning.meaning)) {
        for (const auto& each : profile.categories) add(each);
    } else if (meaning.meaning == state) {
        add(region_name(profile.country, profile.state));
        add(profile.state);
        add(region_code(profile.country, profile.state));
    } else if (meaning.meaning == country) {
        add(country_name(profile.country));
        add(profile.country);
        add(country_code3(profile.country));
    } else if (meaning.meaning != none) {
        const auto value = text_value(control, meaning, profile);
        if (value.text) add(*value.text);
    }
    return out;
}

std::string near_words(const BusinessProfile& profile) {
    return fmt::format("{} {} {} {} {} {} {}", profile.city, profile.state,
                       region_name(profile.country, profile.state),
                       region_code(profile.country, profile.state), profile.postal_code,
                       country_name(profile.country), country_code3(profile.country));
}

std::optional<std::size_t> match_suggestion(Meaning meaning, const std::vector<std::string>& wanted,
                                            std::string_view near,
                                            const std::vector<std::string>& suggestions) {
    for (const auto& each : wanted)
        for (std::size_t i = 0; i < suggestions.size(); ++i)
            if (fold(suggestions[i]) == fold(each)) return i;
    std::vector<Option> options;
    for (const auto& text : suggestions) options.push_back({text, text, "", false, false});
    if (is_category(meaning)) {
        const auto found = match_category(options, wanted);
        return found && !found->is_fallback ? std::optional(found->option) : std::nullopt;
    }
    if (meaning == country) {
        for (const auto& each : wanted)
            if (const auto found = match_country(options, country_code(each))) return found->option;
        return std::nullopt;
    }
    if (!is_place(meaning) || wanted.empty()) return std::nullopt;
    const auto told = plain_words(near);
    const auto own = plain_words(wanted.front());
    // A name alone may be that of another place: something else must speak for it.
    std::optional<std::size_t> best;
    int best_score = 0;
    for (std::size_t i = 0; i < suggestions.size(); ++i) {
        const auto words = plain_words(suggestions[i]);
        if (!holds_all(words, own)) continue;
        const auto speaks = [&](const auto& word) { return !holds(own, word) && holds(told, word); };
        const int score = static_cast<int>(std::ranges::count_if(words, speaks)) * 10 -
                          static_cast<int>(words.size() - std::min(words.size(), own.size()));
        if (score <= best_score) continue;
        best = i;
        best_score = score;
    }
    return best;
}

} // namespace bolt::forms
