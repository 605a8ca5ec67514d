#include "forms/match_option.hpp"

#include "domain/country.hpp"
#include "domain/profile_text.hpp"
#include "domain/region.hpp"
#include "forms/category_words.hpp"
#include "forms/options.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unicode/locid.h>

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

/// The country's names in the languages of the vocabulary, folded.
std::vector<std::string> names_of_country(std::string_view country) {
    std::vector<std::string> out;
    const icu::Locale place("", std::string(country).c_str());
    for (const char* language : {"en", "de", "fr", "es", "it", "pt", "nl"}) {
        icu::UnicodeString name;
        std::string text;
        place.getDisplayCountry(icu::Locale(language), name).toUTF8String(text);
        out.push_back(fold(text));
    }
    return out;
}

/// Where a list of kinds writes its tree into the texts: "Food > Cafes" and "-- Cafes" below "Food" become
/// "Cafes" in the group "Food".
std::vector<Option> with_tree(const std::vector<Option>& options) {
    auto out = options;
    std::vector<std::pair<std::size_t, std::string>> above; ///< depth and text of the lines it lies under
    for (auto& option : out) {
        std::string_view text = option.label;
        for (const std::string_view mark :
             {" > ", " \u00bb ", " \u203a ", " :: ", " / ", " -> ", " \u2192 "}) {
            const auto last = text.rfind(mark);
            if (last == std::string_view::npos || last == 0 || last + mark.size() >= text.size()) continue;
            option.group = std::string(text.substr(0, last));
            option.label = std::string(text.substr(last + mark.size()));
            break;
        }
        std::size_t depth = 0;
        for (;;) {
            bool taken = false;
            for (const std::string_view mark :
                 {" ", "-", "\u00a0", "\u2013", "\u2014", "\u2514", "\u251c", "\u2500", "|", "_", "."})
                if (text.starts_with(mark)) {
                    text.remove_prefix(mark.size());
                    depth += mark == " " ? 0 : 1;
                    taken = true;
                    break;
                }
            if (!taken) break;
        }
        while (!above.empty() && above.back().first >= depth) above.pop_back();
        if (depth > 0 && option.group.empty() && !above.empty()) option.group = above.back().second;
        if (!text.empty()) above.emplace_back(depth, std::string(text));
    }
    return out;
}

} // namespace

std::optional<OptionMatch> match_category(const std::vector<Option>& offered,
                                          const std::vector<std::string>& wanted) {
    const auto options = with_tree(offered);
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
    const auto names = names_of_country(country);
    if (auto found = first_that(options, [&](const Option& option) {
            return std::ranges::find(names, fold(option.label)) != names.end();
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

std::optional<OptionMatch> match_count(const std::vector<Option>& options, int count) {
    if (count < 1) return std::nullopt;
    const auto holds = [count](const Option& option) {
        std::vector<long> numbers;
        std::string digits;
        auto text = fold(option.label) + " ";
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto digit = [&](std::size_t at) {
                return at < text.size() && text[at] >= '0' && text[at] <= '9';
            };
            // "1,000" and "1.000" are one number.
            const bool grouped = (text[i] == ',' || text[i] == '.') && !digits.empty() && digit(i + 1) &&
                                 digit(i + 2) && digit(i + 3) && !digit(i + 4);
            if (digit(i) && digits.size() < 9) digits += text[i];
            if (digit(i) || grouped || digits.empty()) continue;
            numbers.push_back(std::stol(digits));
            digits.clear();
        }
        const auto words = words_of(option.label);
        const bool least = text.find('+') != std::string::npos || text.find('>') != std::string::npos ||
                           has_word(words, {"more", "over", "above", "mehr", "uber", "ab", "plus", "mas",
                                            "oltre", "mais", "meer"});
        const bool most = text.find('<') != std::string::npos ||
                          has_word(words, {"less", "under", "below", "unter", "weniger", "moins", "menos",
                                           "meno", "minder"});
        if (numbers.size() >= 2) return count >= numbers[0] && count <= numbers[1];
        if (numbers.empty()) return false;
        return least ? count >= numbers[0] : most ? count < numbers[0] : count == numbers[0];
    };
    return first_that(options, holds);
}

std::optional<OptionMatch> match_price_level(const std::vector<Option>& options, int level) {
    if (level < 1 || level > 4) return std::nullopt;
    static constexpr std::array<std::initializer_list<std::string_view>, 4> kWords = {{
        {"inexpensive", "cheap", "budget", "low", "gunstig", "economique", "barato", "economico", "goedkoop"},
        {"moderate", "medium", "average", "mid", "mittel", "moyen", "moderado", "medio", "gemiddeld"},
        {"expensive", "pricey", "high", "teuer", "gehoben", "cher", "caro", "duur"},
        {"luxury", "ultra", "exclusive", "luxus", "luxe", "lujo", "lusso", "luxo"},
    }};
    const auto signs = [](const std::string& text) {
        int count = 0;
        for (const std::string_view sign : {"$", "\u20ac", "\u00a3"})
            for (auto at = text.find(sign); at != std::string::npos; at = text.find(sign, at + 1)) ++count;
        return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; }) ? 0 : count;
    };
    // A text of signs alone looks like a placeholder elsewhere.
    for (std::size_t i = 0; i < options.size(); ++i)
        if (!options[i].disabled && signs(options[i].label) == level) return OptionMatch{i, 1.0, false};
    return first_that(options, [&](const Option& option) {
        const auto words = words_of(option.label);
        return signs(option.label) == 0 && has_word(words, kWords[static_cast<std::size_t>(level - 1)]) &&
               (level != 3 || !has_word(words, kWords[3]));
    });
}

} // namespace bolt::forms
