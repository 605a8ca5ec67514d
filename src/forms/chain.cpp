#include "forms/chain.hpp"

#include <algorithm>
#include <cmath>

namespace bolt::forms {

Chain::Chain(const std::vector<float>& unary, const std::vector<float>& steps, std::size_t classes)
    : classes_(classes), length_(unary.size() / classes), steps_(steps), local_(unary.size()),
      forward_(unary.size()), backward_(unary.size()), scale_(length_) {
    const auto k = classes_;
    for (std::size_t t = 0; t < length_; ++t) {
        const auto* own = &unary[t * k];
        const double highest = *std::max_element(own, own + k);
        auto* local = &local_[t * k];
        auto* now = &forward_[t * k];
        for (std::size_t c = 0; c < k; ++c) local[c] = std::exp(own[c] - highest);
        if (t == 0) {
            for (std::size_t c = 0; c < k; ++c) now[c] = steps_[k * k + c];
        } else {
            const auto* before = &forward_[(t - 1) * k];
            for (std::size_t from = 0; from < k; ++from)
                if (before[from] > 1e-12)
                    for (std::size_t c = 0; c < k; ++c) now[c] += before[from] * steps_[from * k + c];
        }
        double sum = 0;
        for (std::size_t c = 0; c < k; ++c) sum += now[c] *= local[c];
        scale_[t] = sum > 0 ? sum : 1e-300;
        for (std::size_t c = 0; c < k; ++c) now[c] /= scale_[t];
        log_sum_ += std::log(scale_[t]) + highest;
    }
    for (std::size_t t = length_; t-- > 0;) {
        auto* now = &backward_[t * k];
        if (t + 1 == length_) {
            std::fill(now, now + k, 1.0);
            continue;
        }
        std::vector<double> after(k);
        for (std::size_t c = 0; c < k; ++c)
            after[c] = backward_[(t + 1) * k + c] * local_[(t + 1) * k + c] / scale_[t + 1];
        for (std::size_t from = 0; from < k; ++from) {
            double sum = 0;
            for (std::size_t c = 0; c < k; ++c) sum += steps_[from * k + c] * after[c];
            now[from] = sum;
        }
    }
}

double Chain::at(std::size_t place, std::size_t which) const {
    return forward_[place * classes_ + which] * backward_[place * classes_ + which];
}

void Chain::add_steps(std::vector<float>& sums, float sign) const {
    const auto k = classes_;
    for (std::size_t c = 0; length_ > 0 && c < k; ++c) sums[k * k + c] += sign * static_cast<float>(at(0, c));
    for (std::size_t t = 1; t < length_; ++t)
        for (std::size_t from = 0; from < k; ++from) {
            const double before = forward_[(t - 1) * k + from];
            if (before < 1e-9) continue;
            for (std::size_t c = 0; c < k; ++c)
                sums[from * k + c] +=
                    sign * static_cast<float>(before * steps_[from * k + c] * local_[t * k + c] *
                                              backward_[t * k + c] / scale_[t]);
        }
}

} // namespace bolt::forms
