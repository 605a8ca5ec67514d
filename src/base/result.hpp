#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace bolt {

/// What kind of failure this is: what a caller (or an HTTP client) can do about it.
enum class ErrorCode {
    invalid_argument,  ///< the input is wrong; the same call will fail again
    unauthenticated,   ///< no or bad credentials
    permission_denied, ///< known caller, not allowed
    not_found,         ///< the thing named does not exist
    conflict,          ///< the state does not allow it (stale fence, terminal state, duplicate)
    too_large,         ///< a bound was exceeded
    rate_limited,      ///< come back later
    timeout,           ///< a deadline passed; the outcome may be unknown
    unavailable,       ///< a dependency is down or refused; retry with back-off
    cancelled,         ///< the process or the job is stopping
    data_loss,         ///< stored data is damaged
    internal           ///< a bug of ours
};

/// A failure as a value. `message` says what happened, to what, and what to do; it never holds a secret.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
};

/// A value, or why there is none.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::not_found, "job 42 does not exist");`
inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// Passes an error on unchanged: `if (!r) return forward(r);`
template <class T>
tl::unexpected<Error> forward(const Result<T>& failed) {
    return tl::unexpected<Error>(failed.error());
}

/// The code's name as it stands in logs and problem documents, e.g. "not_found".
const char* to_string(ErrorCode code);

} // namespace bolt
