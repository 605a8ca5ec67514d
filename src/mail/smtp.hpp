#pragma once
#include "base/platform.hpp"
#include "mail/transport.hpp"

#include <memory>

namespace bolt::mail {

/// Hands mails to an SMTP server (RFC 5321) through libcurl, one after the other over a kept connection, on a
/// thread of its own. The destructor waits for the mail that is on its way. `platform` must outlive it.
std::unique_ptr<MailTransport> make_smtp_transport(const Platform& platform, MailServer server);

} // namespace bolt::mail
