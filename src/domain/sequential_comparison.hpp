#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

/// Which of two ways is taken more often, decided while outcomes come in. Pure.
namespace bolt {

enum class Arm { a, b };

/// "a", "b"
std::string_view to_string(Arm arm);
/// By hash of both: the same submission always gets the same arm, and nobody can choose it.
Arm assigned_arm(std::string_view experiment_id, std::string_view submission_id);

/// One submission that ended: taken, or refused.
struct ArmOutcome {
    Arm arm = Arm::a;
    bool success = false;
};

struct SequentialResult {
    /// Evidence that the rates differ; the largest so far counts. 1: none.
    double e_value = 1;
    int successes[2] = {0, 0}, trials[2] = {0, 0}; ///< by arm, up to the decision
    std::optional<Arm> winner;                     ///< decided: the arm that was taken more often until then
};

/// Tests that two Bernoulli rates are equal, at any stopping time: the chance that equal rates are ever told
/// apart is at most `alpha`, however often one looks. Outcomes in the order in which they came; the i-th of
/// one arm makes a pair with the i-th of the other.
///
/// The method is the e-process of Turner, Ly and Grünwald, "Generic E-variables for exact sequential k-sample
/// tests that allow for optional stopping" (J. Statistical Planning and Inference 230, 2024): with estimates
/// pa, pb from the pairs before (prior Beta(0.18, 0.18)), a pair (ya, yb) multiplies the e-value by
///     pa(ya) pb(yb) / (p0(ya) p0(yb)),   p0 = (pa + pb) / 2,
/// whose expectation is at most 1 where the true rates are equal. By Ville's inequality the product reaches
/// 1/alpha with a chance of at most alpha then.
SequentialResult sequential_test(const std::vector<ArmOutcome>& outcomes, double alpha);

} // namespace bolt
