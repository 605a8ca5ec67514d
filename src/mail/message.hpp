#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::mail {

/// A mailbox as RFC 5322 writes it: "Directory-Bolt <mail@example.com>".
struct Mailbox {
    std::string name; ///< may be empty
    std::string address;
    /// Behind the '@'.
    std::string domain() const { return address.substr(address.rfind('@') + 1); }
};
/// Reads "address" or "Name <address>"; invalid_argument if that is not exactly one address.
Result<Mailbox> read_mailbox(std::string_view text);

/// What is to be written; all texts are UTF-8 and may hold anything: nothing in them can start a header
/// field.
struct Message {
    std::string
        id; ///< left side of the Message-ID: the same for each try, so that a second copy is recognised
    TimePoint date;
    Mailbox from, to;
    std::string subject, text, html;
    /// One-click unsubscribing (RFC 8058): an https or http address that takes a POST; "" = no such fields.
    std::string unsubscribe_url;
};
/// The message as SMTP carries it: multipart/alternative, quoted-printable, lines of at most 998 bytes, CRLF.
/// invalid_argument: the recipient is no address.
Result<std::string> write_message(const Message& message);

} // namespace bolt::mail
