#pragma once
#include "base/async.hpp"
#include "base/result.hpp"

#include <chrono>
#include <string>

namespace bolt::mail {

/// A message on its way: what write_message() gave, and for whom.
struct OutgoingMail {
    std::string id;   ///< of the message: a file name in the folder
    std::string from; ///< envelope sender
    std::string to;   ///< one recipient
    std::string bytes;
};

enum class Sent {
    accepted,   ///< somebody else is responsible for it now
    refused,    ///< this mail never will be taken (5yz about the recipient or the content)
    later,      ///< this mail may be taken later (4yz)
    unavailable ///< not about this mail: the server was not reached, or it refuses us (login, sender, TLS)
};
struct SendReport {
    Sent outcome = Sent::unavailable;
    std::string detail; ///< the server's words or the problem, at most 300 bytes; no secrets
};

/// The e-mail port. One thread, that of the io_context; calls may run side by side.
class MailTransport {
  public:
    virtual ~MailTransport() = default;
    virtual Async<SendReport> send(OutgoingMail mail) = 0;
};

/// Where and how a mail server is reached.
struct MailServer {
    std::string url; ///< smtp://host[:port] (STARTTLS), smtps://...; imap://, imaps:// likewise
    std::string user, password;
    std::string ca_file; ///< certificates to trust instead of the system's; "" = the system's
    std::chrono::milliseconds connect_timeout{20'000};
    std::chrono::milliseconds timeout{60'000}; ///< of one exchange
};

} // namespace bolt::mail
