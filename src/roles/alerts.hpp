#pragma once
#include "base/log.hpp"
#include "base/platform.hpp"

#include <map>
#include <string>

namespace bolt::roles {

/// Conditions that somebody should know of: one log line when one begins, one each `again_every` while it
/// lasts, one when it is over. One thread.
class Alerts {
  public:
    Alerts(const Platform& platform, Duration again_every) : platform_(platform), again_every_(again_every) {}

    /// Tells how the condition `name` stands now. `message` is the fixed sentence of its log line.
    void set(const std::string& name, bool active, std::string_view message, log::Fields fields = {});
    bool active(const std::string& name) const { return told_at_.contains(name); }
    int count() const { return static_cast<int>(told_at_.size()); }
    /// Log lines written so far.
    std::uint64_t told() const { return told_; }

  private:
    const Platform platform_;
    const Duration again_every_;
    std::map<std::string, Duration> told_at_; ///< monotonic
    std::uint64_t told_ = 0;
};

} // namespace bolt::roles
