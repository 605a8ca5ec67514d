#pragma once
#include "base/clock.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bolt::sim {

struct RunSettings {
    std::uint64_t seed = 1;
    /// How many things happen while faults do; then they stop, time passes, and everything must come to its
    /// end.
    std::uint64_t steps = 4'000;
    int orders_max = 5;
    bool power_cuts = true;
    bool faults = true;
    bool print_trace = false;
};

struct RunReport {
    std::vector<std::string> problems; ///< promises that are broken; empty: all hold
    std::uint64_t steps = 0;           ///< in all
    std::uint64_t trace_hash = 0;      ///< the same for the same settings
    Duration simulated{0};
    Duration job_time{0}; ///< the jobs' lives, added up
    int jobs = 0, submissions = 0, taken = 0, unknown = 0;
    std::uint64_t crashes = 0, power_cuts = 0, commits = 0, commits_refused = 0, deliveries = 0;
    std::uint64_t feed_changes = 0, feed_resumes = 0, feed_reloads = 0;
};

/// Runs the real gateway, brain, subscriber, workers and monitor on the real store through one seeded
/// history.
RunReport run(const RunSettings& settings);

} // namespace bolt::sim
