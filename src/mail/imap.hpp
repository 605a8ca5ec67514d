#pragma once
#include "base/result.hpp"
#include "mail/curl_handle.hpp"
#include "mail/transport.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bolt::mail {

/// A mailbox read over IMAP4rev1 (RFC 3501) with TLS, through libcurl. Blocking: one thread at a time, never
/// the io_context's. What it reads stays as it was for its owner: unread mails stay unread. Errors:
/// unauthenticated (login refused), unavailable, invalid_argument (`url`).
class ImapMailbox {
  public:
    /// `server.url`: imaps://host[:port][/folder], or imap:// with STARTTLS; the folder is INBOX if none is
    /// named.
    explicit ImapMailbox(MailServer server);

    /// UIDs of mails that came on or after the day of `since` ("1-Feb-2026") to one of these addresses and
    /// that name one of these domains; the newest `count_max`, oldest first. Values that IMAP could not quote
    /// match nothing.
    Result<std::vector<std::uint32_t>> search(const std::string& since,
                                              const std::vector<std::string>& addresses,
                                              const std::vector<std::string>& domains, std::size_t count_max);
    /// The first `bytes_max` bytes of a mail.
    Result<std::string> fetch(std::uint32_t uid, std::size_t bytes_max);
    /// With the UIDs it names mails for good (RFC 3501 section 2.3.1.1); 0 before the first search.
    std::uint32_t uid_validity() const { return uid_validity_; }

  private:
    Result<std::string> ask(const std::string& path, const std::string& command, std::size_t bytes_max);

    MailServer server_;
    std::string base_; ///< without the folder
    std::string folder_;
    CurlHandle handle_;
    std::vector<std::uint32_t> unread_;
    std::uint32_t uid_validity_ = 0;
};

} // namespace bolt::mail
