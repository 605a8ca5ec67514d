#include "store/model_calls.hpp"

#include "store/rows.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kFind{"SELECT answer FROM model_cache WHERE cache_key = $1 AND expires_at > $2"};
// Counting and noting are one step: two callers at the same moment do not share what is left.
const Statement kLock{"SELECT /*PG*/pg_advisory_xact_lock(1651469428, 7)/*END*//*LITE*/1/*END*/"};
#define BOLT_USED                                                                                            \
    "SELECT coalesce(sum(input_tokens + output_tokens), 0), coalesce(sum(cost_microusd), 0) FROM "           \
    "model_calls "
const Statement kUsedSince{BOLT_USED "WHERE created_at >= $1"};
const Statement kUsedByJob{BOLT_USED "WHERE job_id = $1"};
const Statement kBegin{
    "INSERT INTO model_calls (id, purpose, provider, model, cache_key, job_id, directory_name, "
    "status, prompt, input_tokens, output_tokens, cost_microusd, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, $11, $12)"};
const Statement kEnd{"UPDATE model_calls SET status = $2, answer = $3, error = $4, input_tokens = $5, "
                     "output_tokens = $6, cost_microusd = $7, ended_at = $8 WHERE id = $1"};
const Statement kKeep{
    "INSERT INTO model_cache (cache_key, job_id, answer, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (cache_key) DO UPDATE SET answer = excluded.answer, "
    "job_id = excluded.job_id, created_at = excluded.created_at, expires_at = excluded.expires_at"};
const Statement kUsage{
    "SELECT count(*), count(*) FILTER (WHERE status = 'answered'), coalesce(sum(input_tokens), 0), "
    "coalesce(sum(output_tokens), 0), coalesce(sum(cost_microusd), 0) FROM model_calls "
    "WHERE created_at >= $1"};

Result<void> within(const Rows& used, const ModelCall& call, std::int64_t tokens, std::int64_t microusd,
                    std::string_view whose) {
    if (used.integer(0, 0) + call.input_tokens + call.output_tokens > tokens)
        return fail(ErrorCode::rate_limited,
                    fmt::format("the language model's tokens {} are used up ({})", whose, tokens));
    if (used.integer(0, 1) + call.cost_microusd > microusd)
        return fail(ErrorCode::rate_limited, fmt::format("the language model's money {} is used up (${:.2f})",
                                                         whose, static_cast<double>(microusd) / 1e6));
    return {};
}

} // namespace

Result<std::optional<json::value>> find_model_answer(Tx& tx, TimePoint now, std::string_view cache_key) {
    const auto at = format_time(now);
    const auto rows = tx.run(kFind, {cache_key, at});
    if (rows.empty()) return std::nullopt;
    return std::optional<json::value>(rows.json(0, 0));
}

Result<std::string> begin_model_call(Tx& tx, const Platform& platform, const ModelCall& call,
                                     const ModelBudget& budget) {
    tx.run(kLock);
    const auto now = platform.now();
    const auto today = format_time(TimePoint(std::chrono::floor<std::chrono::days>(now))),
               at = format_time(now);
    if (auto fits = within(tx.run(kUsedSince, {today}), call, budget.tokens_per_day, budget.microusd_per_day,
                           "of the day");
        !fits)
        return forward(fits);
    if (!call.job_id.empty())
        if (auto fits = within(tx.run(kUsedByJob, {call.job_id}), call, budget.tokens_per_job,
                               budget.microusd_per_job, "of the job");
            !fits)
            return forward(fits);
    const auto id = platform.new_id();
    tx.run(kBegin, {id, call.purpose, call.provider, call.model, call.cache_key, or_null(call.job_id),
                    or_null(call.directory_name), call.prompt, std::int64_t{call.input_tokens},
                    std::int64_t{call.output_tokens}, call.cost_microusd, at});
    return id;
}

Result<void> end_model_call(Tx& tx, TimePoint now, const ModelCallEnd& end, std::string_view cache_key,
                            std::string_view job_id) {
    const auto at = format_time(now);
    tx.run(kEnd, {end.id, end.status, end.answer, or_null(end.error), std::int64_t{end.input_tokens},
                  std::int64_t{end.output_tokens}, end.cost_microusd, at});
    if (end.remember <= Duration{0}) return {};
    const auto expires_at = format_time(now + end.remember);
    const auto answer = end.value.is_null() ? std::nullopt : std::optional(json::serialize(end.value));
    tx.run(kKeep, {cache_key, or_null(job_id), nullable(answer), at, expires_at});
    return {};
}

Result<json::object> model_usage(Tx& tx, TimePoint since) {
    const auto at = format_time(since);
    const auto rows = tx.run(kUsage, {at});
    return json::object{{"calls", rows.integer(0, 0)},
                        {"answered", rows.integer(0, 1)},
                        {"input_tokens", rows.integer(0, 2)},
                        {"output_tokens", rows.integer(0, 3)},
                        {"cost_microusd", rows.integer(0, 4)}};
}

} // namespace bolt::store
