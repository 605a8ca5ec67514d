#pragma once
#include <chrono>

namespace bolt {

/// A moment in real time, for threads that wait for another process (a database server): there a simulated
/// clock would only stand still. Everything else takes its time from Platform.
class Deadline {
  public:
    /// Passed from the start.
    Deadline() = default;
    explicit Deadline(std::chrono::milliseconds from_now)
        : at_(std::chrono::steady_clock::now() + from_now) {}
    bool passed() const { return left() <= std::chrono::milliseconds::zero(); }
    /// Rounded up; negative or zero when passed.
    std::chrono::milliseconds left() const {
        return std::chrono::ceil<std::chrono::milliseconds>(at_ - std::chrono::steady_clock::now());
    }

  private:
    std::chrono::steady_clock::time_point at_{};
};

} // namespace bolt
