#pragma once
#include "domain/outcome_model.hpp"
#include "domain/rules.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

/// What to do after an attempt that did not succeed, and why. Pure.
namespace bolt {

/// Why an attempt ended as it did.
enum class Cause {
    none,           ///< the site took the business
    site_down,      ///< no connection: DNS, refused, reset, TLS
    site_slow,      ///< it did not answer in time, or its parts did not come
    server_error,   ///< 5xx
    rate_limited,   ///< 429, or a wait was asked for
    our_failure,    ///< browser, worker or store of ours
    form_misread,   ///< a control did not take its value, or the button could not be pressed
    missing_data,   ///< the form wants what the profile does not have
    page_gone,      ///< 404, 410, no form there
    forbidden,      ///< robots.txt, address policy, 401, 403
    wall,           ///< login, captcha, payment
    confirmation,   ///< a link in an e-mail
    duplicate,      ///< it is there already
    refused,        ///< the site said no
    unknown_outcome ///< sent, and nobody knows what became of it
};
std::string_view to_string(Cause cause);

enum class Decision { none, retry_now, retry_later, other_lane, replan, ask_person, give_up };
std::string_view to_string(Decision decision);

/// One attempt's end as it was recorded.
struct AttemptEnd {
    Verdict verdict = Verdict::unknown;
    Lane lane = Lane::browser;
    bool sent = false;       ///< the form may have left
    bool job_running = true; ///< and not cancelled
    int tries = 1;           ///< that ended with a verdict, this one included
    int recipe_used = 0;     ///< version; 0: none
    Duration retry_after{0}; ///< the site asked for it
    std::string message;     ///< error_message
};
Cause cause_of(const AttemptEnd& end);

/// The waits that are told apart: 5 s to 12 h, each about four times the one before.
constexpr std::array<Duration, 8> kWaits = {
    std::chrono::seconds{5},  std::chrono::seconds{20}, std::chrono::seconds{80}, std::chrono::minutes{5},
    std::chrono::minutes{20}, std::chrono::hours{1},    std::chrono::hours{4},    std::chrono::hours{12}};
/// The index in kWaits that is nearest to `wait` (as a ratio).
std::size_t wait_level(Duration wait);

/// What happened at this directory before, as of now.
struct AnswerHistory {
    std::array<Evidence, kWaits.size()> after_wait; ///< second and later tries: did it answer?
    std::array<Evidence, 24> by_hour;               ///< all tries, by UTC hour
};

struct Advice {
    Cause cause = Cause::none;
    Decision decision = Decision::none;
    Duration wait{0};   ///< before the next try, for the retrying decisions
    std::string reason; ///< for people
};

/// The decision. Never a retry for what may have been sent, for a site that said no, or past
/// policy.attempts_max. Without history the wait is retry_delay()'s; with it the one that promises most,
/// counting that late is worth less than soon, at most kWaits.back(), and never less than what the site asked
/// for. If the hour of the next try is one in which the site hardly ever answers, the wait goes on to one in
/// which it does.
Advice advise(const AttemptEnd& end, const AnswerHistory& history, const RetryPolicy& policy, Random& random,
              TimePoint now);

/// How much longer than `wait` from `now` on to wait so that the site is awake: 0 unless it was seen to
/// answer clearly less often in that hour (at least 5 weighted tries there) than in a later one within 12
/// hours.
Duration until_awake(const std::array<Evidence, 24>& by_hour, TimePoint now, Duration wait);

} // namespace bolt
