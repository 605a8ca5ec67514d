#include "roles/alerts.hpp"

namespace bolt::roles {

void Alerts::set(const std::string& name, bool active, std::string_view message, log::Fields fields) {
    const auto now = platform_.clock.monotonic();
    const auto told = told_at_.find(name);
    fields["alert"] = name;
    if (!active) {
        if (told == told_at_.end()) return;
        told_at_.erase(told);
        ++told_;
        log::info("alert is over", fields);
        return;
    }
    if (told != told_at_.end() && now - told->second < again_every_) return;
    told_at_[name] = now;
    ++told_;
    log::warn(message, fields);
}

} // namespace bolt::roles
