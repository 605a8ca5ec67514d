#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::store {
class Tx;

/// Most that solved captchas may cost, in millionths of a US dollar; tasks under way count with the most that
/// they may cost.
struct CaptchaBudget {
    std::int64_t microusd_per_day = 2'000'000, microusd_per_job = 200'000;
};

/// One task before it is made; the cost is the most that it may be.
struct CaptchaCall {
    std::string kind, job_id, directory_name;
    std::int64_t cost_microusd = 0;
};
struct CaptchaCallEnd {
    std::string id;
    bool solved = false;
    std::optional<std::int64_t> task_id{}; ///< the service's; nullopt: it made none
    std::string error{};
    std::int64_t cost_microusd = 0;
};

/// Notes the task and gives its id; rate_limited if a budget (of the UTC day, of the job) does not hold it.
Result<std::string> begin_captcha_call(Tx& tx, const Platform& platform, const CaptchaCall& call,
                                       const CaptchaBudget& budget);
Result<void> end_captcha_call(Tx& tx, TimePoint now, const CaptchaCallEnd& end);
/// Notes what the site said to the answer, once; gives the service's task, or nullopt: there is nothing to
/// report.
Result<std::optional<std::int64_t>> judge_captcha_call(Tx& tx, std::string_view id, bool good);

} // namespace bolt::store
