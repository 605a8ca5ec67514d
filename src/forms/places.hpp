#pragma once
#include "forms/classify.hpp"

namespace bolt::forms {

/// What neighbours say of the parts of an address, in place: one label over several fields or for several
/// parts, codes of countries.
void settle_joint_places(const Form& form, std::vector<Classified>& classified);
/// Counties and suburbs below a state and a town.
void settle_districts(const Form& form, std::vector<Classified>& classified);
/// Second lines, house numbers, fields that hold the whole address, addresses for letters.
void settle_address_lines(const Form& form, std::vector<Classified>& classified);

} // namespace bolt::forms
