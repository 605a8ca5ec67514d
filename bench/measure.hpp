#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

/// What the benches share: samples, CPU time of processes, and one way to report a figure.
namespace bolt::bench {

/// Measured values of one thing, all in one unit.
class Samples {
  public:
    void add(double value) { values_.push_back(value); }
    void add_all(const Samples& others);
    std::size_t size() const { return values_.size(); }
    /// The value below which `percent` of all values lie (nearest rank); 0 when there is none.
    double percentile(double percent) const;
    double median() const { return percentile(50); }

  private:
    std::vector<double> values_;
};

/// Wall time since it was made.
class Stopwatch {
  public:
    double seconds() const;
    double milliseconds() const { return seconds() * 1e3; }

  private:
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

/// CLOCK_MONOTONIC in nanoseconds: comparable between processes of one machine.
std::int64_t monotonic_ns();

/// User and system seconds of this process so far.
double own_cpu_seconds();
/// User and system seconds of a process, of its living descendants and of those they have waited for, in the
/// kernel's clock ticks (10 ms). Branches that start at one of `without` are left out.
double tree_cpu_seconds(pid_t root, std::span<const pid_t> without = {});

/// A folder below the system's temporary one (TMPDIR), removed with everything in it at the end.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// What a figure has to reach, and which of its numbers the bound speaks of.
enum class Target { ours_at_most, ours_at_least, ratio_at_most, ratio_at_least };

/// One row of the table.
struct Figure {
    std::string name;
    double ours = 0;
    std::string unit; ///< of ours and peer: "ms", "1/s"
    std::string peer_name;
    double peer = 0; ///< same unit, measured in the same run
    Target target = Target::ours_at_most;
    double bound = 0;
    std::string note{}; ///< how it was measured, in a few words
};

/// Writes the figure as one line of JSON on stdout, where run_all reads it. True if the target is reached.
bool report(const Figure& figure);

/// Ends the program with the message on stderr: a bench that cannot measure must not look like one that did.
[[noreturn]] void give_up(const std::string& message);

} // namespace bolt::bench
