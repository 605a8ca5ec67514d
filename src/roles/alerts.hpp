#pragma once
#include "base/log.hpp"
#include "base/platform.hpp"
#include "store/alerts.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace bolt::roles {

/// Conditions that somebody should know of: one log line when one begins, one each `again_every` while it
/// lasts, one when it is over. One thread.
class Alerts {
  public:
    Alerts(const Platform& platform, Duration again_every) : platform_(platform), again_every_(again_every) {}

    /// Tells how the condition `name` stands now. `message` is the fixed sentence of its log line; severity:
    /// warning or critical.
    void set(const std::string& name, bool active, std::string_view message, log::Fields fields = {},
             std::string_view severity = "warning");
    /// Ends every open condition whose name begins with `prefix` and is not among `still`.
    void keep_only(std::string_view prefix, const std::set<std::string>& still);
    /// Takes over what is open already (told by another monitor, or before a restart), without a log line.
    void restore(const std::vector<store::AlertReport>& open);

    bool active(const std::string& name) const { return open_.contains(name); }
    int count() const { return static_cast<int>(open_.size()); }
    /// Log lines written so far.
    std::uint64_t told() const { return told_; }

    struct Reports {
        std::vector<store::AlertReport> all;    ///< what is open, and what ended since the last call
        std::vector<store::AlertReport> logged; ///< what had a log line since then
    };
    Reports take_reports();

  private:
    struct Open {
        Duration told_at{0}; ///< monotonic
        store::AlertReport report;
    };
    const Platform platform_;
    const Duration again_every_;
    std::map<std::string, Open> open_;
    std::vector<store::AlertReport> ended_, logged_;
    std::uint64_t told_ = 0;
};

} // namespace bolt::roles
