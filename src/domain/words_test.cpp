#include "domain/words.hpp"

#include <gtest/gtest.h>
#include <set>

namespace bolt {
namespace {

constexpr JobStatus kJobs[] = {JobStatus::pending,   JobStatus::queued, JobStatus::in_progress,
                               JobStatus::completed, JobStatus::failed, JobStatus::cancelled};
constexpr SubmissionStatus kSubmissions[] = {SubmissionStatus::pending,   SubmissionStatus::submitting,
                                             SubmissionStatus::submitted, SubmissionStatus::failed,
                                             SubmissionStatus::skipped,   SubmissionStatus::action_required};
constexpr Verdict kVerdicts[] = {Verdict::accepted,      Verdict::pending_review, Verdict::confirm_email,
                                 Verdict::rejected,      Verdict::duplicate,      Verdict::needs_login,
                                 Verdict::needs_captcha, Verdict::needs_payment,  Verdict::blocked,
                                 Verdict::unreachable,   Verdict::unknown};

TEST(Words, ReadWhatTheyWrite) {
    std::set<std::string_view> names;
    for (const auto each : kJobs) EXPECT_EQ(parse_job_status(to_string(each)), each);
    for (const auto each : kSubmissions) EXPECT_EQ(parse_submission_status(to_string(each)), each);
    for (const auto each : kVerdicts) {
        EXPECT_EQ(parse_verdict(to_string(each)), each);
        names.insert(to_string(each));
    }
    EXPECT_EQ(names.size(), std::size(kVerdicts));
    for (const auto text : {"", "Pending", "done", "pending "}) {
        EXPECT_EQ(parse_job_status(text), std::nullopt);
        EXPECT_EQ(parse_submission_status(text), std::nullopt);
        EXPECT_EQ(parse_verdict(text), std::nullopt);
    }
    EXPECT_EQ(to_string(Lane::http), "http");
    EXPECT_EQ(to_string(Lane::browser), "browser");
    EXPECT_EQ(to_string(AttemptStatus::lost), "lost");
}

TEST(JobStates, HaveExactlyTheStepsOfTheDesign) {
    const std::set<std::pair<JobStatus, JobStatus>> allowed = {
        {JobStatus::pending, JobStatus::queued},        {JobStatus::pending, JobStatus::cancelled},
        {JobStatus::pending, JobStatus::failed},        {JobStatus::queued, JobStatus::in_progress},
        {JobStatus::queued, JobStatus::cancelled},      {JobStatus::queued, JobStatus::failed},
        {JobStatus::in_progress, JobStatus::completed}, {JobStatus::in_progress, JobStatus::failed},
        {JobStatus::in_progress, JobStatus::cancelled}, {JobStatus::completed, JobStatus::queued},
        {JobStatus::completed, JobStatus::in_progress}, {JobStatus::failed, JobStatus::queued},
        {JobStatus::failed, JobStatus::in_progress},    {JobStatus::cancelled, JobStatus::queued},
        {JobStatus::cancelled, JobStatus::in_progress}};
    for (const auto from : kJobs)
        for (const auto to : kJobs)
            EXPECT_EQ(may_become(from, to), allowed.contains({from, to}))
                << to_string(from) << " -> " << to_string(to);
    for (const auto each : kJobs)
        EXPECT_EQ(is_terminal(each),
                  each == JobStatus::completed || each == JobStatus::failed || each == JobStatus::cancelled);
}

TEST(SubmissionStates, HaveExactlyTheStepsOfTheDesign) {
    using S = SubmissionStatus;
    const std::set<std::pair<S, S>> allowed = {{S::pending, S::submitting},
                                               {S::pending, S::skipped},
                                               {S::pending, S::failed},
                                               {S::pending, S::action_required},
                                               {S::submitting, S::pending},
                                               {S::submitting, S::submitted},
                                               {S::submitting, S::failed},
                                               {S::submitting, S::skipped},
                                               {S::submitting, S::action_required},
                                               {S::action_required, S::pending},
                                               {S::action_required, S::submitted},
                                               {S::action_required, S::failed},
                                               {S::action_required, S::skipped},
                                               {S::submitted, S::pending},
                                               {S::failed, S::pending},
                                               {S::skipped, S::pending}};
    for (const auto from : kSubmissions)
        for (const auto to : kSubmissions)
            EXPECT_EQ(may_become(from, to), allowed.contains({from, to}))
                << to_string(from) << " -> " << to_string(to);
    for (const auto each : kSubmissions)
        EXPECT_EQ(is_terminal(each), each == S::submitted || each == S::failed || each == S::skipped);
}

TEST(Verdicts, BecomeSubmittedOnlyWhenTheSiteTookTheBusiness) {
    for (const auto verdict : kVerdicts) {
        const bool taken = verdict == Verdict::accepted || verdict == Verdict::pending_review;
        EXPECT_EQ(status_after(verdict) == SubmissionStatus::submitted, taken) << to_string(verdict);
        // What may have arrived is never sent again by itself.
        EXPECT_EQ(is_retryable(verdict), verdict == Verdict::unreachable) << to_string(verdict);
    }
    EXPECT_EQ(status_after(Verdict::unknown), SubmissionStatus::action_required);
    EXPECT_EQ(status_after(Verdict::confirm_email), SubmissionStatus::action_required);
    EXPECT_EQ(status_after(Verdict::needs_captcha), SubmissionStatus::action_required);
    EXPECT_EQ(status_after(Verdict::duplicate), SubmissionStatus::skipped);
    EXPECT_EQ(status_after(Verdict::rejected), SubmissionStatus::failed);
    EXPECT_EQ(status_after(Verdict::unreachable), SubmissionStatus::failed);
}

} // namespace
} // namespace bolt
