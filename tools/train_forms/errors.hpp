#pragma once
#include "corpus.hpp"
#include "forms/model.hpp"

#include <string>

namespace bolt::train {

/// Writes to `file`, most frequent first, what is taken for what, with the texts of the fields: the rules on
/// pages to learn from, rules and model together on pages kept for choices. The pages that judge are left
/// out, so that nothing is fitted to them.
void list_errors(const forms::Model& model, const std::vector<Sample>& samples, const std::string& file);

} // namespace bolt::train
