#include "forms/chain.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

// Three places, two classes, every way counted by hand.
TEST(Chain, AgreesWithCountingEveryWay) {
    const std::vector<float> unary = {0.3F, -0.2F, 1.1F, 0.4F, -0.7F, 0.9F};
    const std::vector<float> steps = {1.5F, 0.4F, 0.7F, 2.0F, 1.2F, 0.8F}; // from 0, from 1, first place
    const Chain chain(unary, steps, 2);
    double total = 0;
    double chance[3][2] = {};
    for (int a = 0; a < 2; ++a)
        for (int b = 0; b < 2; ++b)
            for (int c = 0; c < 2; ++c) {
                const auto at = [](int from, int to) { return static_cast<std::size_t>(from * 2 + to); };
                const double way =
                    static_cast<double>(steps[at(2, a)]) * steps[at(a, b)] * steps[at(b, c)] *
                    std::exp(static_cast<double>(unary[at(0, a)]) + unary[at(1, b)] + unary[at(2, c)]);
                total += way;
                chance[0][a] += way;
                chance[1][b] += way;
                chance[2][c] += way;
            }
    EXPECT_NEAR(chain.log_sum(), std::log(total), 1e-5);
    for (std::size_t place = 0; place < 3; ++place)
        for (std::size_t which = 0; which < 2; ++which)
            EXPECT_NEAR(chain.at(place, which), chance[place][which] / total, 1e-6);
}

TEST(Chain, NeverTakesAForbiddenClass) {
    const Chain chain({0, -1e30F, 0, 0}, {1, 1, 1, 1, 1, 1}, 2);
    EXPECT_EQ(chain.at(0, 1), 0);
    EXPECT_DOUBLE_EQ(chain.at(0, 0), 1);
}

TEST(Chain, StaysFiniteOverLongForms) {
    const std::size_t length = 800;
    std::vector<float> unary(length * 3);
    for (std::size_t i = 0; i < unary.size(); ++i) unary[i] = static_cast<float>(i % 7) * 20 - 60;
    const std::vector<float> steps(12, 1e-6F);
    const Chain chain(unary, steps, 3);
    for (std::size_t i = 0; i < length; ++i) {
        const auto sum = chain.at(i, 0) + chain.at(i, 1) + chain.at(i, 2);
        EXPECT_NEAR(sum, 1, 1e-9) << i;
    }
    EXPECT_TRUE(std::isfinite(chain.log_sum()));
}

TEST(Chain, IsEmptyForNoPlaces) { EXPECT_EQ(Chain({}, {1, 1}, 1).length(), 0u); }

} // namespace
} // namespace bolt::forms
