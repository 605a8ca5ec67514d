#pragma once
#include "queue/sqs_message.hpp"
#include "queue/sqs_server_error.hpp"

#include <vector>

namespace bolt::queue {

/// One message that a client wants to send.
struct SqsSending {
    std::string body;
    json::object attributes; ///< as the store keeps them: text by name
    std::size_t bytes = 0;   ///< that count against the limits
    Duration delay{0};
    std::string attributes_md5, system_md5; ///< "" without any
};

/// Reads SendMessage's request, or one entry of a batch, by SQS's rules. `bytes_max` bounds body and
/// attributes.
SqsResult<SqsSending> read_sqs_sending(const json::value& request, std::size_t bytes_max);

/// What a client asked to be told with each message; "All" is everything.
struct SqsWanted {
    std::vector<std::string> attributes;        ///< names, "All", ".*", "prefix.*"
    std::vector<std::string> system_attributes; ///< names, "All"
};
/// One element of ReceiveMessage's "Messages".
json::object write_sqs_received(const Message& message, const SqsWanted& wanted, TimePoint first_received_at);

} // namespace bolt::queue
