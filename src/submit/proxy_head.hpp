#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::submit {

/// The head of a request to a proxy (RFC 9112 section 3.2), up to and with its empty line.
struct ProxyRequest {
    bool tunnel = false; ///< CONNECT
    std::string url;     ///< where it goes; for a tunnel "https://host:port/"
    std::string head;    ///< what to send there: origin form, one request a connection; empty for a tunnel
};

/// invalid_argument for anything but CONNECT host:port and METHOD http://...
Result<ProxyRequest> read_proxy_request(std::string_view head);

/// The head of an answer with its connection fields replaced by "Connection: close"; invalid_argument if it
/// is none.
Result<std::string> close_after(std::string_view head);
/// True if the answer's status is 1xx and another head follows.
bool is_interim(std::string_view head);

/// A whole answer of the proxy's own.
std::string proxy_answer(int status, std::string_view reason, std::string_view text);

} // namespace bolt::submit
