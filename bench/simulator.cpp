// How much life of the pipeline the simulator sees in a minute of one core.
#include "base/log.hpp"
#include "bench/measure.hpp"
#include "sim/run.hpp"

#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr int kRuns = 12;

double hours(Duration duration) { return static_cast<double>(duration.count()) / 3.6e9; }

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt::bench;
    bolt::log::configure(bolt::log::Level::none);
    Samples job_hours, clock_hours;
    double jobs = 0;
    for (int i = 1; i <= kRuns; ++i) {
        const double before = own_cpu_seconds();
        // Up to 150 purchases in a minute: as many jobs run beside each other as a busy day has.
        const auto ran =
            bolt::sim::run({.seed = static_cast<std::uint64_t>(i), .steps = 100'000, .orders_max = 150});
        const double minutes = (own_cpu_seconds() - before) / 60;
        if (!ran.problems.empty()) give_up(fmt::format("seed {}: {}", i, ran.problems.front()));
        job_hours.add(hours(ran.job_time) / minutes);
        clock_hours.add(hours(ran.simulated) / minutes);
        jobs += ran.jobs;
    }
    report({"simulated job-hours in a minute of one core", job_hours.median(), "h",
            "hours on the simulated clock", clock_hours.median(), Target::ours_at_least, 1000,
            fmt::format("{:.0f} jobs with faults, median of {} seeds", jobs, kRuns)});
    return 0;
}
