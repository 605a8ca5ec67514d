#include "store/views.hpp"

#include "store/heartbeats.hpp"
#include "store/view_json.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kJobCounts{"SELECT status, count(*) FROM jobs GROUP BY status"};
const Statement kSubmissionCounts{"SELECT status, count(*) FROM job_results GROUP BY status"};
const Statement kToday{"SELECT (SELECT count(*) FROM jobs /*LITE*/INDEXED BY jobs_completed/*END*/ WHERE "
                       "status = 'completed' AND completed_at >= $1), "
                       "(SELECT count(*) FROM job_results WHERE status = 'submitted' AND updated_at >= $1)"};
const Statement kJob{"SELECT " BOLT_JOB_VIEW_COLUMNS " FROM jobs j JOIN customers c ON c.id = j.customer_id "
                     "LEFT JOIN " BOLT_COUNTS_BY_JOB("$1") " n ON n.job_id = j.id WHERE j.id = $1"};
const Statement kResults{"SELECT r.id, r.directory_name, d.title, coalesce(nullif(d.website, ''), "
                         "d.submission_url), r.status, r.verdict, "
                         "r.confidence, r.lane, r.attempts, r.listing_url, r.error_message, r.payload, "
                         "r.response_log, r.created_at, "
                         "r.updated_at, r.verified_at FROM job_results r LEFT JOIN directories d ON d.name = "
                         "r.directory_name WHERE r.job_id = $1 "
                         "ORDER BY r.directory_name"};
// The newest ones, should a job have more events than a screen can hold.
const Statement kHistory{
    "SELECT * FROM (SELECT " BOLT_EVENT_COLUMNS
    " FROM queue_history h JOIN jobs j ON j.id = h.job_id JOIN customers c ON c.id = j.customer_id "
    "WHERE h.job_id = $1 ORDER BY h.id DESC LIMIT $2) AS newest ORDER BY id"};
#define BOLT_ACTIVITY(condition)                                                                             \
    "SELECT " BOLT_EVENT_COLUMNS " FROM queue_history h JOIN jobs j ON j.id = h.job_id JOIN customers c ON " \
    "c.id = j.customer_id WHERE " condition " AND h.id < $2 ORDER BY h.id DESC LIMIT $3"
const Statement kActivity{BOLT_ACTIVITY("$1 = ''")};
const Statement kJobActivity{BOLT_ACTIVITY("h.job_id = $1")};

constexpr int kActivityMax = 200;
constexpr std::int64_t kHistoryMax = 5'000;
constexpr std::chrono::minutes kWorkerShown{15};

json::object result_view(const Rows& rows, std::size_t row, std::string_view job_id) {
    Cells cells(rows, row);
    json::object view;
    view["id"] = cells.text();
    view["job_id"] = job_id;
    const auto name = cells.text(), title = cells.text();
    view["directory_name"] = name;
    view["directory_title"] = title.empty() ? name : title;
    view["directory_url"] = text_or_null(cells.text());
    view["status"] = cells.text();
    view["verdict"] = text_or_null(cells.text());
    const auto confidence = cells.maybe_real();
    view["confidence"] = confidence ? json::value(*confidence) : json::value(nullptr);
    view["lane"] = text_or_null(cells.text());
    view["attempts"] = cells.integer();
    view["listing_url"] = text_or_null(cells.text());
    view["error_message"] = text_or_null(cells.text());
    const auto payload = cells.json(), log = cells.json();
    const auto* fields = find(payload, "fields");
    view["payload"] = json::object{{"fields", fields && fields->is_array() ? *fields : json::array()}};
    json::object response_log = log.is_object() ? log.get_object() : json::object();
    if (!response_log.contains("reasons")) response_log["reasons"] = json::array();
    const auto* evidence = find(log, "evidence");
    const auto picture = [&](std::string_view which) {
        return evidence ? text_or_null(get_string(*evidence, which)) : json::value(nullptr);
    };
    view["evidence"] = json::object{{"before", picture("before")}, {"after", picture("after")}};
    view["response_log"] = std::move(response_log);
    view["created_at"] = time_or_null(rows, row, cells.column());
    view["updated_at"] = time_or_null(rows, row, cells.column() + 1);
    view["verified_at"] = time_or_null(rows, row, cells.column() + 2);
    return view;
}

json::array events_of(const Rows& rows) {
    json::array events;
    for (std::size_t i = 0; i < rows.size(); ++i) events.push_back(event_view(rows, i));
    return events;
}

} // namespace

Result<json::object> overview(Tx& tx, TimePoint now) {
    constexpr std::array kJobStates{JobStatus::pending,   JobStatus::queued, JobStatus::in_progress,
                                    JobStatus::completed, JobStatus::failed, JobStatus::cancelled};
    constexpr std::array kSubmissionStates{SubmissionStatus::pending,   SubmissionStatus::submitting,
                                           SubmissionStatus::submitted, SubmissionStatus::failed,
                                           SubmissionStatus::skipped,   SubmissionStatus::action_required};
    const auto midnight = format_time(std::chrono::floor<std::chrono::days>(now));
    const auto today = tx.run(kToday, {midnight});
    const auto workers = list_workers(tx, now, kWorkerShown);
    if (!workers) return forward(workers);
    json::array seen;
    for (const auto& worker : *workers)
        seen.push_back({{"worker_id", worker.worker_id},
                        {"status", worker.status},
                        {"current_job_id", text_or_null(worker.current_job_id)},
                        {"last_heartbeat", format_time(worker.last_heartbeat)},
                        {"metadata", worker.metadata}});
    return json::object{
        {"jobs", counts_by_status(tx.run(kJobCounts), kJobStates)},
        {"submissions", counts_by_status(tx.run(kSubmissionCounts), kSubmissionStates)},
        {"today", {{"jobs_completed", today.integer(0, 0)}, {"submissions_submitted", today.integer(0, 1)}}},
        {"workers", std::move(seen)}};
}

Result<json::object> job_document(Tx& tx, std::string_view job_id) {
    const auto rows = tx.run(kJob, {job_id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("job {} does not exist", job_id));
    const auto results = tx.run(kResults, {job_id});
    json::array submissions;
    for (std::size_t i = 0; i < results.size(); ++i) submissions.push_back(result_view(results, i, job_id));
    return json::object{{"job", job_view(rows, 0)},
                        {"profile", profile_view(view_profile(rows, 0))},
                        {"results", std::move(submissions)},
                        {"history", events_of(tx.run(kHistory, {job_id, kHistoryMax}))}};
}

Result<json::object> activity(Tx& tx, std::string_view job_id, std::int64_t before, int limit) {
    const auto below = before > 0 ? before : INT64_MAX;
    const auto rows = tx.run(job_id.empty() ? kActivity : kJobActivity,
                             {job_id, below, std::int64_t{std::clamp(limit, 1, kActivityMax)}});
    return json::object{{"events", events_of(rows)}};
}

} // namespace bolt::store
