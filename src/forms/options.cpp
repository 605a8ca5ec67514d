#include "forms/options.hpp"

#include "domain/profile.hpp"
#include "domain/region.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <functional>

namespace bolt::forms {
namespace {

bool is_region(const Option& option) {
    for (const std::string_view country : {"US", "CA", "AU", "DE"})
        if (!region_name(country, option.label).empty() ||
            (option.label.size() > 3 && !region_name(country, option.value).empty()))
            return true;
    return false;
}

// Two letters are a state's or a province's code as well: only names count as countries.
// "12 AM" is no Armenia.
bool is_country(const Option& option) {
    return option.label.size() > 3 && option.label.find_first_of("0123456789") == std::string::npos &&
           !country_code(option.label).empty();
}

bool is_time(const Option& option) {
    const auto words = words_of(option.label);
    if (words.empty() || words.size() > 4) return false;
    const bool clock =
        option.label.find(':') != std::string::npos || has_word(words, {"am", "pm", "uhr", "h"});
    return clock && std::ranges::all_of(words[0], [](char c) { return c >= '0' && c <= '9'; });
}

bool is_year(const Option& option) {
    return option.label.size() == 4 && (option.label.starts_with("19") || option.label.starts_with("20")) &&
           std::ranges::all_of(option.label, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_price_sign(const Option& option) {
    return option.label.starts_with("$$") || option.label.starts_with("\xE2\x82\xAC\xE2\x82\xAC") ||
           option.label == "$";
}

} // namespace

bool is_placeholder(const Option& option) {
    const auto words = words_of(option.label);
    if (words.empty()) return true;
    const bool choose =
        has_word(words, {"choose",       "select",     "please",     "bitte",   "wahlen",     "auswahlen",
                         "waehlen",      "auswaehlen", "pick",       "choisir", "choisissez", "selectionner",
                         "selectionnez", "seleccione", "selecciona", "elige",   "elija",      "scegli",
                         "seleziona",    "selecione",  "kies",       "kiezen"});
    return option.value.empty()
               ? choose || words.size() <= 2 || option.label.starts_with("-")
               : choose && (option.value == "0" || option.value == "-1" || option.value == option.label);
}

std::optional<Naming> read_options(const Control& control) {
    struct Kind {
        Meaning meaning;
        std::function<bool(const Option&)> fits;
        int least;
    };
    static const Kind kKinds[] = {{Meaning::country, is_country, 6},
                                  {Meaning::state, is_region, 6},
                                  {Meaning::hours_open, is_time, 6},
                                  {Meaning::year_founded, is_year, 8},
                                  {Meaning::price_range, is_price_sign, 2}};
    std::vector<const Option*> real;
    for (const auto& option : control.options)
        if (!is_placeholder(option)) real.push_back(&option);
    for (const auto& kind : kKinds) {
        const auto fitting =
            std::ranges::count_if(real, [&](const Option* option) { return kind.fits(*option); });
        const auto share =
            static_cast<double>(fitting) / static_cast<double>(std::max<std::size_t>(1, real.size()));
        if (fitting >= kind.least && share >= 0.6) return Naming{kind.meaning, "", share, false};
    }
    // A short list of one country's neighbours: "United States, Canada, Mexico".
    const auto countries =
        std::ranges::count_if(real, [](const Option* option) { return is_country(*option); });
    if (real.size() >= 1 && countries == static_cast<std::ptrdiff_t>(real.size()))
        return Naming{Meaning::country, "", 0.9, false};
    return std::nullopt;
}

} // namespace bolt::forms
