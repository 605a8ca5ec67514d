#pragma once
// Only for this room: a libcurl handle that talks to a mail server.
#include "mail/transport.hpp"

#include <curl/curl.h>
#include <memory>
#include <string>

namespace bolt::mail {

struct CurlCleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, CurlCleanup>;

/// A handle that keeps its connection; used by one thread at a time.
CurlHandle make_curl();
/// Forgets everything but connections, then sets timeouts, TLS and login. Without TLS nothing leaves this
/// machine: only a server on loopback may be spoken to in the clear, and only where it offers no TLS.
void prepare_curl(CURL* handle, const MailServer& server);
/// At most 300 bytes of one line, for logs and tables.
std::string brief(std::string_view text);

} // namespace bolt::mail
