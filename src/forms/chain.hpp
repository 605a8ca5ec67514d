#pragma once
#include <cstddef>
#include <vector>

namespace bolt::forms {

/// Marginals of a linear-chain model over `length` places of `classes` each, by forward-backward; shared by
/// training and use, so that both count alike.
class Chain {
  public:
    /// `unary`: length x classes weights (natural logarithms). `steps`: (classes + 1) x classes factors
    /// exp(weight), row `from`, the last row for the first place. Weights of -1e30 forbid a class.
    Chain(const std::vector<float>& unary, const std::vector<float>& steps, std::size_t classes);

    std::size_t length() const { return length_; }
    /// Chance of `which` at `place`.
    double at(std::size_t place, std::size_t which) const;
    /// Adds sign * (chance of each pair of neighbours, and of each first class) to `sums`, laid out as
    /// `steps`.
    void add_steps(std::vector<float>& sums, float sign) const;
    /// Logarithm of the sum over all ways.
    double log_sum() const { return log_sum_; }

  private:
    std::size_t classes_;
    std::size_t length_;
    const std::vector<float>& steps_;
    std::vector<double> local_;    ///< exp(unary - its highest)
    std::vector<double> forward_;  ///< each place sums to 1
    std::vector<double> backward_; ///< scaled like forward
    std::vector<double> scale_;
    double log_sum_ = 0;
};

} // namespace bolt::forms
