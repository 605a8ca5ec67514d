#pragma once
#include "net/http.hpp"

#include <string>

namespace bolt::net {

/// The message around a response that only the connection knows.
struct Framing {
    bool keep_alive = true;
    bool http_1_0 = false;
    bool head_request = false; ///< announce the body's length, send no body
};

/// True if `text` can be a header name or a method: an RFC 9110 token.
bool is_token(std::string_view text);
/// True if `text` can be a header value: no CR, LF, NUL or other control character but TAB.
bool is_field_value(std::string_view text);
/// True if the status and every header can be sent as they are (no header injection).
bool is_sendable(const Response& response);
/// True if a response of this status has a body at all.
bool may_have_body(int status);
/// Status line and header fields up to and including the empty line. Content-Length, Transfer-Encoding and
/// Connection are the server's: those of the handler are left out.
std::string response_head(const Response& response, const Framing& framing);

} // namespace bolt::net
