#pragma once
#include <string_view>

namespace bolt::forms {

/// How alike two names of a line of business are, 0..1: 1 for the same words, 0.9 for known synonyms ("Cafe",
/// "Coffee shop"), less for shared words; 0 for nothing in common.
double category_likeness(std::string_view wanted, std::string_view offered);

} // namespace bolt::forms
