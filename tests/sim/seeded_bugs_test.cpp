// The checker is worth what it catches: each of ten mistakes, put into the real sources and switched on
// alone, must be seen within a few hundred histories.
#include "tests/sim/seeded_bug.hpp"

#include "base/log.hpp"
#include "sim/run.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace bolt::sim {
namespace {

constexpr std::uint64_t kSeedsMax = 400;

class SeededBug : public testing::TestWithParam<int> {
  protected:
    void SetUp() override {
        log::configure(log::Level::none);
        seeded_bug = GetParam();
    }
    void TearDown() override { seeded_bug = 0; }
};

TEST_P(SeededBug, IsCaught) {
    for (std::uint64_t seed = 1; seed <= kSeedsMax; ++seed) {
        const auto report = run({.seed = seed});
        if (report.problems.empty()) continue;
        fmt::print("seeded bug {}: caught by seed {}: {}\n", GetParam(), seed, report.problems.front());
        return;
    }
    FAIL() << "no seed up to " << kSeedsMax << " sees it";
}

INSTANTIATE_TEST_SUITE_P(Of10, SeededBug, testing::Range(1, 11),
                         [](const auto& info) { return std::to_string(info.param); });

TEST(SeededBugs, TheBrokenBuildIsSoundWithNoneSwitchedOn) {
    log::configure(log::Level::none);
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        EXPECT_THAT(run({.seed = seed}).problems, testing::IsEmpty()) << seed;
}

} // namespace
} // namespace bolt::sim
