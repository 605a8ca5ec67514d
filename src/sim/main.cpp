// directory-bolt-sim: the pipeline through seeded histories full of faults (docs/reliability.md).
#include "base/log.hpp"
#include "sim/run.hpp"

#include <charconv>
#include <chrono>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

using namespace bolt;

namespace {

constexpr std::string_view kHelp =
    R"(directory-bolt-sim runs the real roles on the real store through seeded histories full of faults and checks
every promise afterwards. The same seed is the same history.

  directory-bolt-sim --seed 42                      one history, with what happened in it
  directory-bolt-sim --seed 42 --trace              every step of it
  directory-bolt-sim --seed 1 --seeds 10000         many, one after another

  --seed N      the (first) seed [1]
  --seeds N     how many histories, seeds N, N+1, ... [1]
  --steps N     steps with faults; then they stop and everything must end [4000]
  --orders N    at most so many purchases [5]
  --no-faults   nothing goes wrong: for measuring
  --trace       print every step
Exit code: 0 all promises hold, 1 one is broken, 2 wrong usage.
)";

struct Options {
    sim::RunSettings run;
    std::uint64_t seeds = 1;
};

bool read_number(const char* text, std::uint64_t& into) {
    if (text == nullptr) return false;
    const auto* end = text + std::strlen(text);
    return std::from_chars(text, end, into).ptr == end && end != text;
}

int refuse(std::string_view what) {
    fmt::print(stderr, "directory-bolt-sim: {}; --help shows what there is\n", what);
    return 2;
}

void print_failure(const Options& options, std::uint64_t seed, const sim::RunReport& report) {
    fmt::print("seed {} breaks {} promises after {} steps; again: directory-bolt-sim --seed {} --steps {} "
               "--orders {} "
               "--trace\n",
               seed, report.problems.size(), report.steps, seed, options.run.steps, options.run.orders_max);
    for (const auto& problem : report.problems) fmt::print("  {}\n", problem);
}

void add(sim::RunReport& sum, const sim::RunReport& one) {
    sum.steps += one.steps;
    sum.simulated += one.simulated;
    sum.job_time += one.job_time;
    sum.jobs += one.jobs;
    sum.submissions += one.submissions;
    sum.taken += one.taken;
    sum.unknown += one.unknown;
    sum.crashes += one.crashes;
    sum.power_cuts += one.power_cuts;
    sum.commits += one.commits;
    sum.commits_refused += one.commits_refused;
    sum.deliveries += one.deliveries;
    sum.feed_changes += one.feed_changes;
    sum.feed_resumes += one.feed_resumes;
    sum.feed_reloads += one.feed_reloads;
}

double hours(Duration duration) { return static_cast<double>(duration.count()) / 3.6e9; }

int run_all(const Options& options) {
    const auto started = std::clock();
    sim::RunReport sum;
    std::uint64_t broken = 0;
    for (std::uint64_t i = 0; i < options.seeds; ++i) {
        auto settings = options.run;
        settings.seed = options.run.seed + i;
        const auto report = sim::run(settings);
        add(sum, report);
        if (!report.problems.empty()) {
            ++broken;
            print_failure(options, settings.seed, report);
        }
        if (options.seeds == 1) fmt::print("trace hash {:016x}\n", report.trace_hash);
    }
    const double cpu = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
    fmt::print("{} histories, {} broken: {} steps, {} jobs, {} submissions, {} taken by sites, {} unknown\n",
               options.seeds, broken, sum.steps, sum.jobs, sum.submissions, sum.taken, sum.unknown);
    fmt::print(
        "{} processes killed, {} power cuts, {} commits, {} refused, {} webhook calls, {} feed changes, {} "
        "resumes, {} reloads\n",
        sum.crashes, sum.power_cuts, sum.commits, sum.commits_refused, sum.deliveries, sum.feed_changes,
        sum.feed_resumes, sum.feed_reloads);
    fmt::print("{:.1f} simulated hours, {:.1f} job-hours in {:.1f} s of CPU: {:.0f} job-hours a minute\n",
               hours(sum.simulated), hours(sum.job_time), cpu, hours(sum.job_time) / cpu * 60);
    return broken == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--help" || name == "-h") {
            fmt::print("{}", kHelp);
            return 0;
        }
        if (name == "--trace") {
            options.run.print_trace = true;
            continue;
        }
        if (name == "--no-faults") {
            options.run.faults = false;
            continue;
        }
        std::uint64_t number = 0;
        if (!read_number(i + 1 < argc ? argv[++i] : nullptr, number))
            return refuse(fmt::format("{} needs a number", name));
        if (name == "--seed")
            options.run.seed = number;
        else if (name == "--seeds")
            options.seeds = number;
        else if (name == "--steps")
            options.run.steps = number;
        else if (name == "--orders" && number > 0)
            options.run.orders_max = static_cast<int>(std::min<std::uint64_t>(number, 1'000));
        else
            return refuse(fmt::format("unknown option {}", name));
    }
    log::configure(options.run.print_trace ? log::Level::info : log::Level::none);
    return run_all(options);
}
