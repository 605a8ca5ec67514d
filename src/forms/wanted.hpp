#pragma once
#include "domain/profile.hpp"
#include "forms/classify.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bolt::forms {

/// What would fit a field whose choices are not known yet, the best first, each fit to be typed; empty if the
/// profile has nothing for it.
std::vector<std::string> wanted_for(const Control& control, const Classified& meaning,
                                    const BusinessProfile& profile);

/// Words that tell alike places apart: state, postal code, city, country.
std::string near_words(const BusinessProfile& profile);

/// True if what a field of this meaning suggests can be told right or wrong.
bool can_be_suggested(Meaning meaning);

/// The suggestion that means one of `wanted`; nullopt if none surely does. A place ("Austin") may have more
/// words ("Austin, TX, USA") only if `near` speaks for it.
std::optional<std::size_t> match_suggestion(Meaning meaning, const std::vector<std::string>& wanted,
                                            std::string_view near,
                                            const std::vector<std::string>& suggestions);

} // namespace bolt::forms
