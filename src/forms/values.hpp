#pragma once
#include "domain/profile.hpp"
#include "forms/classify.hpp"

#include <optional>

namespace bolt::forms {

/// What goes into one control, or why nothing does.
struct Value {
    std::optional<std::string> text; ///< nullopt: the profile has none that fits
    std::string reason;              ///< then: why, for people
};

/// The profile's value for a text control, in the form the control wants: its pattern, placeholder, type and
/// length decide.
Value text_value(const Control& control, const Classified& meaning, const BusinessProfile& profile);

/// True for meanings whose value people may format in several ways (read-back compares only digits).
bool is_phone_like(Meaning meaning);

} // namespace bolt::forms
