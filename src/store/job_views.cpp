#include "store/job_views.hpp"

#include "store/jobs.hpp"
#include "store/view_json.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kAttempts{"SELECT " BOLT_ATTEMPT_COLUMNS
                          " FROM attempts WHERE job_id = $1 ORDER BY fence LIMIT 5000"};
// Ends of the last ten minutes of the job's work, and what is left.
const Statement kEnds{"SELECT count(*), min(ended_at), max(ended_at) FROM attempts WHERE job_id = $1 AND "
                      "ended_at >= $2 AND verdict IS "
                      "NOT NULL"};
const Statement kLeft{"SELECT count(*) FILTER (WHERE status IN ('pending', 'submitting')), min(CASE WHEN "
                      "status = 'pending' THEN "
                      "next_attempt_at END) FROM job_results WHERE job_id = $1"};
const Statement kPauses{
    "SELECT j.paused, (SELECT count(*) FROM pauses WHERE target = 'everything'), "
    "(SELECT count(*) FROM pauses WHERE target = 'package:' || j.package_type) FROM jobs j WHERE j.id = $1"};

constexpr std::chrono::minutes kMeasured{10};
/// Fewer ends than this tell no rate.
constexpr std::int64_t kEndsMin = 3;

json::object unknown(std::int64_t remaining, std::string_view reason) {
    return {{"state", "unknown"},     {"finish_at", nullptr},  {"seconds", nullptr},
            {"remaining", remaining}, {"per_minute", nullptr}, {"reason", reason}};
}

} // namespace

Result<json::object> job_attempts(Tx& tx, std::string_view job_id) {
    if (auto job = find_job(tx, job_id); !job) return forward(job);
    const auto rows = tx.run(kAttempts, {job_id});
    json::array attempts;
    for (std::size_t i = 0; i < rows.size(); ++i) attempts.push_back(attempt_view(rows, i));
    return json::object{{"attempts", std::move(attempts)}};
}

Result<json::array> job_pauses(Tx& tx, std::string_view job_id) {
    const auto rows = tx.run(kPauses, {job_id});
    json::array pauses;
    if (rows.empty()) return pauses;
    if (rows.boolean(0, 0)) pauses.emplace_back("job");
    if (rows.integer(0, 1) > 0) pauses.emplace_back("everything");
    if (rows.integer(0, 2) > 0) pauses.emplace_back("package");
    return pauses;
}

Result<json::object> job_eta(Tx& tx, TimePoint now, std::string_view job_id) {
    const auto job = find_job(tx, job_id);
    if (!job) return forward(job);
    if (is_terminal(job->status))
        return json::object{{"state", "done"},
                            {"finish_at", job->completed_at ? json::value(format_time(*job->completed_at))
                                                            : json::value(nullptr)},
                            {"seconds", 0},
                            {"remaining", 0},
                            {"per_minute", nullptr},
                            {"reason", ""}};
    if (job->status != JobStatus::in_progress) return unknown(0, "It has not begun.");
    const auto left = tx.run(kLeft, {job_id});
    const auto remaining = left.integer(0, 0);
    const auto held = job_pauses(tx, job_id);
    if (!held) return forward(held);
    if (!held->empty()) return unknown(remaining, "It is paused.");
    const auto since = format_time(now - kMeasured);
    const auto ends = tx.run(kEnds, {job_id, since});
    if (ends.integer(0, 0) < kEndsMin)
        return unknown(remaining, "Too few attempts ended in the last ten minutes to tell a rate.");
    // From the first end to now, so that a standstill slows the forecast.
    const auto span = std::chrono::duration<double>(now - ends.time(0, 1)).count();
    const double per_second = static_cast<double>(ends.integer(0, 0)) / std::max(span, 1.0);
    auto seconds = static_cast<std::int64_t>(static_cast<double>(remaining) / per_second);
    // What waits for a later moment ends no sooner.
    if (!left.null(0, 1))
        seconds = std::max(seconds,
                           std::chrono::duration_cast<std::chrono::seconds>(left.time(0, 1) - now).count());
    return json::object{
        {"state", "known"},
        {"finish_at", format_time(now + std::chrono::seconds(seconds))},
        {"seconds", seconds},
        {"remaining", remaining},
        {"per_minute", per_second * 60},
        {"reason", fmt::format("From {} attempts that ended in the last ten minutes.", ends.integer(0, 0))}};
}

} // namespace bolt::store
