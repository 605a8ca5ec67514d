#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::mail {

struct ReceivedLink {
    std::string url;  ///< absolute http(s), as the mail has it
    std::string text; ///< what a reader sees of it, one line, at most 200 bytes
};

/// What a mail from outside holds. Everything in it may be forged.
struct ReceivedMail {
    std::string message_id; ///< "" if it has none
    std::optional<TimePoint> date;
    std::string subject;
    std::vector<std::string>
        recipients; ///< lower case: To, Cc, and what servers note (Delivered-To, Envelope-To, X-Original-To)
    std::vector<ReceivedLink> links; ///< of the HTML and plain parts, each address once, at most 200
};

/// The most bytes of a mail that are looked at: attachments behind that do not matter.
inline constexpr std::size_t kReceivedBytesMax = 1 << 20;

/// Reads a raw mail; parts that cannot be decoded are passed over. invalid_argument: no mail at all;
/// too_large: more bytes than kReceivedBytesMax, or parts nested too deeply.
Result<ReceivedMail> read_received(std::string_view raw);

} // namespace bolt::mail
