#pragma once
#include "tests/peers/child.hpp"

#include <optional>
#include <string>

namespace bolt::peers {

/// Exim and Dovecot of the test's own (tests/peers/mail_server.mjs says what they take and give).
class MailServer {
  public:
    /// Throws std::runtime_error with the servers' logs if they do not start.
    MailServer();

    std::string smtp_url, smtps_url, imap_url, imaps_url;
    std::string ca_file, folder;
    std::string password; ///< of the SMTP user "mailer" and of the mailboxes "inbox" and "customer"

    /// Why it cannot be started here, or "".
    static std::string why_absent();

  private:
    Child child_;
};

} // namespace bolt::peers
