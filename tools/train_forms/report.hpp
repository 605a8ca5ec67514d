#pragma once
#include "corpus.hpp"
#include "forms/model.hpp"

namespace bolt::train {

/// Prints, for pages that did not train the model, precision, recall and F1 per meaning of: the autocomplete
/// attribute alone, the rules alone, the model alone, both; then how well the confidence is calibrated.
void report(const forms::Model& model, const std::vector<Sample>& samples);
/// Prints what each weight of the rules against the model reaches on the pages kept for such choices.
void compare_rule_weights(const forms::Model& model, const std::vector<Sample>& samples);

} // namespace bolt::train
