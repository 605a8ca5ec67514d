#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::forms {

/// A captcha beside a form, as a service that solves them is asked about it.
struct Captcha {
    enum class Kind { image, recaptcha, recaptcha_enterprise, turnstile };
    Kind kind = Kind::image;
    std::string page_url;     ///< of the frame that shows it
    std::string site_key;     ///< not of an image
    std::string action, data; ///< of Turnstile's widget
    std::string data_s;       ///< of reCAPTCHA's widget
    bool invisible = false;   ///< reCAPTCHA without a box
    std::string image;        ///< PNG
};
std::string_view to_string(Captcha::Kind kind);

/// A solved captcha: `text` is typed (image) or a token that the form carries; `call_id` is whoever solved
/// it's own, for telling whether the site took it.
struct CaptchaAnswer {
    std::string call_id, text;
};

/// Reads the answer of captcha_script(). not_found, with a reason for people, where it found none that can be
/// given to others; invalid_argument for anything that is no such answer.
Result<Captcha> read_captcha(const json::value& value, std::string_view page_url);

} // namespace bolt::forms
