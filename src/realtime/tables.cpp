#include "realtime/tables.hpp"

#include <algorithm>

namespace bolt::realtime {
namespace {

/// Carried whole: with every column that staff may read.
constexpr std::string_view kWhole[] = {"jobs", "job_results", "queue_history", "worker_heartbeats",
                                       "action_items"};

// Carried in part: what screens need to know that they must look again, and nothing personal.
constexpr store::TableColumn kCustomers[] = {
    {"id", "uuid"}, {"status", "text"}, {"created_at", "timestamptz"}, {"updated_at", "timestamptz"}};
constexpr store::TableColumn kDirectories[] = {{"id", "text"},
                                               {"name", "text"},
                                               {"title", "text"},
                                               {"policy", "text"},
                                               {"active", "bool"},
                                               {"paused", "bool"},
                                               {"paused_reason", "text"},
                                               {"pacing_ms", "int4"},
                                               {"updated_at", "timestamptz"}};
constexpr store::TableColumn kPauses[] = {
    {"target", "text"}, {"reason", "text"}, {"actor", "text"}, {"created_at", "timestamptz"}};
constexpr store::TableColumn kDrains[] = {
    {"worker_id", "text"}, {"reason", "text"}, {"actor", "text"}, {"created_at", "timestamptz"}};
constexpr store::TableColumn kBulk[] = {{"id", "uuid"},
                                        {"action", "text"},
                                        {"status", "text"},
                                        {"total", "int4"},
                                        {"done", "int4"},
                                        {"changed", "int4"},
                                        {"failed", "int4"},
                                        {"last_error", "text"},
                                        {"reason", "text"},
                                        {"created_by", "text"},
                                        {"created_at", "timestamptz"},
                                        {"updated_at", "timestamptz"}};
constexpr store::TableColumn kAudit[] = {{"id", "int8"},       {"actor", "text"},
                                         {"action", "text"},   {"target", "text"},
                                         {"details", "jsonb"}, {"created_at", "timestamptz"}};

constexpr store::TableColumn kAlerts[] = {{"name", "text"},
                                          {"severity", "text"},
                                          {"message", "text"},
                                          {"opened_at", "timestamptz"},
                                          {"resolved_at", "timestamptz"}};

struct Part {
    std::string_view name;
    std::span<const store::TableColumn> columns;
};
constexpr Part kParts[] = {{"customers", kCustomers},  {"directories", kDirectories}, {"pauses", kPauses},
                           {"worker_drains", kDrains}, {"bulk_operations", kBulk},    {"audit_log", kAudit},
                           {"alerts", kAlerts}};

} // namespace

std::span<const store::TableColumn> columns_of(std::string_view table) {
    for (const auto& part : kParts)
        if (part.name == table) return part.columns;
    if (std::ranges::find(kWhole, table) == std::end(kWhole)) return {};
    const auto* found = store::find_readable_table(table);
    return found ? found->columns : std::span<const store::TableColumn>{};
}

std::vector<std::string_view> feed_tables() {
    std::vector<std::string_view> names(std::begin(kWhole), std::end(kWhole));
    for (const auto& part : kParts) names.push_back(part.name);
    return names;
}

} // namespace bolt::realtime
