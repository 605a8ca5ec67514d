#pragma once
#include "forms/page_model.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// What the text of a choice says about money, in the languages of the vocabulary.
enum class Cost { unsaid, free, paid };
Cost cost_of(std::string_view text);

/// True if these choices are plans of a listing: some cost money, and they or `label` speak of plans.
bool offers_plans(const std::vector<Option>& options, std::string_view label);

/// The plan that costs nothing: one that says so, else one that says nothing ("Standard") beside paid ones.
/// nullopt if all cost money.
std::optional<std::size_t> free_plan(const std::vector<Option>& options);

/// True if ticking a box with this text buys something: it names a price, or promotes the listing.
bool is_upgrade(std::string_view text);

/// True if ticking a box with this text agrees to terms or confirms what was written, and to nothing else.
bool is_agreement(std::string_view text);

} // namespace bolt::forms
