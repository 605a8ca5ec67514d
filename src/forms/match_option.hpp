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
/// then by shared words and known synonyms ("Coffee shop" for "Cafe"), optgroup labels, paths ("Food >
/// Cafes") and indented trees included; else "Other" if there is one.
std::optional<OptionMatch> match_category(const std::vector<Option>& options,
                                          const std::vector<std::string>& wanted);
/// The option for a state or province given as name or code.
std::optional<OptionMatch> match_state(const std::vector<Option>& options, std::string_view state,
                                       std::string_view country);
/// The option for a country (ISO alpha-2).
std::optional<OptionMatch> match_country(const std::vector<Option>& options, std::string_view country);
/// The option for a time "HH:MM" in 24 or 12 hours.
std::optional<OptionMatch> match_time(const std::vector<Option>& options, std::string_view time);
/// The option for a number among ranges ("1-10", "more than 50", "500+", "under 5") or single numbers.
std::optional<OptionMatch> match_count(const std::vector<Option>& options, int count);
/// The option for a price level 1..4: as many currency signs, else by its words ("Moderate").
std::optional<OptionMatch> match_price_level(const std::vector<Option>& options, int level);
/// The option whose text or value is this text.
std::optional<OptionMatch> match_text(const std::vector<Option>& options, std::string_view text);

} // namespace bolt::forms
