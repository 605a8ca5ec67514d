#include "domain/words.hpp"

#include <array>
#include <utility>

namespace bolt {
namespace {

template <class T, std::size_t N>
using Names = std::array<std::pair<T, std::string_view>, N>;

constexpr Names<JobStatus, 6> kJob{{{JobStatus::pending, "pending"},
                                    {JobStatus::queued, "queued"},
                                    {JobStatus::in_progress, "in_progress"},
                                    {JobStatus::completed, "completed"},
                                    {JobStatus::failed, "failed"},
                                    {JobStatus::cancelled, "cancelled"}}};
constexpr Names<SubmissionStatus, 6> kSubmission{{{SubmissionStatus::pending, "pending"},
                                                  {SubmissionStatus::submitting, "submitting"},
                                                  {SubmissionStatus::submitted, "submitted"},
                                                  {SubmissionStatus::failed, "failed"},
                                                  {SubmissionStatus::skipped, "skipped"},
                                                  {SubmissionStatus::action_required, "action_required"}}};
constexpr Names<Verdict, 11> kVerdict{{{Verdict::accepted, "accepted"},
                                       {Verdict::pending_review, "pending_review"},
                                       {Verdict::confirm_email, "confirm_email"},
                                       {Verdict::rejected, "rejected"},
                                       {Verdict::duplicate, "duplicate"},
                                       {Verdict::needs_login, "needs_login"},
                                       {Verdict::needs_captcha, "needs_captcha"},
                                       {Verdict::needs_payment, "needs_payment"},
                                       {Verdict::blocked, "blocked"},
                                       {Verdict::unreachable, "unreachable"},
                                       {Verdict::unknown, "unknown"}}};
constexpr Names<AttemptStatus, 5> kAttempt{{{AttemptStatus::leased, "leased"},
                                            {AttemptStatus::sent, "sent"},
                                            {AttemptStatus::succeeded, "succeeded"},
                                            {AttemptStatus::failed, "failed"},
                                            {AttemptStatus::lost, "lost"}}};

template <class T, std::size_t N>
std::string_view name_of(const Names<T, N>& names, T value) {
    for (const auto& [each, name] : names)
        if (each == value) return name;
    return "unknown";
}

template <class T, std::size_t N>
std::optional<T> value_of(const Names<T, N>& names, std::string_view text) {
    for (const auto& [value, name] : names)
        if (name == text) return value;
    return std::nullopt;
}

} // namespace

std::string_view to_string(JobStatus value) { return name_of(kJob, value); }
std::string_view to_string(SubmissionStatus value) { return name_of(kSubmission, value); }
std::string_view to_string(Verdict value) { return name_of(kVerdict, value); }
std::string_view to_string(AttemptStatus value) { return name_of(kAttempt, value); }
std::string_view to_string(Lane value) { return value == Lane::http ? "http" : "browser"; }

std::optional<JobStatus> parse_job_status(std::string_view text) { return value_of(kJob, text); }
std::optional<SubmissionStatus> parse_submission_status(std::string_view text) {
    return value_of(kSubmission, text);
}
std::optional<Verdict> parse_verdict(std::string_view text) { return value_of(kVerdict, text); }

bool is_terminal(JobStatus status) {
    return status == JobStatus::completed || status == JobStatus::failed || status == JobStatus::cancelled;
}

bool is_terminal(SubmissionStatus status) {
    return status == SubmissionStatus::submitted || status == SubmissionStatus::failed ||
           status == SubmissionStatus::skipped;
}

bool may_become(JobStatus from, JobStatus to) {
    switch (from) {
    case JobStatus::pending:
        return to == JobStatus::queued || to == JobStatus::cancelled || to == JobStatus::failed;
    case JobStatus::queued:
        return to == JobStatus::in_progress || to == JobStatus::cancelled || to == JobStatus::failed;
    case JobStatus::in_progress:
        return is_terminal(to);
    // Only a person's retry leads out of an end state.
    case JobStatus::completed:
    case JobStatus::failed:
    case JobStatus::cancelled:
        return to == JobStatus::queued || to == JobStatus::in_progress;
    }
    return false;
}

bool may_become(SubmissionStatus from, SubmissionStatus to) {
    switch (from) {
    case SubmissionStatus::pending:
        return to == SubmissionStatus::submitting || to == SubmissionStatus::skipped ||
               to == SubmissionStatus::failed || to == SubmissionStatus::action_required;
    case SubmissionStatus::submitting:
        return to != SubmissionStatus::submitting;
    case SubmissionStatus::action_required:
        return to == SubmissionStatus::pending || is_terminal(to);
    case SubmissionStatus::submitted:
    case SubmissionStatus::failed:
    case SubmissionStatus::skipped:
        return to == SubmissionStatus::pending; // a person's retry
    }
    return false;
}

SubmissionStatus status_after(Verdict verdict) {
    switch (verdict) {
    // The site took the business; what is left is its own review.
    case Verdict::accepted:
    case Verdict::pending_review:
        return SubmissionStatus::submitted;
    // A person has to act: click a link, log in, solve, pay, or look whether it arrived.
    case Verdict::confirm_email:
    case Verdict::needs_login:
    case Verdict::needs_captcha:
    case Verdict::needs_payment:
    case Verdict::unknown:
        return SubmissionStatus::action_required;
    // It is there already: nothing to do, nothing sent twice.
    case Verdict::duplicate:
        return SubmissionStatus::skipped;
    case Verdict::rejected:
    case Verdict::blocked:
    case Verdict::unreachable:
        return SubmissionStatus::failed;
    }
    return SubmissionStatus::action_required;
}

bool is_retryable(Verdict verdict) { return verdict == Verdict::unreachable; }

} // namespace bolt
