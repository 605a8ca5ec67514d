#pragma once
#include "forms/naming.hpp"
#include "forms/page_model.hpp"

namespace bolt::forms {

/// What a select's options say that it asks for: countries, states, times of day, years, price signs. The
/// strength is the share of options that fit. nullopt if they say nothing (a list of words may be categories
/// of anything).
std::optional<Naming> read_options(const Control& control);

/// True for "Please choose", "- select -", "": an option that stands for no choice.
bool is_placeholder(const Option& option);

} // namespace bolt::forms
