#include "realtime/tables.hpp"

namespace bolt::realtime {
namespace {

constexpr Column kJobs[] = {{"id", "uuid"},
                            {"customer_id", "uuid"},
                            {"status", "text"},
                            {"paused", "bool"},
                            {"package_type", "text"},
                            {"package_size", "int4"},
                            {"directories_total", "int4"},
                            {"directories_done", "int4"},
                            {"progress", "int4"},
                            {"priority", "int4"},
                            {"error_message", "text"},
                            {"metadata", "jsonb"},
                            {"created_at", "timestamptz"},
                            {"updated_at", "timestamptz"},
                            {"started_at", "timestamptz"},
                            {"completed_at", "timestamptz"}};
constexpr Column kResults[] = {{"id", "uuid"},
                               {"job_id", "uuid"},
                               {"directory_name", "text"},
                               {"status", "text"},
                               {"idempotency_key", "text"},
                               {"verdict", "text"},
                               {"confidence", "float8"},
                               {"lane", "text"},
                               {"attempts", "int4"},
                               {"priority", "int4"},
                               {"next_attempt_at", "timestamptz"},
                               {"payload", "jsonb"},
                               {"response_log", "jsonb"},
                               {"screenshot_url", "text"},
                               {"listing_url", "text"},
                               {"verified_at", "timestamptz"},
                               {"error_message", "text"},
                               {"created_at", "timestamptz"},
                               {"updated_at", "timestamptz"}};
constexpr Column kHistory[] = {
    {"id", "int8"},       {"job_id", "uuid"},    {"directory_name", "text"},   {"event", "text"},
    {"details", "jsonb"}, {"worker_id", "text"}, {"created_at", "timestamptz"}};
constexpr Column kHeartbeats[] = {{"worker_id", "text"},
                                  {"queue_name", "text"},
                                  {"status", "text"},
                                  {"current_job_id", "uuid"},
                                  {"queue_depth", "int4"},
                                  {"processing_count", "int4"},
                                  {"last_heartbeat", "timestamptz"},
                                  {"created_at", "timestamptz"},
                                  {"updated_at", "timestamptz"},
                                  {"metadata", "jsonb"}};
constexpr Column kActions[] = {{"id", "uuid"},
                               {"job_id", "uuid"},
                               {"result_id", "uuid"},
                               {"directory_name", "text"},
                               {"kind", "text"},
                               {"status", "text"},
                               {"summary", "text"},
                               {"details", "jsonb"},
                               {"claimed_by", "text"},
                               {"resolved_by", "text"},
                               {"resolution", "text"},
                               {"created_at", "timestamptz"},
                               {"updated_at", "timestamptz"}};

struct Table {
    std::string_view name;
    std::span<const Column> columns;
};
constexpr Table kTables[] = {{"jobs", kJobs},
                             {"job_results", kResults},
                             {"queue_history", kHistory},
                             {"worker_heartbeats", kHeartbeats},
                             {"action_items", kActions}};

} // namespace

std::span<const Column> columns_of(std::string_view table) {
    for (const auto& each : kTables)
        if (each.name == table) return each.columns;
    return {};
}

std::vector<std::string_view> feed_tables() {
    std::vector<std::string_view> names;
    for (const auto& each : kTables) names.push_back(each.name);
    return names;
}

} // namespace bolt::realtime
