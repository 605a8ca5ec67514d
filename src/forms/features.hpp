#pragma once
#include "forms/page_model.hpp"

#include <cstdint>
#include <vector>

namespace bolt::forms {

/// What the learned classifier sees of one control: the set of its properties (words and letters of each text
/// around it, split name and id, type, options, what the vocabulary reads in each text, the neighbours, the
/// section, the form), each hashed to a row of the weights.
struct ControlFeatures {
    static constexpr unsigned kBits = 16;
    std::size_t control = 0;         ///< index into Form::controls
    std::vector<std::uint32_t> rows; ///< sorted, without doubles, each below 2^kBits
};

/// The controls that the classifier judges (texts, lists; no choices, files, passwords, traps), in document
/// order. The weights belong to exactly this function: after a change of it or of the vocabulary, train again
/// (tools/train_forms). Pure.
std::vector<ControlFeatures> extract_features(const Form& form);

} // namespace bolt::forms
