#pragma once
#include "corpus.hpp"

#include <cstddef>
#include <vector>

namespace bolt::train {

/// Listing forms made of the vocabulary's own phrases in typical orders, with labels, placeholders and names
/// in the ways that real software writes them, and fields that mean nothing between them. They teach the
/// chain what follows what, and the letters of every language. Same count, same forms.
std::vector<Sample> invent_forms(std::size_t count);

/// Further versions of the project's own training forms: without names, with numbers for names, with the
/// labels as placeholders, with the labels as text before the fields.
std::vector<Sample> vary_forms(const std::vector<Sample>& samples);

} // namespace bolt::train
