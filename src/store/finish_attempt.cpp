#include "store/action_items.hpp"
#include "store/attempts.hpp"
#include "store/customer_emails.hpp"
#include "store/directories.hpp"
#include "store/experiments.hpp"
#include "store/history.hpp"
#include "store/hosts.hpp"
#include "store/http_profiles.hpp"
#include "store/jobs.hpp"
#include "store/outcomes.hpp"
#include "store/sql.hpp"
#include "store/visit_stats.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kOpenAttempt{
    "SELECT a.status, a.result_id, a.job_id, a.directory_name, a.number, a.worker_id, j.status, "
    "(SELECT count(*) FROM attempts t WHERE t.result_id = a.result_id AND t.verdict IS NOT NULL), "
    "a.started_at, (SELECT max(t.ended_at) FROM attempts t WHERE t.result_id = a.result_id "
    "AND t.fence < a.fence AND t.verdict = 'unreachable'), r.next_attempt_at "
    "FROM attempts a JOIN jobs j ON j.id = a.job_id JOIN job_results r ON r.id = a.result_id WHERE a.fence = "
    "$1 AND a.status IN ('leased', 'sent') "
    "/*PG*/FOR UPDATE OF a/*END*/"};
const Statement kEndAttempt{
    "UPDATE attempts SET status = $2, verdict = $3, confidence = $4, lane = $5, evidence = $6, "
    "error_message = $7, ended_at = $8 WHERE fence = $1"};
const Statement kRetry{
    "UPDATE job_results SET status = 'pending', verdict = $2, confidence = $3, lane = $4, "
    "response_log = $5, error_message = $6, next_attempt_at = $7, updated_at = $8 WHERE id = $1"};
// An empty payload keeps what mark_sent() wrote.
const Statement kEnd{
    "UPDATE job_results SET status = $2, verdict = $3, confidence = $4, lane = $5, "
    "payload = coalesce($6, payload), response_log = $7, screenshot_url = $8, listing_url = $9, "
    "error_message = $10, updated_at = $11, verified_at = coalesce($12, verified_at) WHERE id = $1"};

struct OpenAttempt {
    std::int64_t fence = 0;
    bool sent = false, job_running = false;
    std::string result_id, job_id, directory_name, worker_id;
    int number = 0;
    int tries = 0;                  ///< ended with a verdict, this one included; lost leases are none
    std::optional<Duration> waited; ///< since the try before, which got no answer
    TimePoint due_at, started_at;
};

std::optional<OpenAttempt> find_open(Tx& tx, std::int64_t fence) {
    const auto rows = tx.run(kOpenAttempt, {fence});
    if (rows.empty()) return std::nullopt;
    OpenAttempt open;
    open.fence = fence;
    open.sent = rows.text(0, 0) == "sent";
    open.result_id = rows.text(0, 1);
    open.job_id = rows.text(0, 2);
    open.directory_name = rows.text(0, 3);
    open.number = static_cast<int>(rows.integer(0, 4));
    open.worker_id = rows.text(0, 5);
    open.job_running = rows.text(0, 6) == "in_progress";
    open.tries = static_cast<int>(rows.integer(0, 7)) + 1;
    open.started_at = rows.time(0, 8);
    if (!rows.null(0, 9)) open.waited = open.started_at - rows.time(0, 9);
    open.due_at = rows.time(0, 10);
    return open;
}

void end_attempt(Tx& tx, TimePoint now, const OpenAttempt& open, const AttemptOutcome& outcome,
                 Verdict verdict, AttemptStatus status) {
    const auto* found = outcome.response_log.if_contains("evidence");
    const auto evidence = found ? json::serialize(*found) : std::string("{}");
    const auto at = format_time(now);
    tx.post(kEndAttempt, {open.fence, to_string(status), to_string(verdict), outcome.confidence,
                          to_string(outcome.lane), evidence, or_null(outcome.error_message), at});
}

void count_end(Tx& tx, TimePoint now, const OpenAttempt& open, VisitEnd end) {
    const Visit visit{open.directory_name, open.worker_id, end, open.due_at, open.started_at};
    count_visits(tx, now, std::span(&visit, 1));
}

VisitEnd end_of(SubmissionStatus status) {
    switch (status) {
    case SubmissionStatus::submitted:
        return VisitEnd::submitted;
    case SubmissionStatus::skipped:
        return VisitEnd::skipped;
    case SubmissionStatus::action_required:
        return VisitEnd::action_required;
    default:
        return VisitEnd::failed;
    }
}

json::object write_advice(const Advice& advice) {
    return {{"cause", to_string(advice.cause)},
            {"decision", to_string(advice.decision)},
            {"reason", advice.reason}};
}

/// What is decided about the submission now, from this attempt and what happened at the directory before.
Result<Advice> decide(Tx& tx, const Platform& platform, const OpenAttempt& open,
                      const AttemptOutcome& outcome, const RetryPolicy& policy) {
    AnswerHistory history;
    if (is_retryable(outcome.verdict) && !open.sent) {
        auto known = answer_history(tx, platform.now(), open.directory_name);
        if (!known) return forward(known);
        history = *known;
    }
    const AttemptEnd end{.verdict = outcome.verdict,
                         .lane = outcome.lane,
                         .sent = open.sent,
                         .job_running = open.job_running,
                         .tries = open.tries,
                         .recipe_used = outcome.recipe.version_used,
                         .retry_after = outcome.retry_after,
                         .message = outcome.error_message};
    return advise(end, history, policy, platform.random, platform.now());
}

/// `ended`: the submission is not tried again by itself.
void learn_from(Tx& tx, TimePoint now, const OpenAttempt& open, const AttemptOutcome& outcome, Cause cause,
                bool ended) {
    OutcomeNote note;
    note.directory_name = open.directory_name;
    note.lane = outcome.lane;
    note.category = category_level(outcome.category);
    note.country = outcome.country;
    const bool taken = cause == Cause::none || cause == Cause::confirmation;
    // That it is there already says nothing about whether the site takes new ones.
    if (ended && cause != Cause::duplicate) note.taken = taken;
    if (cause != Cause::our_failure && cause != Cause::unknown_outcome)
        note.answered = outcome.verdict != Verdict::unreachable;
    note.waited = open.waited;
    note_outcome(tx, now, note);
}

Result<SubmissionStatus> schedule_retry(Tx& tx, const Platform& platform, const OpenAttempt& open,
                                        const AttemptOutcome& outcome, const Advice& advice) {
    const auto now = platform.now();
    const auto next_at = format_time(now + advice.wait), at = format_time(now);
    auto response_log = outcome.response_log;
    response_log["advice"] = write_advice(advice);
    const auto log = json::serialize(response_log);
    if (advice.decision == Decision::other_lane)
        if (auto dropped = drop_http_profile(tx, open.directory_name); !dropped) return forward(dropped);
    if (advice.decision == Decision::replan) {
        const auto version = outcome.recipe.version_used;
        if (auto retired = retire_recipe(tx, platform, open.job_id, open.directory_name, version,
                                         outcome.error_message, open.worker_id);
            !retired)
            return forward(retired);
        if (auto ended = give_up_arm(tx, platform, open.directory_name, version, outcome.error_message);
            !ended)
            return forward(ended);
    }
    end_attempt(tx, now, open, outcome, outcome.verdict, AttemptStatus::failed);
    tx.post(kRetry, {open.result_id, to_string(outcome.verdict), outcome.confidence, to_string(outcome.lane),
                     log, or_null(outcome.error_message), next_at, at});
    learn_from(tx, now, open, outcome, advice.cause, false);
    if (auto added = add_history(tx, now, open.job_id, open.directory_name, "retry_scheduled",
                                 {{"verdict", to_string(outcome.verdict)},
                                  {"attempt", open.number},
                                  {"delay_ms", advice.wait.count() / 1000},
                                  {"next_attempt_at", next_at},
                                  {"cause", to_string(advice.cause)},
                                  {"decision", to_string(advice.decision)},
                                  {"reason", advice.reason}},
                                 open.worker_id);
        !added)
        return forward(added);
    count_end(tx, now, open, VisitEnd::retried);
    return SubmissionStatus::pending;
}

/// What the person who gets the action item is asked to do.
std::string request_to_person(Verdict verdict, std::string_view directory_name) {
    switch (verdict) {
    case Verdict::confirm_email:
        return fmt::format("{} sent a link by e-mail: open it to confirm", directory_name);
    case Verdict::needs_login:
        return fmt::format("{} wants an account: log in and submit", directory_name);
    case Verdict::needs_captcha:
        return fmt::format("{} shows a captcha: solve it and submit", directory_name);
    case Verdict::needs_payment:
        return fmt::format("{} asks for a payment: decide and submit", directory_name);
    default:
        break;
    }
    return fmt::format(
        "It is not known whether {} took the business: look there before anything is sent again",
        directory_name);
}

Result<void> record_end(Tx& tx, const Platform& platform, const OpenAttempt& open,
                        const AttemptOutcome& outcome, Verdict verdict, SubmissionStatus status,
                        const Advice& advice) {
    const auto event =
        verdict == Verdict::duplicate ? std::string_view("skipped_duplicate") : to_string(status);
    json::object facts{{"verdict", to_string(verdict)},
                       {"confidence", outcome.confidence},
                       {"lane", to_string(outcome.lane)},
                       {"attempt", open.number},
                       {"duration_ms", outcome.duration_ms}};
    if (advice.decision != Decision::none) {
        facts["cause"] = to_string(advice.cause);
        facts["decision"] = to_string(advice.decision);
        facts["reason"] = advice.reason;
    }
    if (auto added =
            add_history(tx, platform.now(), open.job_id, open.directory_name, event, facts, open.worker_id);
        !added)
        return added;
    if (status == SubmissionStatus::action_required) {
        const auto* evidence = outcome.response_log.if_contains("evidence");
        json::object details{{"attempt", open.number}, {"error", outcome.error_message}};
        if (evidence) details["evidence"] = *evidence;
        if (auto opened = open_action_item(
                tx, platform, open.job_id, open.result_id, open.directory_name, to_string(verdict),
                outcome.ask_person.empty() ? request_to_person(verdict, open.directory_name)
                                           : outcome.ask_person,
                details);
            !opened)
            return opened;
        if (verdict == Verdict::confirm_email)
            if (auto told = mail_action_needed(tx, platform, open.job_id, open.directory_name,
                                               request_to_person(verdict, open.directory_name));
                !told)
                return told;
    }
    if (auto done = finalize_job_if_done(tx, platform, open.job_id, open.worker_id); !done)
        return forward(done);
    return {};
}

} // namespace

/// What the attempt learned about the site, whatever became of it.
Result<void> record_site(Tx& tx, TimePoint now, const OpenAttempt& open, const AttemptOutcome& outcome) {
    if (outcome.retry_after <= Duration{0} && !outcome.crawl_delay && outcome.found_url.empty()) return {};
    const auto host = pacing_host(tx, open.directory_name);
    if (!host) return {}; // the directory is gone: nobody needs to know
    if (outcome.retry_after > Duration{0}) pause_host(tx, *host, now + outcome.retry_after);
    if (outcome.crawl_delay) set_crawl_delay(tx, now, *host, *outcome.crawl_delay);
    if (outcome.found_url.empty()) return {};
    if (auto kept = set_submission_url(tx, now, open.directory_name, outcome.found_url); !kept) return kept;
    if (auto noted = add_audit(tx, now, "system", "directory.submission_url",
                               "directory:" + open.directory_name, {{"submission_url", outcome.found_url}});
        !noted)
        return noted;
    return add_history(tx, now, open.job_id, open.directory_name, "form_found",
                       {{"submission_url", outcome.found_url}}, open.worker_id);
}

Result<SubmissionStatus> finish_attempt(Tx& tx, const Platform& platform, std::int64_t fence,
                                        const AttemptOutcome& outcome, const RetryPolicy& policy) {
    const auto open = find_open(tx, fence);
    if (!open)
        return fail(ErrorCode::conflict,
                    fmt::format("the lease of attempt {} was lost: its outcome is not written", fence));
    if (auto recorded = record_site(tx, platform.now(), *open, outcome); !recorded) return forward(recorded);
    auto advice = decide(tx, platform, *open, outcome, policy);
    if (!advice) return forward(advice);
    if (advice->wait > Duration{0}) return schedule_retry(tx, platform, *open, outcome, *advice);
    // Sent without an answer: the site may have taken it.
    const auto verdict = is_retryable(outcome.verdict) && open->sent ? Verdict::unknown : outcome.verdict;
    auto status = status_after(verdict);
    if (status == SubmissionStatus::failed && !outcome.ask_person.empty()) {
        status = SubmissionStatus::action_required;
        advice->decision = Decision::ask_person;
    }
    const auto now = platform.now();
    end_attempt(tx, now, *open, outcome, verdict,
                status == SubmissionStatus::failed ? AttemptStatus::failed : AttemptStatus::succeeded);
    const auto payload =
        outcome.payload.empty() ? std::nullopt : std::optional(json::serialize(outcome.payload));
    auto response_log = outcome.response_log;
    if (advice->decision != Decision::none) response_log["advice"] = write_advice(*advice);
    const auto log = json::serialize(response_log);
    const auto at = format_time(now);
    learn_from(tx, now, *open, outcome, advice->cause, true);
    const auto verified_at =
        outcome.verified_at ? std::optional(format_time(*outcome.verified_at)) : std::nullopt;
    tx.post(kEnd, {open->result_id, to_string(status), to_string(verdict), outcome.confidence,
                   to_string(outcome.lane), nullable(payload), log, or_null(outcome.screenshot_url),
                   or_null(outcome.listing_url), or_null(outcome.error_message), at, nullable(verified_at)});
    if (auto reported = report_recipe(tx, platform, open->job_id, open->directory_name, open->worker_id,
                                      outcome.recipe, verdict);
        !reported)
        return forward(reported);
    if (auto noted = note_experiment(tx, platform, open->result_id, verdict); !noted) return forward(noted);
    if (auto recorded = record_end(tx, platform, *open, outcome, verdict, status, *advice); !recorded)
        return forward(recorded);
    count_end(tx, now, *open, end_of(status));
    return status;
}

} // namespace bolt::store
