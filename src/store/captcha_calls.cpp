#include "store/captcha_calls.hpp"

#include "store/rows.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

// Counting and noting are one step: two callers at the same moment do not share what is left.
const Statement kLock{"SELECT /*PG*/pg_advisory_xact_lock(1651469428, 8)/*END*//*LITE*/1/*END*/"};
#define BOLT_SPENT "SELECT coalesce(sum(cost_microusd), 0) FROM captcha_calls "
const Statement kSpentSince{BOLT_SPENT "WHERE created_at >= $1"};
const Statement kSpentByJob{BOLT_SPENT "WHERE job_id = $1"};
const Statement kBegin{"INSERT INTO captcha_calls (id, kind, job_id, directory_name, status, cost_microusd, "
                       "created_at) VALUES ($1, $2, $3, $4, 'running', $5, $6)"};
const Statement kEnd{"UPDATE captcha_calls SET status = $2, task_id = $3, error = $4, cost_microusd = $5, "
                     "ended_at = $6 WHERE id = $1"};
const Statement kJudge{"UPDATE captcha_calls SET judged = $2 WHERE id = $1 AND status = 'solved' AND judged "
                       "IS NULL RETURNING task_id"};

Result<void> within(const Rows& spent, std::int64_t cost, std::int64_t most, std::string_view whose) {
    if (spent.integer(0, 0) + cost <= most) return {};
    return fail(ErrorCode::rate_limited, fmt::format("the money for captchas {} is used up (${:.2f})", whose,
                                                     static_cast<double>(most) / 1e6));
}

} // namespace

Result<std::string> begin_captcha_call(Tx& tx, const Platform& platform, const CaptchaCall& call,
                                       const CaptchaBudget& budget) {
    tx.run(kLock);
    const auto now = platform.now();
    const auto today = format_time(TimePoint(std::chrono::floor<std::chrono::days>(now))),
               at = format_time(now);
    if (auto fits =
            within(tx.run(kSpentSince, {today}), call.cost_microusd, budget.microusd_per_day, "of the day");
        !fits)
        return forward(fits);
    if (!call.job_id.empty())
        if (auto fits = within(tx.run(kSpentByJob, {call.job_id}), call.cost_microusd,
                               budget.microusd_per_job, "of the job");
            !fits)
            return forward(fits);
    const auto id = platform.new_id();
    tx.run(kBegin,
           {id, call.kind, or_null(call.job_id), or_null(call.directory_name), call.cost_microusd, at});
    return id;
}

Result<void> end_captcha_call(Tx& tx, TimePoint now, const CaptchaCallEnd& end) {
    const auto at = format_time(now);
    const std::string_view status = end.solved ? "solved" : "failed";
    tx.run(kEnd, {end.id, status, end.task_id ? Param(*end.task_id) : Param(std::monostate{}),
                  or_null(end.error), end.cost_microusd, at});
    return {};
}

Result<std::optional<std::int64_t>> judge_captcha_call(Tx& tx, std::string_view id, bool good) {
    const std::string_view judged = good ? "good" : "bad";
    const auto rows = tx.run(kJudge, {id, judged});
    if (rows.empty() || rows.null(0, 0)) return std::nullopt;
    return std::optional(rows.integer(0, 0));
}

} // namespace bolt::store
