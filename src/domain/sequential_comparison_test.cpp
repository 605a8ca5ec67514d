#include "domain/sequential_comparison.hpp"

#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

namespace bolt {
namespace {

constexpr double kAlpha = 0.05;

std::vector<ArmOutcome> outcomes_of(double a, double b, int count, std::uint64_t seed,
                                    double share_of_b = 0.5) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> chance(0, 1);
    std::vector<ArmOutcome> out;
    for (int i = 0; i < count; ++i) {
        const auto arm = chance(random) < share_of_b ? Arm::b : Arm::a;
        out.push_back({arm, chance(random) < (arm == Arm::a ? a : b)});
    }
    return out;
}

struct Share {
    double decided = 0, for_b = 0, mean_trials = 0;
};
/// sequential_test() stops at the first look that decides: this is a look after every outcome.
Share share_of(double a, double b, int count, int runs, double share_of_b = 0.5) {
    Share out;
    for (int i = 0; i < runs; ++i) {
        const auto found =
            sequential_test(outcomes_of(a, b, count, static_cast<std::uint64_t>(i) + 1, share_of_b), kAlpha);
        out.decided += found.winner ? 1.0 / runs : 0;
        out.for_b += found.winner == Arm::b ? 1.0 / runs : 0;
        out.mean_trials += double(found.trials[0] + found.trials[1]) / runs;
    }
    return out;
}

TEST(SequentialTest, EqualRatesAreSeldomToldApartHoweverOftenOneLooks) {
    for (const double rate : {0.05, 0.3, 0.5, 0.8, 0.95})
        for (const double share_of_b : {0.5, 0.2}) {
            const auto seen = share_of(rate, rate, 1000, 1000, share_of_b);
            EXPECT_LE(seen.decided, kAlpha) << rate << " " << share_of_b;
            RecordProperty(fmt::format("type_one_{}_{}", rate, share_of_b),
                           fmt::format("{:.4f}", seen.decided));
        }
}

TEST(SequentialTest, ATestForOneLookFailsWhereThisOneHolds) {
    // The usual two-proportion z-test, looked at after every outcome: what the sequential one is for.
    int fooled = 0;
    constexpr int kRuns = 500;
    for (int run = 0; run < kRuns; ++run) {
        double successes[2] = {0, 0}, trials[2] = {0, 0};
        for (const auto& outcome : outcomes_of(0.5, 0.5, 2000, static_cast<std::uint64_t>(run) + 1)) {
            const auto arm = outcome.arm == Arm::a ? 0 : 1;
            successes[arm] += outcome.success ? 1 : 0;
            ++trials[arm];
            if (trials[0] < 10 || trials[1] < 10) continue;
            const double pooled = (successes[0] + successes[1]) / (trials[0] + trials[1]);
            const double deviation = std::sqrt(pooled * (1 - pooled) * (1 / trials[0] + 1 / trials[1]));
            if (deviation > 0 &&
                std::abs(successes[0] / trials[0] - successes[1] / trials[1]) > 1.96 * deviation) {
                ++fooled;
                break;
            }
        }
    }
    EXPECT_GT(double(fooled) / kRuns, 5 * kAlpha);
}

TEST(SequentialTest, DifferentRatesAreFoundAndTheBetterOneWins) {
    const auto large = share_of(0.5, 0.8, 400, 1000), middle = share_of(0.6, 0.75, 1000, 1000);
    EXPECT_GT(large.for_b, 0.95);
    EXPECT_GT(middle.for_b, 0.80);
    EXPECT_LT(large.decided - large.for_b, 0.005) << "the worse one hardly ever wins";
    EXPECT_LT(large.mean_trials, 200) << "it ends early where the difference is large";
    RecordProperty("power_large", fmt::format("{:.3f} after {:.0f}", large.for_b, large.mean_trials));
    RecordProperty("power_middle", fmt::format("{:.3f} after {:.0f}", middle.for_b, middle.mean_trials));
    EXPECT_GT(share_of(0.8, 0.5, 400, 200).decided - share_of(0.8, 0.5, 400, 200).for_b, 0.95);
}

TEST(SequentialTest, AFactorOfAPairIsAsThePaperSays) {
    // First pair: both estimates are 1/2, so it is no evidence. Second: 1.18/1.36 against 0.18/1.36.
    std::vector<ArmOutcome> outcomes{{Arm::a, true}, {Arm::b, false}};
    EXPECT_DOUBLE_EQ(sequential_test(outcomes, kAlpha).e_value, 1);
    outcomes.push_back({Arm::b, false});
    outcomes.push_back({Arm::a, true});
    const double pa = 1.18 / 1.36, pb = 0.18 / 1.36;
    EXPECT_NEAR(sequential_test(outcomes, kAlpha).e_value, pa * (1 - pb) / (0.5 * 0.5), 1e-12);
}

TEST(SequentialTest, APairsFactorExpectsAtMostOneWhereRatesAreEqual) {
    for (double a = 0.05; a < 1; a += 0.1)
        for (double b = 0.05; b < 1; b += 0.1)
            for (double truth = 0; truth <= 1; truth += 0.05) {
                const double equal = (a + b) / 2;
                const double of_a = truth * a / equal + (1 - truth) * (1 - a) / (1 - equal);
                const double of_b = truth * b / equal + (1 - truth) * (1 - b) / (1 - equal);
                EXPECT_LE(of_a * of_b, 1 + 1e-12);
            }
}

TEST(SequentialTest, NothingIsDecidedFromOneArmAlone) {
    const std::vector<ArmOutcome> outcomes(500, ArmOutcome{Arm::a, true});
    const auto found = sequential_test(outcomes, kAlpha);
    EXPECT_FALSE(found.winner);
    EXPECT_EQ(found.e_value, 1);
    EXPECT_EQ(found.trials[0], 500);
}

TEST(SequentialTest, AssignmentIsTheSameEachTimeAndHalfAndHalf) {
    int of_b = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto submission = fmt::format("submission-{}", i);
        EXPECT_EQ(assigned_arm("x", submission), assigned_arm("x", submission));
        of_b += assigned_arm("x", submission) == Arm::b ? 1 : 0;
    }
    EXPECT_NEAR(of_b, 1000, 100);
    int same = 0;
    for (int i = 0; i < 2000; ++i)
        same += assigned_arm("x", fmt::format("{}", i)) == assigned_arm("y", fmt::format("{}", i)) ? 1 : 0;
    EXPECT_NEAR(same, 1000, 100) << "another experiment divides them anew";
}

} // namespace
} // namespace bolt
