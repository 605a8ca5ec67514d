#include "store/view_json.hpp"

namespace bolt::store {
namespace {

constexpr std::size_t kCustomerColumn = 16,
                      kCountsColumn = 30; // after BOLT_JOB_COLUMNS, after the customer's

/// "starter" -> "Starter": a name for the screen where the catalog's title is not at hand.
std::string title_of(std::string package_type) {
    if (!package_type.empty() && package_type[0] >= 'a' && package_type[0] <= 'z')
        package_type[0] = static_cast<char>(package_type[0] - 'a' + 'A');
    return package_type;
}

json::object submission_counts(const Rows& rows, std::size_t row) {
    Cells cells(rows, row, kCountsColumn);
    json::object counts;
    for (const auto* name : {"pending", "submitting", "submitted", "failed", "skipped", "action_required"})
        counts[name] = cells.integer();
    return counts;
}

} // namespace

json::value text_or_null(std::string_view text) {
    if (text.empty()) return nullptr;
    return json::value(text);
}

json::value time_or_null(const Rows& rows, std::size_t row, std::size_t column) {
    if (rows.null(row, column)) return nullptr;
    return json::value(format_time(rows.time(row, column)));
}

BusinessProfile view_profile(const Rows& rows, std::size_t row) {
    return read_customer(rows, row, kCustomerColumn);
}

json::object job_view(const Rows& rows, std::size_t row) {
    const auto job = read_job(rows, row);
    const auto profile = view_profile(rows, row);
    json::array missing;
    if (job.status == JobStatus::pending)
        for (auto& field : missing_fields(profile)) missing.emplace_back(std::move(field));
    const auto time = [](const std::optional<TimePoint>& at) {
        return at ? json::value(format_time(*at)) : json::value(nullptr);
    };
    return {{"id", job.id},
            {"customer_id", job.customer_id},
            {"business_name", profile.business_name},
            {"email", profile.email},
            {"package_type", job.package_type},
            {"package_title", title_of(job.package_type)},
            {"status", to_string(job.status)},
            {"paused", job.paused},
            {"priority", job.priority},
            {"directories_total", job.directories_total},
            {"directories_done", job.directories_done},
            {"progress", job.progress},
            {"counts", submission_counts(rows, row)},
            {"missing", std::move(missing)},
            {"error_message", text_or_null(job.error_message)},
            {"created_at", format_time(job.created_at)},
            {"updated_at", format_time(job.updated_at)},
            {"started_at", time(job.started_at)},
            {"completed_at", time(job.completed_at)}};
}

json::object profile_view(const BusinessProfile& profile) {
    auto view = write_profile(profile);
    for (const auto* key :
         {"business_name", "contact_first_name", "contact_last_name", "email", "phone", "website", "address",
          "city", "state", "postal_code", "country", "description", "logo_url"})
        if (!view.contains(key)) view[key] = "";
    if (!view.contains("categories")) view["categories"] = json::array();
    for (const auto* key : {"hours", "social_links"})
        if (!view.contains(key)) view[key] = json::object();
    return view;
}

json::object event_view(const Rows& rows, std::size_t row) {
    return {{"id", rows.integer(row, 0)},
            {"job_id", rows.text(row, 1)},
            {"directory_name", text_or_null(rows.text(row, 2))},
            {"event", rows.text(row, 3)},
            {"details", rows.json(row, 4)},
            {"worker_id", text_or_null(rows.text(row, 5))},
            {"business_name", text_or_null(rows.text(row, 6))},
            {"created_at", time_or_null(rows, row, 7)}};
}

json::object attempt_view(const Rows& rows, std::size_t row) {
    json::value duration = nullptr;
    if (!rows.null(row, 14))
        duration =
            std::chrono::duration_cast<std::chrono::milliseconds>(rows.time(row, 14) - rows.time(row, 12))
                .count();
    return {{"fence", rows.integer(row, 0)},
            {"id", rows.text(row, 1)},
            {"result_id", rows.text(row, 2)},
            {"directory_name", rows.text(row, 3)},
            {"number", rows.integer(row, 4)},
            {"status", rows.text(row, 5)},
            {"lane", rows.text(row, 6)},
            {"worker_id", rows.text(row, 7)},
            {"verdict", text_or_null(rows.text(row, 8))},
            {"confidence", rows.null(row, 9) ? json::value(nullptr) : json::value(rows.real(row, 9))},
            {"evidence", rows.json(row, 10)},
            {"error_message", text_or_null(rows.text(row, 11))},
            {"started_at", time_or_null(rows, row, 12)},
            {"sent_at", time_or_null(rows, row, 13)},
            {"ended_at", time_or_null(rows, row, 14)},
            {"duration_ms", std::move(duration)}};
}

} // namespace bolt::store
