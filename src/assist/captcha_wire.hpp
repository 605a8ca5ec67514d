#pragma once
#include "base/json.hpp"
#include "base/result.hpp"
#include "forms/captcha.hpp"
#include "net/client.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

/// 2Captcha's API v2 (2captcha.com/api-docs). Pure: methods to HTTP requests, HTTP responses to answers.
namespace bolt::assist {

struct CaptchaSettings {
    std::string key;
    std::string base_url = "https://api.2captcha.com"; ///< scheme, host, port
    std::chrono::milliseconds timeout{10'000};         ///< of one call
    std::int64_t most_microusd = 3'000;                ///< most that one answer costs
};

/// The task of createTask; the types are those without a proxy.
json::object write_captcha_task(const forms::Captcha& captcha);
/// One method: "createTask", "getTaskResult", "getBalance", "reportCorrect", "reportIncorrect".
net::ClientRequest write_captcha_call(const CaptchaSettings& settings, std::string_view method,
                                      json::object body = {});

/// Why a method gave nothing.
struct CaptchaFailure {
    Error error;
    bool again = false;   ///< asking again may help: no worker is free, a lost connection
    bool refused = false; ///< the service said so itself: nothing was taken for it
};
/// The body of an answer without an error. unauthenticated: the key; permission_denied: our address;
/// rate_limited: no money; not_found: nobody could solve it;
/// invalid_argument: any other code of the service; unavailable: no answer; data_loss: no answer of its kind.
tl::expected<json::value, CaptchaFailure> read_captcha_reply(const Result<net::Response>& response);

/// The task's number; data_loss if there is none.
Result<std::int64_t> read_captcha_task_id(const json::value& reply);
struct CaptchaSolved {
    std::string text;                          ///< token, or what stands in the picture
    std::optional<std::int64_t> cost_microusd; ///< as charged; nullopt: it did not say
};
/// nullopt: it is still worked on. data_loss: no status or solution of this kind of captcha, or one with
/// characters that none has.
Result<std::optional<CaptchaSolved>> read_captcha_result(const json::value& reply, forms::Captcha::Kind kind);
/// US dollars; data_loss.
Result<double> read_captcha_balance(const json::value& reply);

} // namespace bolt::assist
