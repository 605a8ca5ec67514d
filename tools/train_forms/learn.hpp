#pragma once
#include "corpus.hpp"

#include <string>
#include <vector>

namespace bolt::train {

/// The weights before they are rounded.
struct Weights {
    std::vector<forms::Meaning> meanings;
    std::vector<float> rows;  ///< 2^kBits x meanings
    std::vector<float> steps; ///< (meanings + 1) x meanings, see forms::Chain
    float temperature = 1;
};

/// A conditional random field by AdaGrad over the forms of Split::train: the chance of the set of labels that
/// each control may have is raised. Same input, same weights.
Weights learn(const std::vector<Sample>& samples, int epochs);
/// The temperature that makes the chances of Split::tune likeliest.
void calibrate(Weights& weights, const std::vector<Sample>& samples);
/// The bytes that forms::Model::read takes.
std::string pack(const Weights& weights);

} // namespace bolt::train
