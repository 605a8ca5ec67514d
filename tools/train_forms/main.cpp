// Trains and judges the classifier of src/forms/model; called by train.sh (README.md).
//   train_forms <unpacked pages> <tests/forms> <weights file> [epochs]      0 epochs: only judge
#include "corpus.hpp"
#include "errors.hpp"
#include "invent.hpp"
#include "learn.hpp"
#include "report.hpp"

#include <fstream>
#include <iostream>
#include <iterator>

namespace {

int run(const std::string& shared, const std::string& own, const std::string& weights_file, int epochs) {
    auto samples = bolt::train::read_shared(shared);
    for (auto& each : bolt::train::read_own(own)) samples.push_back(std::move(each));
    std::cerr << samples.size() << " forms\n";
    if (epochs > 0) {
        for (auto& each : bolt::train::vary_forms(samples)) samples.push_back(std::move(each));
        for (auto& each : bolt::train::invent_forms(1200)) samples.push_back(std::move(each));
        auto weights = bolt::train::learn(samples, epochs);
        bolt::train::calibrate(weights, samples);
        std::ofstream(weights_file, std::ios::binary) << bolt::train::pack(weights);
    }
    std::ifstream file(weights_file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    const auto model = bolt::forms::Model::read(bytes);
    if (!model) {
        std::cerr << model.error().message << '\n';
        return 1;
    }
    bolt::train::compare_rule_weights(*model, samples);
    bolt::train::report(*model, samples);
    bolt::train::list_errors(*model, samples, weights_file + ".errors");
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    if (count < 4) {
        std::cerr << "usage: train_forms <unpacked pages> <tests/forms> <weights file> [epochs]\n";
        return 2;
    }
    try {
        return run(arguments[1], arguments[2], arguments[3], count > 4 ? std::stoi(arguments[4]) : 12);
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << '\n';
        return 1;
    }
}
