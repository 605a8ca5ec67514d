#include "store/filter_json.hpp"

namespace bolt::store {
namespace {

json::array list(const std::vector<std::string>& values) { return json::array(values.begin(), values.end()); }

std::vector<std::string> list(const json::value& stored, std::string_view name) {
    std::vector<std::string> values;
    if (const auto* found = find(stored, name); found != nullptr && found->is_array())
        for (const auto& each : found->get_array())
            if (each.is_string()) values.emplace_back(each.get_string());
    return values;
}

std::optional<TimePoint> time(const json::value& stored, std::string_view name) {
    const auto text = get_string(stored, name);
    return text.empty() ? std::nullopt : std::optional(parse_time(text));
}

std::optional<bool> flag(const json::value& stored, std::string_view name) {
    const auto* found = find(stored, name);
    return found != nullptr && found->is_bool() ? std::optional(found->get_bool()) : std::nullopt;
}

} // namespace

json::object write_filter(const JobFilter& filter) {
    json::object stored;
    const auto text = [&](const char* name, const std::string& value) {
        if (!value.empty()) stored[name] = value;
    };
    text("state", filter.state);
    text("customer_id", filter.customer_id);
    text("text", filter.text);
    text("directory", filter.directory);
    text("directory_status", filter.directory_status);
    text("error", filter.error);
    text("failure_messages", filter.failure_messages);
    if (!filter.statuses.empty()) stored["statuses"] = list(filter.statuses);
    if (!filter.packages.empty()) stored["packages"] = list(filter.packages);
    if (filter.from) stored["from"] = format_time(*filter.from);
    if (filter.to) stored["to"] = format_time(*filter.to);
    if (filter.stuck_before) stored["stuck_before"] = format_time(*filter.stuck_before);
    if (filter.needs_action) stored["needs_action"] = *filter.needs_action;
    if (filter.paused) stored["paused"] = *filter.paused;
    if (filter.priority) stored["priority"] = *filter.priority;
    if (!filter.late_before.empty()) stored["late_before"] = filter.late_before;
    return stored;
}

JobFilter read_filter(const json::value& stored) {
    JobFilter filter;
    filter.state = get_string(stored, "state");
    filter.customer_id = get_string(stored, "customer_id");
    filter.text = get_string(stored, "text");
    filter.directory = get_string(stored, "directory");
    filter.directory_status = get_string(stored, "directory_status");
    filter.error = get_string(stored, "error");
    filter.failure_messages = get_string(stored, "failure_messages");
    filter.statuses = list(stored, "statuses");
    filter.packages = list(stored, "packages");
    filter.from = time(stored, "from");
    filter.to = time(stored, "to");
    filter.stuck_before = time(stored, "stuck_before");
    filter.needs_action = flag(stored, "needs_action");
    filter.paused = flag(stored, "paused");
    if (const auto* priority = find(stored, "priority"))
        filter.priority = static_cast<int>(priority->to_number<std::int64_t>());
    if (const auto* late = find(stored, "late_before"); late != nullptr && late->is_object())
        filter.late_before = late->get_object();
    return filter;
}

} // namespace bolt::store
