#pragma once
#include "base/platform.hpp"
#include "mail/mail_folder.hpp"
#include "net/server.hpp"
#include "store/database.hpp"

namespace bolt::roles {

/// GET and POST /unsubscribe/{token}: the page that asks, and the act (RFC 8058's one-click POST and the
/// page's button). Whoever has the token may; looking changes nothing, because mail scanners open links.
void add_unsubscribe_routes(net::Router& router, const Platform& platform, store::Database& database);

/// GET /dev/mail and below: what mails would have been sent, where nobody sends them. For a gateway on
/// loopback without a mail server only: nobody is asked who he is. HTML is shown in a sandbox without scripts
/// and network.
void add_dev_mail_routes(net::Router& router, mail::MailFolder folder);

} // namespace bolt::roles
