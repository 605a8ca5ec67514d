#include "forms/captcha.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

/// What the service takes: ERROR_ZERO_CAPTCHA_FILESIZE and ERROR_TOO_BIG_CAPTCHA_FILESIZE otherwise.
constexpr std::size_t kImageBytesMin = 100, kImageBytesMax = 100'000;
constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";

bool is_key(std::string_view text) {
    return text.size() >= 10 && text.size() <= 100 && std::ranges::all_of(text, [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '-' || c == '_';
           });
}

bool is_plain(std::string_view text, std::size_t most) {
    return text.size() <= most &&
           std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

Result<Captcha> read_image(const json::value& value, Captcha out) {
    auto bytes = base64_decode(get_string(value, "image"));
    if (!bytes || !bytes->starts_with(kPng))
        return fail(ErrorCode::not_found, "the captcha's picture cannot be read");
    if (bytes->size() < kImageBytesMin || bytes->size() > kImageBytesMax)
        return fail(ErrorCode::not_found, "the captcha's picture is too small or too large");
    out.kind = Captcha::Kind::image;
    out.image = std::move(*bytes);
    return out;
}

} // namespace

std::string_view to_string(Captcha::Kind kind) {
    switch (kind) {
    case Captcha::Kind::image:
        return "image";
    case Captcha::Kind::recaptcha:
        return "recaptcha";
    case Captcha::Kind::recaptcha_enterprise:
        return "recaptcha_enterprise";
    case Captcha::Kind::turnstile:
        return "turnstile";
    }
    return "";
}

Result<Captcha> read_captcha(const json::value& value, std::string_view page_url) {
    if (!value.is_object()) return fail(ErrorCode::invalid_argument, "what the page says is no captcha");
    Captcha out;
    out.page_url = std::string(page_url.substr(0, 2'000));
    const auto kind = get_string(value, "kind");
    if (kind == "image") return read_image(value, std::move(out));
    if (kind == "turnstile")
        out.kind = Captcha::Kind::turnstile;
    else if (kind == "recaptcha")
        out.kind =
            get_bool(value, "enterprise") ? Captcha::Kind::recaptcha_enterprise : Captcha::Kind::recaptcha;
    else
        return fail(ErrorCode::not_found, "it is of a kind that no service is asked about");
    out.site_key = get_string(value, "key");
    if (!is_key(out.site_key)) return fail(ErrorCode::not_found, "its site key cannot be read");
    out.action = get_string(value, "action");
    out.data = get_string(value, "data");
    out.data_s = get_string(value, "dataS");
    out.invisible = get_bool(value, "invisible");
    if (!is_plain(out.action, 100) || !is_plain(out.data, 1'000) || !is_plain(out.data_s, 4'000))
        return fail(ErrorCode::not_found, "its widget cannot be read");
    return out;
}

} // namespace bolt::forms
