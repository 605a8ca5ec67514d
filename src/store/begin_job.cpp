#include "domain/rules.hpp"
#include "store/customers.hpp"
#include "store/history.hpp"
#include "store/job_end.hpp"
#include "store/jobs.hpp"
#include "store/outcomes.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_RANK "tier_required NULLS LAST, domain_authority DESC NULLS LAST, name"
// With what is known of each, and of this hour there ($2).
const Statement kPick{
    "SELECT d.name, d.requires_login, d.has_captcha, d.submission_url, w.successes, w.trials, h.trials "
    "FROM (SELECT name, requires_login, has_captcha, submission_url, tier_required, domain_authority "
    "FROM directories WHERE active AND NOT paused AND policy = 'allowed' ORDER BY " BOLT_RANK
    " LIMIT $1) AS d "
    "LEFT JOIN outcome_weights w ON w.directory_name = d.name AND w.dimension = 'all' AND w.level = '' "
    "LEFT JOIN outcome_weights h ON h.directory_name = d.name AND h.dimension = 'answer_hour' AND h.level = "
    "$2 "
    "ORDER BY " BOLT_RANK};
const Statement kInsertResult{
    "INSERT INTO job_results (id, job_id, directory_name, status, idempotency_key, priority, "
    "next_attempt_at, "
    "created_at, updated_at) VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING"};
const Statement kCount{"SELECT count(*), count(*) FILTER (WHERE status NOT IN ('pending', 'submitting')) "
                       "FROM job_results WHERE job_id = $1"};
const Statement kBegin{
    "UPDATE jobs SET status = 'in_progress', started_at = coalesce(started_at, $2), error_message = NULL, "
    "directories_total = $3, directories_done = $4, progress = $5, completed_at = NULL, updated_at = $2 "
    "WHERE id = $1"};
const Statement kFailEmpty{"UPDATE jobs SET status = 'failed', started_at = coalesce(started_at, $2), "
                           "completed_at = $2, updated_at = $2, "
                           "directories_total = 0, error_message = $3 WHERE id = $1"};

struct Picked {
    std::string name;
    std::size_t rank = 0; ///< in the catalog's order
    double chance = 0;    ///< that the site takes the business
    Duration later{0};    ///< it does not answer at this hour
};

/// The directories of a job in the order in which they are worked on: the likeliest first, so that a customer
/// sees listings early; equal chances in the catalog's order.
Result<std::vector<Picked>> in_order(Tx& tx, TimePoint now, const Rows& rows) {
    constexpr double kStrength = 6;
    std::vector<Picked> picked(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        DirectoryTraits traits;
        if (!rows.null(i, 1)) traits.requires_login = rows.boolean(i, 1);
        if (!rows.null(i, 2)) traits.has_captcha = rows.boolean(i, 2);
        traits.page_known = !rows.text(i, 3).empty();
        picked[i].name = rows.text(i, 0);
        picked[i].rank = i;
        picked[i].chance =
            shrunk(as_of({rows.real(i, 4), rows.real(i, 5)}, now), catalog_prior(traits), kStrength);
        if (as_of({0, rows.real(i, 6)}, now).trials < 5) continue;
        const auto history = answer_history(tx, now, picked[i].name);
        if (!history) return forward(history);
        picked[i].later = until_awake(history->by_hour, now, Duration{0});
    }
    std::ranges::sort(picked, {}, [](const Picked& each) { return std::pair(-each.chance, each.rank); });
    return picked;
}

/// One pending submission for each picked directory.
Result<void> insert_submissions(Tx& tx, const Platform& platform, const Job& job, const Rows& rows) {
    const auto profile = job_profile(tx, job.id);
    if (!profile) return forward(profile);
    const auto business = write_profile(*profile);
    const auto now = platform.now();
    const auto at = format_time(now);
    const auto picked = in_order(tx, now, rows);
    if (!picked) return forward(picked);
    for (std::size_t i = 0; i < picked->size(); ++i) {
        const auto& each = (*picked)[i];
        const auto id = platform.new_id();
        const auto key = idempotency_key(job.id, each.name, business);
        // All are due; the microseconds keep their order.
        const auto due =
            format_time(now + each.later - Duration{static_cast<std::int64_t>(picked->size() - i)});
        tx.post(kInsertResult, {id, job.id, each.name, key, std::int64_t{job.priority}, due, at});
    }
    return {};
}

Result<BegunJob> fail_without_directories(Tx& tx, TimePoint now, std::string_view job_id,
                                          std::string_view worker_id) {
    const auto at = format_time(now);
    tx.run(kFailEmpty, {job_id, at, "No directories to submit to"});
    if (auto ended = record_job_end(tx, now, job_id, JobStatus::failed, {{"total", 0}}, worker_id); !ended)
        return forward(ended);
    return BegunJob{};
}

} // namespace

Result<BegunJob> begin_job(Tx& tx, const Platform& platform, std::string_view job_id, int package_directories,
                           std::string_view worker_id) {
    const auto job = lock_job(tx, job_id);
    if (!job) return forward(job);
    if (job->status == JobStatus::in_progress) return BegunJob{job->directories_total, true};
    if (is_terminal(job->status))
        return fail(ErrorCode::conflict, fmt::format("job {} is {} already", job_id, to_string(job->status)));

    const auto now = platform.now();
    if (auto added = add_history(tx, now, job_id, "", "flow_started", {}, worker_id); !added)
        return forward(added);
    const int wanted =
        std::max(0, std::min(package_directories, job->package_size.value_or(package_directories)));
    const auto hour =
        std::to_string(std::chrono::floor<std::chrono::hours>(now.time_since_epoch()).count() % 24);
    const auto picked = tx.run(kPick, {std::int64_t{wanted}, hour});
    if (auto inserted = insert_submissions(tx, platform, *job, picked); !inserted) return forward(inserted);

    // Counted, not assumed: rows typed by hand belong to the job as well.
    const auto counts = tx.run(kCount, {job_id});
    const auto total = counts.integer(0, 0), done = counts.integer(0, 1);
    if (total == 0) return fail_without_directories(tx, now, job_id, worker_id);
    const auto at = format_time(now);
    const auto progress = progress_percent(static_cast<int>(done), static_cast<int>(total));
    tx.run(kBegin, {job_id, at, total, done, std::int64_t{progress}});
    if (auto added = add_history(tx, now, job_id, "", "job_started",
                                 {{"directories", total}, {"package_type", job->package_type}}, worker_id);
        !added)
        return forward(added);
    if (total == done) {
        if (auto ended = finalize_job_if_done(tx, platform, job_id, worker_id); !ended) return forward(ended);
    }
    return BegunJob{static_cast<int>(total), false};
}

} // namespace bolt::store
