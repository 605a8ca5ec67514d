#pragma once
#include "forms/classify.hpp"

namespace bolt::forms {

/// Detail of a control that says only "Name" or "Title", until the neighbours have settled whose.
inline constexpr const char* kBareName = "bare";

/// Corrects single decisions by what stands around them: whose name a bare "Name" is, first beside last name,
/// the second e-mail, the second address line, one description, radio groups as one, the unnamed select or
/// textarea that must be the missing one.
void settle_with_neighbours(const Form& form, std::vector<Classified>& classified);

} // namespace bolt::forms
