#pragma once
#include <optional>
#include <string_view>

/// The words of docs/architecture.md as types. The text forms are what tables, API and screen use.
namespace bolt {

enum class JobStatus { pending, queued, in_progress, completed, failed, cancelled };

/// Status of a submission (job_results.status).
enum class SubmissionStatus { pending, submitting, submitted, failed, skipped, action_required };

/// What a site said to an attempt.
enum class Verdict {
    accepted,
    pending_review,
    confirm_email,
    rejected,
    duplicate,
    needs_login,
    needs_captcha,
    needs_payment,
    blocked,
    unreachable,
    unknown
};

enum class AttemptStatus {
    leased,    ///< a worker prepares it; nothing was sent
    sent,      ///< the form is being or was sent; the outcome is not yet recorded
    succeeded, ///< ended with a verdict that the submission took over
    failed,    ///< ended without; a retry may follow
    lost       ///< its lease ran out
};

enum class Lane { http, browser };

std::string_view to_string(JobStatus value);
std::string_view to_string(SubmissionStatus value);
std::string_view to_string(Verdict value);
std::string_view to_string(AttemptStatus value);
std::string_view to_string(Lane value);

std::optional<JobStatus> parse_job_status(std::string_view text);
std::optional<SubmissionStatus> parse_submission_status(std::string_view text);
std::optional<Verdict> parse_verdict(std::string_view text);

/// True for the states that never change by themselves.
bool is_terminal(JobStatus status);
bool is_terminal(SubmissionStatus status);
/// True if the state machine of docs/architecture.md has this step.
bool may_become(JobStatus from, JobStatus to);
bool may_become(SubmissionStatus from, SubmissionStatus to);

/// What a submission becomes after an attempt ended with this verdict and no retry is left or allowed.
SubmissionStatus status_after(Verdict verdict);
/// True if trying again may help and cannot send the business twice (the site clearly did not take it).
bool is_retryable(Verdict verdict);

} // namespace bolt
