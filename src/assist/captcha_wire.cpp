#include "assist/captcha_wire.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace bolt::assist {
namespace {

using Kind = forms::Captcha::Kind;

constexpr std::size_t kTokenBytesMax = 8'000, kTextBytesMax = 60;

bool one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
    return std::ranges::find(codes, code) != codes.end();
}

/// The service's word for what went wrong; its description is left out: nobody promises what stands in it.
std::string code_of(const json::value& body) {
    auto code = get_string(body, "errorCode").substr(0, 60);
    const bool plain =
        !code.empty() && std::ranges::all_of(code, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
    return plain ? code : fmt::format("error {}", get_int(body, "errorId"));
}

CaptchaFailure failure_of(const json::value& body) {
    const auto code = code_of(body);
    const auto say = [&](ErrorCode kind, std::string_view text, bool again = false) {
        return CaptchaFailure{{kind, fmt::format("the captcha service: {} ({})", text, code)}, again, true};
    };
    // By name: the numbers of later codes are not documented everywhere.
    if (one_of(code, {"ERROR_KEY_DOES_NOT_EXIST", "ERROR_WRONG_USER_KEY"}))
        return say(ErrorCode::unauthenticated, "the key is refused");
    if (code == "ERROR_ZERO_BALANCE") return say(ErrorCode::rate_limited, "there is no money left");
    if (one_of(code, {"ERROR_IP_NOT_ALLOWED", "ERROR_IP_BLOCKED", "ERROR_ACCOUNT_SUSPENDED"}))
        return say(ErrorCode::permission_denied, "it does not serve this address");
    if (code == "ERROR_NO_SLOT_AVAILABLE") return say(ErrorCode::unavailable, "nobody is free", true);
    if (one_of(code, {"ERROR_CAPTCHA_UNSOLVABLE", "ERROR_BAD_DUPLICATES"}))
        return say(ErrorCode::not_found, "nobody could solve it");
    return say(ErrorCode::invalid_argument, "it does not take the captcha");
}

tl::unexpected<Error> nonsense(std::string_view what) {
    return fail(ErrorCode::data_loss, fmt::format("the captcha service: {}", what));
}

bool printable(std::string_view text) {
    return !text.empty() && std::ranges::none_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

/// "0.00299" to micro-dollars.
std::optional<std::int64_t> money(const json::value* value) {
    double dollars = -1;
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) {
        const std::string_view text = value->get_string();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), dollars);
        if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    } else if (value->is_number()) {
        dollars = value->to_number<double>();
    }
    if (!(dollars >= 0 && dollars <= 10)) return std::nullopt;
    return static_cast<std::int64_t>(std::ceil(dollars * 1e6 - 1e-6));
}

} // namespace

json::object write_captcha_task(const forms::Captcha& captcha) {
    if (captcha.kind == Kind::image) return {{"type", "ImageToTextTask"}, {"body", base64(captcha.image)}};
    json::object task{{"websiteURL", captcha.page_url}, {"websiteKey", captcha.site_key}};
    const auto put = [&](std::string_view key, const std::string& text) {
        if (!text.empty()) task[key] = text;
    };
    switch (captcha.kind) {
    case Kind::turnstile:
        task["type"] = "TurnstileTaskProxyless";
        put("action", captcha.action);
        put("data", captcha.data);
        break;
    case Kind::recaptcha_enterprise:
        task["type"] = "RecaptchaV2EnterpriseTaskProxyless";
        if (!captcha.data_s.empty()) task["enterprisePayload"] = json::object{{"s", captcha.data_s}};
        break;
    default:
        task["type"] = "RecaptchaV2TaskProxyless";
        put("recaptchaDataSValue", captcha.data_s);
    }
    if (captcha.invisible) task["isInvisible"] = true;
    return task;
}

net::ClientRequest write_captcha_call(const CaptchaSettings& settings, std::string_view method,
                                      json::object body) {
    body["clientKey"] = settings.key;
    net::ClientRequest request;
    request.method = "POST";
    request.url = fmt::format("{}/{}", settings.base_url, method);
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Accept", "application/json");
    request.body = json::serialize(body);
    request.timeout = settings.timeout;
    request.response_bytes_max = 64 << 10;
    return request;
}

tl::expected<json::value, CaptchaFailure> read_captcha_reply(const Result<net::Response>& response) {
    if (!response)
        return tl::unexpected(CaptchaFailure{
            {response.error().code, "the captcha service: " + response.error().message}, true, false});
    // The documentation knows no status but 200; what stands before the service has others.
    if (response->status != 200)
        return tl::unexpected(CaptchaFailure{
            {ErrorCode::unavailable, fmt::format("the captcha service answers HTTP {}", response->status)},
            true,
            false});
    const auto body = parse_json(response->body);
    const auto* error = body ? find(*body, "errorId") : nullptr;
    if (error == nullptr || !error->is_int64())
        return tl::unexpected(CaptchaFailure{
            {ErrorCode::data_loss, "the captcha service: what it answers is not of its API"}, false, false});
    if (error->get_int64() != 0) return tl::unexpected(failure_of(*body));
    return *body;
}

Result<std::int64_t> read_captcha_task_id(const json::value& reply) {
    const auto id = get_int(reply, "taskId", -1);
    if (id <= 0) return nonsense("the new task has no number");
    return id;
}

Result<std::optional<CaptchaSolved>> read_captcha_result(const json::value& reply, Kind kind) {
    const auto status = get_string(reply, "status");
    if (status == "processing") return std::nullopt;
    const auto* solution = find(reply, "solution");
    if (status != "ready" || solution == nullptr) return nonsense("the task has no status that is known");
    CaptchaSolved out;
    out.cost_microusd = money(find(reply, "cost"));
    const bool image = kind == Kind::image;
    out.text = get_string(*solution, image ? "text" : "token");
    if (out.text.empty() && !image) out.text = get_string(*solution, "gRecaptchaResponse");
    const bool good =
        image ? printable(out.text) && out.text.size() <= kTextBytesMax
              : out.text.size() >= 10 && out.text.size() <= kTokenBytesMax &&
                    std::ranges::all_of(out.text, [](unsigned char c) { return c > ' ' && c < 0x7f; });
    if (!good) return nonsense("the solution is none of this kind of captcha");
    return std::optional(std::move(out));
}

Result<double> read_captcha_balance(const json::value& reply) {
    const auto* balance = find(reply, "balance");
    if (balance == nullptr || !balance->is_number()) return nonsense("it tells no balance");
    return balance->to_number<double>();
}

} // namespace bolt::assist
