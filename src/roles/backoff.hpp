#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <string>

namespace bolt::roles {

struct BackoffSettings {
    Duration first = std::chrono::seconds{1}; ///< wait after the first failure; doubles with each further one
    Duration longest = std::chrono::seconds{60}; ///< never longer; the upper half of each wait is jitter
    int failures_to_open = 3;                    ///< consecutive failures that count as an outage
};

/// Breaker of one dependency: waits longer with every consecutive failure, recovers with the first success,
/// and says so in one log line at the beginning and one at the end of an outage. Never gives up. One thread.
class Breaker {
  public:
    /// `name` stands in the log lines, e.g. "queue".
    Breaker(std::string name, const Platform& platform, BackoffSettings settings = {});

    /// Notes a failed call; gives how long to wait before the next. Failures of calls that were under way
    /// together count as one: those reported before the wait is over change nothing.
    Duration failed(const Error& error);
    void succeeded();
    /// True from the failure that made it an outage until the next success.
    bool open() const { return failures_ >= settings_.failures_to_open; }
    int failures() const { return failures_; }

  private:
    const std::string name_;
    const Platform platform_;
    const BackoffSettings settings_;
    int failures_ = 0;
    Duration retry_at_{0}; ///< monotonic
    Duration since_{0};    ///< monotonic, of the first failure
};

/// True for failures of the surroundings (a dependency is down, slow or refuses us), which waiting cures;
/// false for those of the request itself, which come back with every try.
bool is_passing(ErrorCode code);

} // namespace bolt::roles
