#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

#include <optional>

namespace bolt::queue {

/// What an answer that is no success says.
struct SqsFault {
    enum class Remedy {
        none,        ///< the same call fails again
        wait,        ///< throttled or out of order: try again later
        clock,       ///< sign with the server's time
        credentials, ///< fetch new ones
    };
    std::string name;    ///< "QueueDoesNotExist", or "HTTP 503"
    std::string message; ///< the server's words, cut
    Remedy remedy = Remedy::none;
    ErrorCode code = ErrorCode::unavailable;
};

/// Reads the names and shapes of both of SQS's protocols: "__type" with or without a namespace, the header
/// x-amzn-query-error, and bodies that are no JSON (a proxy's page).
SqsFault read_sqs_fault(const net::Response& response);
/// The fault of one entry of a batch: {"Code", "Message", "SenderFault"}.
SqsFault read_batch_fault(std::string_view code, std::string_view message, bool sender_fault);
/// The error that a caller sees: what SQS said to `operation`, and what to do about it.
Error sqs_error(const SqsFault& fault, std::string_view operation);
/// The server's time in the header Date, to the second.
std::optional<TimePoint> server_time(const net::Response& response);

} // namespace bolt::queue
