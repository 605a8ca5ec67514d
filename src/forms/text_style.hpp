#pragma once
#include "domain/profile.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::forms {

/// Ways to write the description, all of the customer's own words: "as_written"; "summary_first" (the short
/// description, then the description); "brief" (its first sentences, at most 200 characters).
bool is_text_style(std::string_view style);
/// The description in that way; nullopt: there is no such way, or the profile has not what it needs (a short
/// description; a description of more than 200 characters).
std::optional<std::string> description_in(std::string_view style, const BusinessProfile& profile);

} // namespace bolt::forms
