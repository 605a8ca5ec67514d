#pragma once
#include "forms/classify.hpp"

namespace bolt::forms {

/// Rules out, in place, what asks once more for something that the listing has told already: "Phone 2",
/// "Secondary email", a field that only its type speaks for. Never a required field.
void settle_copies(const Form& form, std::vector<Classified>& classified);

} // namespace bolt::forms
