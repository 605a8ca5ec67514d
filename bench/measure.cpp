#include "bench/measure.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

namespace bolt::bench {
namespace {

/// Of /proc/<pid>/stat, see proc(5).
struct ProcessTimes {
    pid_t parent = 0;
    double seconds = 0; ///< own and of the children it has waited for
};

bool read_times(const std::string& pid, ProcessTimes& times) {
    std::ifstream in("/proc/" + pid + "/stat");
    std::string line;
    if (!std::getline(in, line)) return false;
    // The name stands in parentheses and may itself hold blanks and parentheses.
    const auto end = line.rfind(')');
    if (end == std::string::npos) return false;
    char state = 0;
    int parent = 0;
    unsigned long user = 0, system = 0;
    long child_user = 0, child_system = 0;
    const int read =
        std::sscanf(line.c_str() + end + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld",
                    &state, &parent, &user, &system, &child_user, &child_system);
    if (read != 6) return false;
    times.parent = parent;
    times.seconds =
        static_cast<double>(user + system + static_cast<unsigned long>(child_user + child_system)) /
        static_cast<double>(::sysconf(_SC_CLK_TCK));
    return true;
}

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

bool reached(const Figure& figure, double ratio) {
    switch (figure.target) {
    case Target::ours_at_most:
        return figure.ours <= figure.bound;
    case Target::ours_at_least:
        return figure.ours >= figure.bound;
    case Target::ratio_at_most:
        return ratio <= figure.bound;
    case Target::ratio_at_least:
        return ratio >= figure.bound;
    }
    return false;
}

const char* words(Target target) {
    switch (target) {
    case Target::ours_at_most:
        return "ours <=";
    case Target::ours_at_least:
        return "ours >=";
    case Target::ratio_at_most:
        return "ratio <=";
    case Target::ratio_at_least:
        return "ratio >=";
    }
    return "";
}

} // namespace

void Samples::add_all(const Samples& others) {
    values_.insert(values_.end(), others.values_.begin(), others.values_.end());
}

double Samples::percentile(double percent) const {
    if (values_.empty()) return 0;
    auto sorted = values_;
    const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(sorted.size())));
    const auto index = std::clamp<std::size_t>(rank, 1, sorted.size()) - 1;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(index), sorted.end());
    return sorted[index];
}

double Stopwatch::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

std::int64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

double own_cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double tree_cpu_seconds(pid_t root, std::span<const pid_t> without) {
    std::map<pid_t, ProcessTimes> all;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        const auto name = entry.path().filename().string();
        ProcessTimes times;
        if (name.find_first_not_of("0123456789") == std::string::npos && read_times(name, times))
            all[std::stoi(name)] = times;
    }
    const auto counts = [&](pid_t pid) {
        for (std::size_t steps = 0; steps <= all.size() && pid > 0; ++steps) {
            if (std::ranges::find(without, pid) != without.end()) return false;
            if (pid == root) return true;
            const auto found = all.find(pid);
            pid = found == all.end() ? 0 : found->second.parent;
        }
        return false;
    };
    double seconds = 0;
    for (const auto& [pid, times] : all)
        if (counts(pid)) seconds += times.seconds;
    return seconds;
}

Folder::Folder() {
    auto name = (std::filesystem::temp_directory_path() / "bolt-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed: " + name);
    path_ = name;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

bool report(const Figure& figure) {
    const double ratio = figure.peer > 0 ? figure.ours / figure.peer : 0;
    const bool ok = reached(figure, ratio);
    const boost::json::object line{{"name", figure.name},
                                   {"ours", figure.ours},
                                   {"unit", figure.unit},
                                   {"peer_name", figure.peer_name},
                                   {"peer", figure.peer},
                                   {"ratio", ratio},
                                   {"target", words(figure.target)},
                                   {"bound", figure.bound},
                                   {"ok", ok},
                                   {"note", figure.note}};
    std::printf("%s\n", boost::json::serialize(line).c_str());
    std::fflush(stdout);
    return ok;
}

void give_up(const std::string& message) {
    std::fprintf(stderr, "bench: %s\n", message.c_str());
    std::fflush(stderr);
    std::exit(2);
}

} // namespace bolt::bench
