#pragma once
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

#include <string>

namespace bolt::net {

/// When the certificate that the https server at `url` shows ends (notAfter). It is looked at, not trusted:
/// an expired or self-signed one is no error. Works on a thread of its own, at most 10 s.
/// invalid_argument: no https URL; unavailable: no TLS connection, or no certificate.
Async<Result<TimePoint>> certificate_end(asio::any_io_executor executor, std::string url);

} // namespace bolt::net
