#pragma once
#include "base/result.hpp"
#include "net/http.hpp"

#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace bolt::roles {

/// What PostgREST and PostgreSQL answer instead of rows: clients tell errors apart by `code` (PGRST..., or an
/// SQLSTATE).
struct RestError {
    int status = 400;
    std::string code;
    std::string message;
    std::optional<std::string> details{};
    std::optional<std::string> hint{};
};
template <class T>
using RestResult = tl::expected<T, RestError>;

inline tl::unexpected<RestError> refuse(RestError error) {
    return tl::unexpected<RestError>(std::move(error));
}
/// PGRST100: the part of the request named by `what` cannot be read.
tl::unexpected<RestError> refuse_parse(std::string_view what, std::string_view text, std::string details);
/// What a failed read of the database is to the client; internal errors keep their text for the log.
RestError read_failure(const Error& error);

/// {"code", "details", "hint", "message"}
net::Response to_response(const RestError& error);

} // namespace bolt::roles
