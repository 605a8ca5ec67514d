#pragma once
#include "corpus.hpp"
#include "forms/classify.hpp"
#include "forms/model.hpp"

#include <string>

namespace bolt::train {

/// Prints, for pages that did not train the model, precision, recall and F1 per meaning of: the autocomplete
/// attribute alone, the rules alone, the model alone, both; then how well the confidence is calibrated.
void report(const forms::Model& model, const std::vector<Sample>& samples);
/// Prints what each weight of the rules against the model reaches on the pages kept for such choices.
void compare_rule_weights(const forms::Model& model, const std::vector<Sample>& samples);

/// Whether the control counts in the figures: it is labelled, and a person would see it.
bool is_judged(const Sample& sample, std::size_t index);
/// What a decision comes to, in the words of the sample's labels.
std::string said_of(const Sample& sample, const forms::Classified& decision, const forms::Control& control);

} // namespace bolt::train
