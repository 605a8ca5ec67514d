#pragma once
#include "forms/features.hpp"
#include "forms/meaning.hpp"
#include "forms/page_model.hpp"

#include <map>
#include <string>
#include <vector>

namespace bolt::train {

enum class Source { by_hand, by_machine, own, invented };
enum class Split { train, tune, test };

/// What is known of one control.
struct Known {
    std::vector<forms::Meaning> allowed; ///< the truth is one of these
    std::string target;                  ///< meaning for the figures, "none", or "" for: not judged
};

/// One form with labels.
struct Sample {
    std::string page;
    std::string language;
    Source source = Source::own;
    Split split = Split::train;
    forms::Form form;
    std::map<std::size_t, Known> known; ///< by index into Form::controls
    std::vector<forms::ControlFeatures> features;
};

/// The unpacked labelled pages: <folder>/{train,crawl}-labels.json and <folder>/{train,crawl}/**.html. Sites
/// are split by a hash of their name.
std::vector<Sample> read_shared(const std::string& folder);
/// The project's own pages: tests/forms/train (to learn from) and tests/forms/held_out (to be judged by).
std::vector<Sample> read_own(const std::string& folder);

} // namespace bolt::train
