#pragma once
#include "assist/captcha_wire.hpp"
#include "assist/language_model.hpp"
#include "store/captcha_calls.hpp"

#include <memory>

namespace bolt::assist {

/// Whoever solves captchas for money. Any failure is an error that its caller meets by leaving the captcha to
/// a person. One thread.
class CaptchaService {
  public:
    virtual ~CaptchaService() = default;
    /// Answers within `at_most`, or not at all. rate_limited: a budget or the balance is used up; not_found:
    /// nobody could solve it; timeout: it took too long; others as read_captcha_reply(), or of the store.
    virtual Async<Result<forms::CaptchaAnswer>> solve(std::string job_id, std::string directory_name,
                                                      forms::Captcha captcha, Duration at_most) = 0;
    /// Tells the service that the site took or refused the answer. Once an answer; what fails is only logged.
    virtual Async<void> judged(forms::CaptchaAnswer answer, bool good) = 0;
    /// US dollars.
    virtual Async<Result<double>> balance() = 0;
};

/// 2Captcha. Each task is counted in captcha_calls before it is made, with the most that it may cost. After a
/// refused key, an empty balance or three failures in a row it is left alone for five minutes. A task is
/// looked at every five seconds, first after five (pictures) or fifteen, as its documentation asks.
std::unique_ptr<CaptchaService> make_captcha_service(const Platform& platform, store::Database& database,
                                                     Send send, CaptchaSettings settings,
                                                     store::CaptchaBudget budget);

} // namespace bolt::assist
