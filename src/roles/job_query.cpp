#include "roles/job_query.hpp"

#include <charconv>
#include <fmt/format.h>
#include <set>

namespace bolt::roles {
namespace {

constexpr std::chrono::minutes kStuck{10};
constexpr std::size_t kValueMax = 2'000;

/// Reads one parameter after the other; the first problem stays.
class Reader {
  public:
    explicit Reader(const json::object& values) : values_(values) {}

    std::string text(std::string_view name) {
        const auto* value = values_.if_contains(name);
        if (value == nullptr || value->is_null()) return {};
        if (value->is_string() && value->get_string().size() <= kValueMax)
            return std::string(value->get_string());
        if (value->is_int64()) return std::to_string(value->get_int64());
        if (value->is_bool()) return value->get_bool() ? "true" : "false";
        wrong(name, "a text");
        return {};
    }
    std::vector<std::string> list(std::string_view name) {
        std::vector<std::string> parts;
        const auto* value = values_.if_contains(name);
        if (value != nullptr && value->is_array()) {
            for (const auto& each : value->get_array())
                if (each.is_string()) parts.emplace_back(each.get_string());
            return parts;
        }
        std::string one;
        for (const char c : text(name) + ',')
            if (c != ',')
                one += c;
            else if (!one.empty())
                parts.push_back(std::exchange(one, {}));
        return parts;
    }
    std::optional<bool> flag(std::string_view name) {
        const auto value = text(name);
        if (value == "true" || value == "1") return true;
        if (value == "false" || value == "0") return false;
        if (!value.empty()) wrong(name, "true or false");
        return std::nullopt;
    }
    std::optional<TimePoint> time(std::string_view name) {
        const auto value = text(name);
        if (value.empty()) return std::nullopt;
        const auto at = parse_time(value.size() == 10 ? value + "T00:00:00Z" : value);
        if (at == TimePoint{}) wrong(name, "a date or a time, e.g. 2026-11-30 or 2026-11-30T12:00:00Z");
        return at;
    }
    std::optional<int> number(std::string_view name, int lowest, int most) {
        const auto value = text(name);
        if (value.empty()) return std::nullopt;
        int number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{} || end != value.data() + value.size() || number < lowest || number > most)
            wrong(name, fmt::format("a whole number from {} to {}", lowest, most));
        return number;
    }
    void wrong(std::string_view name, std::string_view wanted) {
        if (problem_.empty()) problem_ = fmt::format("{}: must be {}", name, wanted);
    }
    const std::string& problem() const { return problem_; }

  private:
    const json::object& values_;
    std::string problem_;
};

} // namespace

Result<store::JobFilter> job_filter(const json::object& values, const PackageCatalog& packages,
                                    TimePoint now) {
    Reader read(values);
    store::JobFilter filter;
    filter.state = read.text("state");
    filter.statuses = read.list("status");
    filter.packages = read.list("package");
    filter.customer_id = read.text("customer_id");
    filter.text = read.text("q");
    filter.directory = read.text("directory");
    filter.directory_status = read.text("directory_status");
    filter.error = read.text("error");
    filter.from = read.time("from");
    filter.to = read.time("to");
    filter.needs_action = read.flag("needs_action");
    filter.paused = read.flag("paused");
    filter.priority = read.number("priority", 1, 9);
    filter.sort = read.text("sort");
    const auto order = read.text("order");
    if (!order.empty() && order != "asc" && order != "desc") read.wrong("order", "asc or desc");
    filter.ascending = order == "asc";
    filter.limit = read.number("limit", 1, 1'000'000).value_or(50);
    filter.cursor = read.text("cursor");
    if (read.flag("stuck").value_or(false)) filter.stuck_before = now - kStuck;
    if (read.flag("late").value_or(false))
        for (const auto& package : packages.packages())
            filter.late_before[package.name] = format_time(now - package.turnaround);
    if (!read.problem().empty()) return fail(ErrorCode::invalid_argument, read.problem());
    return filter;
}

Result<store::JobFilter> job_filter(const net::Request& request, const PackageCatalog& packages,
                                    TimePoint now) {
    json::object values;
    for (const auto& [name, value] : request.query)
        if (!values.contains(name)) values[name] = value;
    return job_filter(values, packages, now);
}

} // namespace bolt::roles
