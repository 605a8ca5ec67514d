#include "roles/alerts.hpp"

#include <utility>

namespace bolt::roles {

void Alerts::set(const std::string& name, bool active, std::string_view message, log::Fields fields,
                 std::string_view severity) {
    const auto now = platform_.clock.monotonic();
    const auto known = open_.find(name);
    if (!active) {
        if (known == open_.end()) return;
        auto report = std::move(known->second.report);
        open_.erase(known);
        report.active = false;
        ended_.push_back(report);
        logged_.push_back(std::move(report));
        ++told_;
        fields["alert"] = name;
        log::info("alert is over", fields);
        return;
    }
    const bool tell = known == open_.end() || now - known->second.told_at >= again_every_;
    auto& open = known == open_.end() ? open_[name] : known->second;
    open.report = {name, std::string(severity), std::string(message), fields, true};
    if (!tell) return;
    open.told_at = now;
    logged_.push_back(open.report);
    ++told_;
    fields["alert"] = name;
    log::warn(message, fields);
}

void Alerts::keep_only(std::string_view prefix, const std::set<std::string>& still) {
    std::vector<std::string> over;
    for (const auto& [name, open] : open_)
        if (name.starts_with(prefix) && !still.contains(name)) over.push_back(name);
    for (const auto& name : over) set(name, false, "");
}

void Alerts::restore(const std::vector<store::AlertReport>& open) {
    for (const auto& report : open) open_.try_emplace(report.name, platform_.clock.monotonic(), report);
}

Alerts::Reports Alerts::take_reports() {
    Reports reports{std::exchange(ended_, {}), std::exchange(logged_, {})};
    for (const auto& [name, open] : open_) reports.all.push_back(open.report);
    return reports;
}

} // namespace bolt::roles
