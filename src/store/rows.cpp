#include "store/rows.hpp"

namespace bolt::store {

Job read_job(const Rows& rows, std::size_t row, std::size_t column) {
    Cells cells(rows, row, column);
    Job job;
    job.id = cells.text();
    job.customer_id = cells.text();
    job.status = parse_job_status(cells.text()).value_or(JobStatus::failed);
    job.paused = cells.boolean();
    job.package_type = cells.text();
    job.package_size = cells.maybe_integer();
    job.directories_total = cells.integer();
    job.directories_done = cells.integer();
    job.progress = cells.integer();
    job.priority = cells.integer();
    job.error_message = cells.text();
    job.metadata = cells.json();
    job.created_at = cells.time();
    job.updated_at = cells.time();
    job.started_at = cells.maybe_time();
    job.completed_at = cells.maybe_time();
    return job;
}

Submission read_submission(const Rows& rows, std::size_t row) {
    Cells cells(rows, row);
    Submission submission;
    submission.id = cells.text();
    submission.job_id = cells.text();
    submission.directory_name = cells.text();
    submission.status = parse_submission_status(cells.text()).value_or(SubmissionStatus::failed);
    submission.idempotency_key = cells.text();
    submission.verdict = parse_verdict(cells.text());
    submission.confidence = cells.maybe_real();
    submission.lane = cells.text();
    submission.attempts = cells.integer();
    submission.next_attempt_at = cells.time();
    submission.payload = cells.json();
    submission.response_log = cells.json();
    submission.screenshot_url = cells.text();
    submission.listing_url = cells.text();
    submission.error_message = cells.text();
    submission.verified_at = cells.maybe_time();
    submission.created_at = cells.time();
    submission.updated_at = cells.time();
    return submission;
}

Directory read_directory(const Rows& rows, std::size_t row) {
    Cells cells(rows, row);
    Directory directory;
    directory.id = cells.text();
    directory.name = cells.text();
    directory.title = cells.text();
    directory.website = cells.text();
    directory.category = cells.text();
    directory.description = cells.text();
    directory.language = cells.text();
    directory.country_code = cells.text();
    directory.submission_url = cells.text();
    directory.host = cells.text();
    directory.domain_authority = cells.maybe_integer();
    directory.tier_required = cells.maybe_integer();
    directory.requires_login = cells.maybe_boolean();
    directory.has_captcha = cells.maybe_boolean();
    directory.policy = cells.text();
    directory.active = cells.boolean();
    directory.paused = cells.boolean();
    directory.pacing_ms = cells.integer();
    directory.attempts_max = cells.integer();
    directory.despite_robots = cells.boolean();
    directory.captcha_service = cells.boolean();
    return directory;
}

} // namespace bolt::store
