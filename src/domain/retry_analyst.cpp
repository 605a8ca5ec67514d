#include "domain/retry_analyst.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace bolt {
namespace {

using std::chrono::duration_cast;
using Seconds = std::chrono::duration<double>;

/// History of fewer weighted second tries than this changes nothing.
constexpr double kTrialsLeast = 8;
/// What is assumed of a wait that was never tried is worth this many trials.
constexpr double kWaitStrength = 3;
/// Per factor e of waiting: a listing in twelve hours is worth less than half of one in five seconds.
constexpr double kLateness = 0.06;

bool has(std::string_view text, std::string_view part) {
    return std::ranges::search(
               text, part, {}, [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; },
               [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; })
               .begin() != text.end();
}
bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
    return std::ranges::any_of(parts, [&](auto part) { return has(text, part); });
}

Cause cause_of_unreachable(const AttemptEnd& end) {
    const std::string_view text = end.message;
    if (end.retry_after > Duration{0} || has(text, "HTTP 429")) return Cause::rate_limited;
    if (has_any(text, {"internal error", "error of ours", "no browser", "browser context", "store refused",
                       "crashed"}))
        return Cause::our_failure;
    if (has(text, "HTTP 5")) return Cause::server_error;
    if (has_any(text, {"timed out", "timeout", "too slow", "longer than", "stopped to react",
                       "does not react", "style sheets did not come"}))
        return Cause::site_slow;
    return Cause::site_down;
}

/// Chance that a site which failed for this cause answers after `wait`, before anything is known of it.
double usual(Cause cause, Duration wait) {
    const double mean_s = cause == Cause::our_failure    ? 2
                          : cause == Cause::site_slow    ? 120
                          : cause == Cause::server_error ? 600
                          : cause == Cause::rate_limited ? 900
                                                         : 1800;
    return 1 - 0.9 * std::exp(-duration_cast<Seconds>(wait).count() / mean_s);
}

double lateness(Duration wait) {
    return 1 - kLateness * std::log1p(duration_cast<Seconds>(wait).count() / 5);
}

std::string in_words(Duration wait) {
    const auto seconds = duration_cast<Seconds>(wait).count();
    if (seconds < 90) return fmt::format("{:.0f} s", seconds);
    if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
    return fmt::format("{:.1f} h", seconds / 3600);
}

std::string_view in_words(Cause cause) {
    switch (cause) {
    case Cause::site_down:
        return "the site cannot be reached";
    case Cause::site_slow:
        return "the site is too slow";
    case Cause::server_error:
        return "the site has an error of its own";
    case Cause::rate_limited:
        return "the site asks for a pause";
    case Cause::our_failure:
        return "something of ours failed, not the site";
    case Cause::form_misread:
        return "the form was not filled as planned";
    case Cause::missing_data:
        return "the form wants what the profile does not have";
    case Cause::page_gone:
        return "the submission page is not there";
    case Cause::forbidden:
        return "the site does not want this visit";
    case Cause::wall:
        return "the site wants a person first";
    case Cause::confirmation:
        return "the site sent a link by e-mail";
    case Cause::duplicate:
        return "the business is listed there already";
    case Cause::refused:
        return "the site said no";
    case Cause::unknown_outcome:
        return "it may have been sent, and is never sent twice";
    case Cause::none:
        break;
    }
    return "the site took the business";
}

struct Wait {
    Duration wait{0};
    std::string why;
};

/// The wait that history promises most of; nullopt while it says too little.
std::optional<Wait> learned_wait(Cause cause, const AnswerHistory& history) {
    Evidence all;
    for (const auto& each : history.after_wait) all += each;
    if (all.trials < kTrialsLeast) return std::nullopt;
    std::size_t best = 0;
    double most = -1;
    for (std::size_t i = 0; i < kWaits.size(); ++i) {
        const double chance = shrunk(history.after_wait[i], usual(cause, kWaits[i]), kWaitStrength);
        if (const double worth = chance * lateness(kWaits[i]); worth > most) best = i, most = worth;
    }
    Evidence sooner;
    for (std::size_t i = 0; i < best; ++i) sooner += history.after_wait[i];
    const auto& here = history.after_wait[best];
    return Wait{kWaits[best],
                fmt::format("after {} it answered {:.0f} of {:.0f} times, sooner {:.0f} of {:.0f}",
                            in_words(kWaits[best]), here.successes, here.trials, sooner.successes,
                            sooner.trials)};
}

Advice retry(Advice advice, const AttemptEnd& end, const AnswerHistory& history, const RetryPolicy& policy,
             Random& random, TimePoint now) {
    advice.wait = retry_delay(policy, end.tries, random, end.retry_after);
    std::string why = fmt::format("try {} of {}", end.tries + 1, policy.attempts_max);
    if (advice.cause != Cause::our_failure) {
        if (const auto learned = learned_wait(advice.cause, history)) {
            // Many submissions of one site must not come back at the same moment.
            const auto spread = static_cast<std::int64_t>(static_cast<double>(learned->wait.count()) *
                                                          (0.9 + 0.2 * random.uniform()));
            advice.wait = std::max(Duration{spread}, end.retry_after);
            why += "; " + learned->why;
        }
        if (const auto more = until_awake(history.by_hour, now, advice.wait); more > Duration{0}) {
            advice.wait += more;
            why += "; it hardly answers in the hours before that";
        }
    }
    if (end.retry_after > Duration{0})
        why += fmt::format("; the site asked for {}", in_words(end.retry_after));
    if (advice.decision == Decision::none)
        advice.decision =
            advice.wait <= std::chrono::seconds{10} ? Decision::retry_now : Decision::retry_later;
    advice.reason = fmt::format("{}: again in {} ({})", in_words(advice.cause), in_words(advice.wait), why);
    return advice;
}

} // namespace

std::string_view to_string(Cause cause) {
    constexpr std::string_view names[] = {"none",         "site_down",   "site_slow",      "server_error",
                                          "rate_limited", "our_failure", "form_misread",   "missing_data",
                                          "page_gone",    "forbidden",   "wall",           "confirmation",
                                          "duplicate",    "refused",     "unknown_outcome"};
    return names[static_cast<std::size_t>(cause)];
}

std::string_view to_string(Decision decision) {
    constexpr std::string_view names[] = {"none",   "retry_now",  "retry_later", "other_lane",
                                          "replan", "ask_person", "give_up"};
    return names[static_cast<std::size_t>(decision)];
}

Cause cause_of(const AttemptEnd& end) {
    switch (end.verdict) {
    case Verdict::accepted:
    case Verdict::pending_review:
        return Cause::none;
    case Verdict::confirm_email:
        return Cause::confirmation;
    case Verdict::duplicate:
        return Cause::duplicate;
    case Verdict::needs_login:
    case Verdict::needs_captcha:
    case Verdict::needs_payment:
        return Cause::wall;
    case Verdict::blocked:
        return Cause::forbidden;
    case Verdict::unreachable:
        return end.sent ? Cause::unknown_outcome : cause_of_unreachable(end);
    case Verdict::rejected:
        if (end.sent) return Cause::refused;
        if (has_any(end.message, {"did not take its value", "no button", "button cannot"}))
            return Cause::form_misread;
        if (has(end.message, "cannot be filled")) return Cause::missing_data;
        if (has_any(end.message, {"is gone", "a download", "not found"})) return Cause::page_gone;
        return Cause::refused;
    case Verdict::unknown:
        break;
    }
    return Cause::unknown_outcome;
}

std::size_t wait_level(Duration wait) {
    std::size_t best = 0;
    double least = 1e9;
    for (std::size_t i = 0; i < kWaits.size(); ++i) {
        const double apart = std::abs(std::log(static_cast<double>(std::max<std::int64_t>(wait.count(), 1)) /
                                               static_cast<double>(kWaits[i].count())));
        if (apart < least) best = i, least = apart;
    }
    return best;
}

Duration until_awake(const std::array<Evidence, 24>& by_hour, TimePoint now, Duration wait) {
    constexpr double kSeenLeast = 5, kStrength = 4;
    Evidence day;
    for (const auto& hour : by_hour) day += hour;
    const double usually = shrunk(day, 0.9, kStrength);
    const auto at = now + wait;
    const auto hour_start = std::chrono::floor<std::chrono::hours>(at);
    const auto hour_of = [&](int later) {
        return static_cast<std::size_t>((hour_start.time_since_epoch().count() + later) % 24);
    };
    const auto chance = [&](int later) { return shrunk(by_hour[hour_of(later)], usually, kStrength); };
    if (by_hour[hour_of(0)].trials < kSeenLeast || chance(0) > 0.5 * usually) return Duration{0};
    for (int later = 1; later <= 12; ++later)
        if (chance(later) > 0.75 * usually) return hour_start + std::chrono::hours{later} - at;
    return Duration{0};
}

Advice advise(const AttemptEnd& end, const AnswerHistory& history, const RetryPolicy& policy, Random& random,
              TimePoint now) {
    Advice advice;
    advice.cause = cause_of(end);
    const bool may_retry = !end.sent && end.job_running && end.tries < policy.attempts_max;
    if (advice.cause == Cause::none) {
        advice.reason = in_words(advice.cause);
        return advice;
    }
    if (may_retry && is_retryable(end.verdict)) {
        if (end.lane == Lane::http) advice.decision = Decision::other_lane;
        return retry(std::move(advice), end, history, policy, random, now);
    }
    // A recipe that fills the form wrongly is put aside; without one the form is analysed anew, once.
    if (may_retry && advice.cause == Cause::form_misread && end.recipe_used > 0) {
        advice.decision = Decision::replan;
        advice.wait = policy.first_delay;
        advice.reason = fmt::format("{}: recipe {} is put aside and the form analysed anew",
                                    in_words(advice.cause), end.recipe_used);
        return advice;
    }
    const auto status = status_after(end.sent && is_retryable(end.verdict) ? Verdict::unknown : end.verdict);
    advice.decision = status == SubmissionStatus::action_required ? Decision::ask_person : Decision::give_up;
    advice.reason = in_words(advice.cause);
    if (is_retryable(end.verdict) && !end.sent)
        advice.reason += end.job_running ? fmt::format(", after {} tries", end.tries)
                                         : std::string(", and the job no longer runs");
    return advice;
}

} // namespace bolt
