#include "domain/sequential_comparison.hpp"

#include "base/crypto.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <string>

namespace bolt {
namespace {

constexpr double kPrior = 0.18;

/// What was seen of one arm in whole pairs.
struct Past {
    double successes = 0, trials = 0;
    double rate() const { return (successes + kPrior) / (trials + 2 * kPrior); }
    void add(bool success) {
        successes += success ? 1 : 0;
        ++trials;
    }
};

double log_chance(double rate, bool success) { return std::log(success ? rate : 1 - rate); }

} // namespace

std::string_view to_string(Arm arm) { return arm == Arm::a ? "a" : "b"; }

Arm assigned_arm(std::string_view experiment_id, std::string_view submission_id) {
    std::string text(experiment_id);
    text += '\n';
    text += submission_id;
    return (static_cast<unsigned char>(sha256(text)[0]) & 1) == 0 ? Arm::a : Arm::b;
}

SequentialResult sequential_test(const std::vector<ArmOutcome>& outcomes, double alpha) {
    SequentialResult out;
    Past past[2];
    std::deque<bool> waiting[2];
    double log_e = 0, most = 0;
    for (const auto& outcome : outcomes) {
        const auto arm = outcome.arm == Arm::a ? 0 : 1;
        out.successes[arm] += outcome.success ? 1 : 0;
        ++out.trials[arm];
        waiting[arm].push_back(outcome.success);
        if (waiting[0].empty() || waiting[1].empty()) continue;
        const double rates[2] = {past[0].rate(), past[1].rate()};
        const double equal = (rates[0] + rates[1]) / 2;
        for (int i = 0; i < 2; ++i) {
            const bool success = waiting[i].front();
            waiting[i].pop_front();
            log_e += log_chance(rates[i], success) - log_chance(equal, success);
            past[i].add(success);
        }
        most = std::max(most, log_e);
        if (most < -std::log(alpha)) continue;
        out.winner = past[0].rate() >= past[1].rate() ? Arm::a : Arm::b;
        break;
    }
    out.e_value = std::exp(most);
    return out;
}

} // namespace bolt
