#include "store/readable_tables.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace bolt::store {
namespace {

constexpr TableColumn kJobs[] = {{"id", "uuid", true},
                                 {"customer_id", "uuid", true},
                                 {"status", "text", true},
                                 {"paused", "bool", true},
                                 {"package_type", "text", true},
                                 {"package_size", "int4"},
                                 {"directories_total", "int4", true},
                                 {"directories_done", "int4", true},
                                 {"progress", "int4", true},
                                 {"priority", "int4", true},
                                 {"error_message", "text"},
                                 {"metadata", "jsonb", true},
                                 {"created_at", "timestamptz", true},
                                 {"updated_at", "timestamptz", true},
                                 {"started_at", "timestamptz"},
                                 {"completed_at", "timestamptz"}};
constexpr TableColumn kResults[] = {{"id", "uuid", true},
                                    {"job_id", "uuid", true},
                                    {"directory_name", "text", true},
                                    {"status", "text", true},
                                    {"idempotency_key", "text", true},
                                    {"verdict", "text"},
                                    {"confidence", "float8"},
                                    {"lane", "text"},
                                    {"attempts", "int4", true},
                                    {"priority", "int4", true},
                                    {"next_attempt_at", "timestamptz", true},
                                    {"payload", "jsonb", true, true},
                                    {"response_log", "jsonb", true},
                                    {"screenshot_url", "text"},
                                    {"listing_url", "text"},
                                    {"verified_at", "timestamptz"},
                                    {"error_message", "text"},
                                    {"created_at", "timestamptz", true},
                                    {"updated_at", "timestamptz", true}};
constexpr TableColumn kHistory[] = {{"id", "int8", true},
                                    {"job_id", "uuid", true},
                                    {"directory_name", "text"},
                                    {"event", "text", true},
                                    {"details", "jsonb", true},
                                    {"worker_id", "text"},
                                    {"created_at", "timestamptz", true}};
constexpr TableColumn kHeartbeats[] = {{"worker_id", "text", true},
                                       {"queue_name", "text", true},
                                       {"status", "text", true},
                                       {"current_job_id", "uuid"},
                                       {"queue_depth", "int4", true},
                                       {"processing_count", "int4", true},
                                       {"last_heartbeat", "timestamptz", true},
                                       {"created_at", "timestamptz", true},
                                       {"updated_at", "timestamptz", true},
                                       {"metadata", "jsonb", true}};
constexpr TableColumn kActions[] = {{"id", "uuid", true},
                                    {"job_id", "uuid", true},
                                    {"result_id", "uuid"},
                                    {"directory_name", "text"},
                                    {"kind", "text", true},
                                    {"status", "text", true},
                                    {"summary", "text", true},
                                    {"details", "jsonb", true, true},
                                    {"claimed_by", "text"},
                                    {"resolved_by", "text"},
                                    {"resolution", "text"},
                                    {"created_at", "timestamptz", true},
                                    {"updated_at", "timestamptz", true}};
constexpr TableColumn kCustomers[] = {{"id", "uuid", true},
                                      {"customer_id", "text"},
                                      {"business_name", "text", true},
                                      {"first_name", "text", true, true},
                                      {"last_name", "text", true, true},
                                      {"email", "text", true, true},
                                      {"phone", "text", true, true},
                                      {"website", "text", true},
                                      {"address", "text", true, true},
                                      {"city", "text", true},
                                      {"state", "text", true},
                                      {"zip", "text", true, true},
                                      {"country", "text", true},
                                      {"description", "text", true},
                                      {"category", "text", true},
                                      {"package_type", "text"},
                                      {"status", "text", true},
                                      {"business_data", "jsonb", true, true},
                                      {"metadata", "jsonb", true, true},
                                      {"created_at", "timestamptz", true},
                                      {"updated_at", "timestamptz", true}};
// id is text here: rows typed by hand into SQLite get one without hyphens.
constexpr TableColumn kDirectories[] = {{"id", "text", true},
                                        {"name", "text", true},
                                        {"title", "text", true},
                                        {"website", "text", true},
                                        {"submission_url", "text"},
                                        {"category", "text"},
                                        {"description", "text"},
                                        {"domain_authority", "int4"},
                                        {"tier_required", "int4"},
                                        {"language", "text"},
                                        {"country_code", "text"},
                                        {"requires_login", "bool"},
                                        {"has_captcha", "bool"},
                                        {"policy", "text", true},
                                        {"active", "bool", true},
                                        {"paused", "bool", true},
                                        {"paused_reason", "text"},
                                        {"host", "text", true},
                                        {"pacing_ms", "int4", true},
                                        {"attempts_max", "int4", true},
                                        {"despite_robots", "bool", true},
                                        {"captcha_service", "bool", true},
                                        {"metadata", "jsonb", true},
                                        {"created_at", "timestamptz", true},
                                        {"updated_at", "timestamptz", true}};
constexpr TableColumn kFlowRuns[] = {
    {"id", "uuid", true},          {"job_id", "uuid", true},          {"flow_name", "text", true},
    {"deployment", "text", true},  {"idempotency_key", "text", true}, {"state", "text", true},
    {"priority", "int4", true},    {"parameters", "jsonb", true},     {"created_at", "timestamptz", true},
    {"started_at", "timestamptz"}, {"ended_at", "timestamptz"}};

constexpr ReadableTable kTables[] = {{"jobs", kJobs, "id"},
                                     {"job_results", kResults, "id"},
                                     {"queue_history", kHistory, "id"},
                                     {"worker_heartbeats", kHeartbeats, "worker_id"},
                                     {"action_items", kActions, "id"},
                                     {"customers", kCustomers, "id"},
                                     {"directories", kDirectories, "name"},
                                     {"flow_runs", kFlowRuns, "id"}};

/// The tables without their personal columns.
struct PublicTables {
    std::vector<std::vector<TableColumn>> columns;
    std::vector<ReadableTable> tables;
    PublicTables() {
        for (const auto& table : kTables) {
            auto& kept = columns.emplace_back();
            std::ranges::copy_if(table.columns, std::back_inserter(kept),
                                 [](const TableColumn& column) { return !column.personal; });
            tables.push_back({table.name, kept, table.key});
        }
    }
};

} // namespace

std::span<const ReadableTable> readable_tables() { return kTables; }

const ReadableTable* find_readable_table(std::string_view name, bool personal) {
    static const PublicTables without;
    const auto tables = personal ? readable_tables() : std::span<const ReadableTable>(without.tables);
    const auto found = std::ranges::find(tables, name, &ReadableTable::name);
    return found == tables.end() ? nullptr : &*found;
}

const TableColumn* find_column(const ReadableTable& table, std::string_view name) {
    const auto found = std::ranges::find(table.columns, name, &TableColumn::name);
    return found == table.columns.end() ? nullptr : &*found;
}

} // namespace bolt::store
