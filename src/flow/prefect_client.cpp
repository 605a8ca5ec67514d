#include "flow/prefect_client.hpp"

#include "base/encoding.hpp"
#include "domain/rules.hpp"

#include <charconv>
#include <fmt/format.h>

namespace bolt::flow {
namespace {

constexpr std::size_t kAnswerBytesMax = 16 << 20;
constexpr std::size_t kMessageBytesMax = 300;
// The server reads the version of Prefect's client out of it: older ones lose the lease of a deployment's
// concurrency limit when their run begins.
constexpr const char* kUserAgent = "prefect/3.9.1 (API 0.8.4) directory-bolt";

bool is_csrf_refusal(const net::Response& response) {
    if (response.status != 403) return false;
    const auto said = prefect_message(response.body);
    return said.find("CSRF") != std::string::npos || said.find("client identifier") != std::string::npos;
}

bool worth_another_try(int status) {
    return status == 408 || status == 429 || status == 502 || status == 503;
}

ErrorCode code_of(int status) {
    switch (status) {
    case 401:
        return ErrorCode::unauthenticated;
    case 403:
        return ErrorCode::permission_denied;
    case 404:
        return ErrorCode::not_found;
    case 408:
        return ErrorCode::timeout;
    case 409:
        return ErrorCode::conflict;
    case 413:
        return ErrorCode::too_large;
    case 423:
    case 429:
        return ErrorCode::rate_limited;
    default:
        return status >= 500 || status < 400 ? ErrorCode::unavailable : ErrorCode::invalid_argument;
    }
}

std::string advice(int status) {
    if (status == 401)
        return ": set PREFECT_API_AUTH_STRING (a server's user:password) or PREFECT_API_KEY (Cloud)";
    if (status == 403) return ": may these credentials do that?";
    if (status == 405 || status < 400) return ": is PREFECT_API_URL the API's address (it ends in /api)?";
    return "";
}

Error error_of(const net::Response& response, const std::string& call) {
    const auto said = prefect_message(response.body);
    return {code_of(response.status), fmt::format("Prefect answers {} to {}{}{}{}", response.status, call,
                                                  said.empty() ? "" : ": ", said, advice(response.status))};
}

/// Zero where the answer names none.
Duration retry_after(const net::Response& response) {
    const auto text = response.headers.get("Retry-After");
    double seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc{} || seconds < 0 || seconds > 86'400) return Duration{0};
    return Duration{static_cast<std::int64_t>(seconds * 1'000'000)};
}

Result<PrefectAnswer> read_answer(const net::Response& response, const std::string& call) {
    if (response.body.empty()) return PrefectAnswer{response.status, nullptr};
    auto body = parse_json(response.body);
    if (!body)
        return fail(
            ErrorCode::unavailable,
            fmt::format("Prefect's answer to {} is no JSON: is PREFECT_API_URL the API's address (it ends in "
                        "/api)?",
                        call));
    return PrefectAnswer{response.status, std::move(*body)};
}

} // namespace

std::string prefect_message(std::string_view body) {
    std::string said;
    if (const auto read = parse_json(body); read && read->is_object()) {
        if (const auto* detail = find(*read, "detail"))
            said = detail->is_string() ? std::string(detail->get_string()) : json::serialize(*detail);
        else
            said = get_string(*read, "exception_message");
        // Which field was wrong.
        if (const auto* parts = find(*read, "exception_detail")) said += " " + json::serialize(*parts);
    }
    said.resize(std::min(said.size(), kMessageBytesMax));
    said = to_valid_utf8(said);
    for (auto& c : said)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return said;
}

PrefectClient::PrefectClient(const Platform& platform, PrefectClientSettings settings)
    : platform_(platform), settings_(std::move(settings)), http_(std::in_place, platform.executor),
      interrupted_(platform.clock), call_ended_(platform.clock), csrf_client_(platform.new_id()) {}

void PrefectClient::interrupt() { interrupted_.notify(); }

Async<Result<net::Response>> PrefectClient::send(net::ClientRequest request) {
    if (!http_) co_return fail(ErrorCode::cancelled, "the connection to Prefect is closed");
    while (calls_ >= settings_.calls_at_once)
        co_await call_ended_.wait_past(call_ended_.count(), settings_.timeout);
    if (!http_) co_return fail(ErrorCode::cancelled, "the connection to Prefect is closed");
    if (!settings_.auth_string.empty())
        request.headers.set("Authorization", "Basic " + base64(settings_.auth_string));
    else if (!settings_.api_key.empty())
        request.headers.set("Authorization", "Bearer " + settings_.api_key);
    request.headers.set("User-Agent", kUserAgent);
    request.timeout = settings_.timeout;
    request.response_bytes_max = kAnswerBytesMax;
    ++calls_;
    auto response = co_await http_->send(std::move(request));
    --calls_;
    call_ended_.notify();
    co_return response;
}

Async<bool> PrefectClient::renew_csrf_token() {
    csrf_token_.clear();
    const auto response = co_await send({.url = settings_.api_url + "/csrf-token?client=" + csrf_client_});
    if (!response || response->status != 200) co_return false;
    const auto body = parse_json(response->body);
    if (body) csrf_token_ = get_string(*body, "token");
    co_return !csrf_token_.empty();
}

Async<Result<PrefectAnswer>> PrefectClient::call(std::string method, std::string path,
                                                 std::optional<json::value> body) {
    const auto name = method + " " + path;
    net::ClientRequest wire{.method = method, .url = settings_.api_url + path};
    if (body) {
        wire.body = json::serialize(*body);
        wire.headers.set("Content-Type", "application/json");
    }
    const RetryPolicy policy{.first_delay = settings_.first_delay, .longest_delay = settings_.longest_delay};
    bool csrf_renewed = false;
    for (int tries = 1;; ++tries) {
        auto request = wire;
        if (!csrf_token_.empty() && method != "GET") {
            request.headers.set("Prefect-Csrf-Token", csrf_token_);
            request.headers.set("Prefect-Csrf-Client", csrf_client_);
        }
        auto response = co_await send(std::move(request));
        Error error;
        bool again = false;
        Duration asked{0};
        if (response && response->status >= 200 && response->status < 300)
            co_return read_answer(*response, name);
        if (response) {
            if (is_csrf_refusal(*response) && !std::exchange(csrf_renewed, true) &&
                co_await renew_csrf_token())
                continue;
            error = error_of(*response, name);
            asked = retry_after(*response);
            again = worth_another_try(response->status) && asked <= settings_.longest_delay;
        } else {
            error = response.error();
            error.message = fmt::format("Prefect, {}: {}", name, error.message);
            again = error.code == ErrorCode::unavailable || error.code == ErrorCode::timeout;
        }
        if (!again || tries >= settings_.tries_max || !http_) co_return tl::unexpected(std::move(error));
        // Prefect closes idle connections after five seconds: the next try gets one of its own.
        wire.fresh_connection = true;
        const auto seen = interrupted_.count();
        if (co_await interrupted_.wait_past(seen, retry_delay(policy, tries, platform_.random, asked)))
            co_return tl::unexpected(std::move(error));
    }
}

} // namespace bolt::flow
