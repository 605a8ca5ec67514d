#include "roles/rest_error.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/log.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::size_t kShownBytesMax = 200;

json::value or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);
}

} // namespace

tl::unexpected<RestError> refuse_parse(std::string_view what, std::string_view text, std::string details) {
    return refuse({.status = 400,
                   .code = "PGRST100",
                   .message = fmt::format("\"failed to parse {} ({})\"", what,
                                          to_valid_utf8(text.substr(0, kShownBytesMax))),
                   .details = std::move(details)});
}

RestError read_failure(const Error& error) {
    switch (error.code) {
    case ErrorCode::timeout:
        return {500, "57014", "canceling statement due to statement timeout",
                "The filters read too many rows: add a narrower one, or a limit."};
    case ErrorCode::invalid_argument:
        return {400, "22021", "invalid byte sequence for encoding \"UTF8\""};
    case ErrorCode::unavailable:
    case ErrorCode::cancelled:
    case ErrorCode::rate_limited:
        return {503, "PGRST001", "The database does not answer now. Try again in a moment."};
    default:
        log::error("a table could not be read over /rest/v1", {{"error", error.message}});
        return {500, "XX000", "internal error"};
    }
}

net::Response to_response(const RestError& error) {
    auto response =
        net::Response::json(error.status, json::serialize(json::object{{"code", error.code},
                                                                       {"details", or_null(error.details)},
                                                                       {"hint", or_null(error.hint)},
                                                                       {"message", error.message}}));
    if (error.status == 401) response.headers.set("WWW-Authenticate", "Bearer");
    return response;
}

} // namespace bolt::roles
