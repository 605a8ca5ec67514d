#pragma once
#include "base/platform.hpp"

#include <map>
#include <string>

namespace bolt::roles {

/// How often each caller may do something: `most` in each window of `window`. Remembers at most
/// `callers_max`; when more come at once, further ones are refused until a window has passed. One thread.
class RateLimit {
  public:
    RateLimit(const Platform& platform, int most, Duration window, std::size_t callers_max = 10'000)
        : platform_(platform), most_(most), window_(window), callers_max_(callers_max) {}

    /// Counts this call; false when it is one too many.
    bool allows(const std::string& caller) {
        const auto now = platform_.now();
        std::erase_if(calls_, [&](const auto& entry) { return now - entry.second.since > window_; });
        if (calls_.size() >= callers_max_ && !calls_.contains(caller)) return false;
        auto& calls = calls_[caller];
        if (calls.count == 0) calls.since = now;
        return ++calls.count <= most_;
    }
    Duration window() const { return window_; }

  private:
    const Platform& platform_;
    const int most_;
    const Duration window_;
    const std::size_t callers_max_;
    struct Calls {
        TimePoint since;
        int count = 0;
    };
    std::map<std::string, Calls> calls_;
};

} // namespace bolt::roles
