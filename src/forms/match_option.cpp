#include "forms/match_option.hpp"

#include "domain/country.hpp"
#include "domain/profile_text.hpp"
#include "domain/region.hpp"
#include "forms/category_words.hpp"
#include "forms/options.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

bool usable(const Option& option) { return !option.disabled && !is_placeholder(option); }

template <class Fits>
std::optional<OptionMatch> first_that(const std::vector<Option>& options, Fits fits) {
    for (std::size_t i = 0; i < options.size(); ++i)
        if (usable(options[i]) && fits(options[i])) return OptionMatch{i, 1.0, false};
    return std::nullopt;
}

bool same_folded(std::string_view a, std::string_view b) { return !a.empty() && fold(a) == fold(b); }

// "Other", "Something else", "Other services"; not "Restaurant (other)", which is a kind of restaurant.
bool is_other(const Option& option) {
    static constexpr std::initializer_list<std::string_view> kOther = {
        "other",         "others",   "else",      "misc",   "miscellaneous", "general",       "uncategorized",
        "uncategorised", "sonstige", "sonstiges", "andere", "anderes",       "verschiedenes", "autre",
        "autres",        "divers",   "otro",      "otros",  "otra",          "otras",         "altro",
        "altri",         "outro",    "outros",    "overig", "overige",       "anders"};
    static constexpr std::initializer_list<std::string_view> kFilling = {
        "something", "services", "service", "category", "categories", "business", "businesses",
        "not",       "listed",   "none",    "of",       "these",      "the",      "above",
        "and",       "all",      "type",    "types",    "branche",    "branchen", "dienstleistungen",
        "kategorie", "gewerbe"};
    const auto words = words_of(option.label);
    return has_word(words, kOther) && std::ranges::all_of(words, [](const std::string& word) {
               return std::ranges::find(kOther, word) != kOther.end() ||
                      std::ranges::find(kFilling, word) != kFilling.end();
           });
}

} // namespace

std::optional<OptionMatch> match_category(const std::vector<Option>& options,
                                          const std::vector<std::string>& wanted) {
    OptionMatch best;
    double worth = 1.0; // the customer's first category matters a little more than the second
    for (const auto& text : wanted) {
        for (std::size_t i = 0; i < options.size(); ++i) {
            if (!usable(options[i]) || is_other(options[i])) continue;
            double likeness = category_likeness(text, options[i].label);
            // "Restaurants > Italian": the group says half of it.
            if (!options[i].group.empty())
                likeness =
                    std::max({likeness, 0.6 * category_likeness(text, options[i].group),
                              0.95 * category_likeness(text, options[i].group + " " + options[i].label)});
            if (likeness * worth > best.score) best = {i, likeness * worth, false};
        }
        worth *= 0.9;
    }
    if (best.score >= 0.45) return best;
    for (std::size_t i = 0; i < options.size(); ++i)
        if (usable(options[i]) && is_other(options[i])) return OptionMatch{i, 0.3, true};
    return std::nullopt;
}

std::optional<OptionMatch> match_state(const std::vector<Option>& options, std::string_view state,
                                       std::string_view country) {
    if (state.empty()) return std::nullopt;
    const auto name = region_name(country, state);
    const auto code = region_code(country, state);
    const auto full = std::string(country) + "-" + std::string(code); // ISO 3166-2
    if (auto found = first_that(options, [&](const Option& option) {
            return same_folded(option.label, name) || same_folded(option.label, state);
        }))
        return found;
    if (auto found = first_that(options, [&](const Option& option) {
            return same_folded(option.label, code) || same_folded(option.value, code) ||
                   same_folded(option.value, name) || same_folded(option.value, state) ||
                   (!code.empty() && same_folded(option.value, full));
        }))
        return found;
    // "TX - Texas", "Texas (TX)"
    if (name.empty()) return std::nullopt;
    const auto wanted = words_of(name);
    return first_that(options, [&](const Option& option) {
        auto words = words_of(option.label);
        std::erase(words, fold(code));
        return words == wanted;
    });
}

std::optional<OptionMatch> match_country(const std::vector<Option>& options, std::string_view country) {
    if (country.empty()) return std::nullopt;
    if (auto found = first_that(options, [&](const Option& option) {
            return option.label.size() > 2 && country_code(option.label) == country;
        }))
        return found;
    return first_that(options, [&](const Option& option) {
        return same_folded(option.value, country) || same_folded(option.value, country_code3(country)) ||
               same_folded(option.label, country);
    });
}

std::optional<OptionMatch> match_place(const std::vector<Option>& options, std::string_view city,
                                       std::string_view state, std::string_view country) {
    const auto wanted = words_of(city);
    auto around = words_of(
        fmt::format("{} {} {} {}", state, region_name(country, state), region_code(country, state), country));
    if (!wanted.empty()) {
        if (auto found = match_text(options, city)) return found;
        if (auto found = first_that(options, [&](const Option& option) {
                auto words = words_of(option.label);
                const auto at = std::ranges::search(words, wanted);
                if (at.empty()) return false;
                words.erase(at.begin(), at.end());
                return std::ranges::all_of(words, [&](const std::string& word) {
                    return std::ranges::find(around, word) != around.end();
                });
            }))
            return found;
    }
    if (auto found = match_state(options, state, country)) return found;
    return match_country(options, country);
}

std::optional<OptionMatch> match_time(const std::vector<Option>& options, std::string_view time) {
    const auto reads_as = [](const Option& option, std::string_view wanted) {
        for (auto text : {fold(option.label), fold(option.value)}) {
            if (text.ends_with(" uhr")) text.resize(text.size() - 4);
            if (text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
                text.insert(2, ":");
            if (text.size() == 8 && text.ends_with(":00")) text.resize(5);
            if (profile_text::clock_time(text) == wanted) return true;
        }
        return false;
    };
    auto found = first_that(options, [&](const Option& option) { return reads_as(option, time); });
    if (found || time != "24:00") return found;
    for (const std::string_view midnight : {"00:00", "23:59", "23:30"})
        if (auto late = first_that(options, [&](const Option& option) { return reads_as(option, midnight); }))
            return late;
    return std::nullopt;
}

std::optional<OptionMatch> match_text(const std::vector<Option>& options, std::string_view text) {
    return first_that(options, [&](const Option& option) {
        return same_folded(option.label, text) || same_folded(option.value, text);
    });
}

} // namespace bolt::forms
