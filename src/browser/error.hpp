#pragma once
#include "base/result.hpp"

#include <string>
#include <vector>

namespace bolt::browser {

/// Why a browser call failed: what the caller can do about it.
enum class Failure {
    timeout,     ///< the driver's own deadline passed; the page may still be fine (Page::responsive tells)
    stuck,       ///< the driver did not even answer after the deadline: it is replaced by the pool
    closed,      ///< the page, context or browser is closed (or the browser was killed)
    crashed,     ///< the page's renderer died; a new page in the same context works
    driver_gone, ///< the driver process ended or broke the protocol; everything of it is lost
    not_unique,  ///< the selector matches more than one element
    navigation,  ///< the address could not be opened (DNS, refused, TLS, blocked by the policy): use a new
                 ///< page
    interrupted, ///< a navigation replaced the document or the address during the call
    download,    ///< the address is a download, which is denied
    script,      ///< the page's or our script threw
    element,     ///< the element does not allow it (wrong type, no such option, ...)
    cancelled,   ///< the caller is stopping
    rejected,    ///< the driver refused the call's parameters: a bug of ours or a wrong driver version
    setup ///< node, playwright-core or chromium is missing or of the wrong version; the message says the fix
};

/// "timeout", "not_unique", ...
const char* to_string(Failure failure);

/// A failed browser call. As an Error it carries the nearest ErrorCode, so forward() turns it into a plain
/// Result.
struct BrowserError : Error {
    BrowserError() = default;
    BrowserError(Failure why, std::string text, std::vector<std::string> lines = {});

    Failure failure = Failure::rejected;
    /// The driver's log of the call ("waiting for locator(...)", "<div> intercepts pointer events"); at most
    /// 50 lines of 500 bytes, valid UTF-8. Text from the page may stand in it.
    std::vector<std::string> log;

    /// True if any log line or the message contains `text`.
    bool mentions(std::string_view text) const;
};

template <class T>
using BrowserResult = tl::expected<T, BrowserError>;

/// `return browser_fail(Failure::closed, "the page is closed");`
inline tl::unexpected<BrowserError> browser_fail(Failure failure, std::string message) {
    return tl::unexpected<BrowserError>(BrowserError(failure, std::move(message)));
}

/// Passes a browser error on unchanged, also into a plain Result (which keeps code and message).
template <class T>
tl::unexpected<BrowserError> forward(const BrowserResult<T>& failed) {
    return tl::unexpected<BrowserError>(failed.error());
}

/// A plain Result of a browser call: for callers that do not care which failure it was.
template <class T>
Result<T> plain(BrowserResult<T> result) {
    if (!result) return tl::unexpected<Error>(Error{result.error().code, result.error().message});
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*result);
}

} // namespace bolt::browser
