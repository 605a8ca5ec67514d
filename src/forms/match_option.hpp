#pragma once
#include "domain/profile.hpp"
#include "forms/page_model.hpp"

#include <optional>

namespace bolt::forms {

/// An option that fits and how well.
struct OptionMatch {
    std::size_t option = 0;
    double score = 0;         ///< 0..1
    bool is_fallback = false; ///< "Other": nothing fits better
};

/// The option for one of the wanted texts (most important first): equal, then equal but for plural and order,
/// then by shared words and known synonyms ("Coffee shop" for "Cafe"), optgroup labels included; else "Other"
/// if there is one.
std::optional<OptionMatch> match_category(const std::vector<Option>& options,
                                          const std::vector<std::string>& wanted);
/// The option for a state or province given as name or code.
std::optional<OptionMatch> match_state(const std::vector<Option>& options, std::string_view state,
                                       std::string_view country);
/// The option for a place in a list of towns, regions or countries ("Location"): the city, with or without
/// what it lies in ("Texas / Austin"), else the state, else the country.
std::optional<OptionMatch> match_place(const std::vector<Option>& options, std::string_view city,
                                       std::string_view state, std::string_view country);
/// The option for a country (ISO alpha-2).
std::optional<OptionMatch> match_country(const std::vector<Option>& options, std::string_view country);
/// The option for a time "HH:MM" in 24 or 12 hours.
std::optional<OptionMatch> match_time(const std::vector<Option>& options, std::string_view time);
/// The option whose text or value is this text.
std::optional<OptionMatch> match_text(const std::vector<Option>& options, std::string_view text);

} // namespace bolt::forms
