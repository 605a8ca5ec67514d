#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::store {
class Tx;

/// Most that language models may use; calls under way count with the most that they may cost.
struct ModelBudget {
    std::int64_t tokens_per_day = 2'000'000, tokens_per_job = 100'000;
    std::int64_t microusd_per_day = 5'000'000, microusd_per_job = 500'000; ///< millionths of a US dollar
};

/// One call as it is kept; `prompt` comes masked, tokens and cost are the most expected.
struct ModelCall {
    std::string purpose, provider, model, cache_key, job_id, directory_name, prompt;
    int input_tokens = 0, output_tokens = 0;
    std::int64_t cost_microusd = 0;
};
struct ModelCallEnd {
    std::string id, status; ///< answered, refused, failed
    std::string answer;     ///< masked
    std::string error;
    int input_tokens = 0, output_tokens = 0;
    std::int64_t cost_microusd = 0;
    Duration remember{0}; ///< 0: the next one asks again
    json::value value;    ///< null: it is remembered that there is no answer
};

/// The answer to this content; null: there is none, and it is not asked again yet; nullopt: ask.
Result<std::optional<json::value>> find_model_answer(Tx& tx, TimePoint now, std::string_view cache_key);
/// Notes the call and gives its id; rate_limited if a budget (of the UTC day, of the job) does not hold it.
Result<std::string> begin_model_call(Tx& tx, const Platform& platform, const ModelCall& call,
                                     const ModelBudget& budget);
/// `job_id`: the answer is erased with this job's customer; "": it holds nothing of theirs.
Result<void> end_model_call(Tx& tx, TimePoint now, const ModelCallEnd& end, std::string_view cache_key,
                            std::string_view job_id);
/// {"calls", "answered", "input_tokens", "output_tokens", "cost_microusd"} since `since`.
Result<json::object> model_usage(Tx& tx, TimePoint since);

} // namespace bolt::store
