#pragma once
#include "queue/queue.hpp"

#include <string>
#include <string_view>

namespace bolt::queue {

using Attributes = std::map<std::string, std::string>;

/// The key under which X-Ray's trace header travels beside a message: SQS keeps it as a system attribute.
inline constexpr std::string_view kTraceHeader = "AWSTraceHeader";

/// What SQS allows in one message, checked here so that the answer is clear: body not empty, at most
/// `bytes_max` with its attributes (too_large), only characters that XML 1.0 has; at most ten attributes,
/// names of letters, digits, "_", "-", "." (invalid_argument).
Result<void> check_sqs_message(const std::string& body, const Attributes& attributes, std::size_t bytes_max);

/// The attribute type that a value goes as where nothing else is known: Number for whole numbers, else
/// String.
const char* sqs_type_of(const std::string& value);

/// {"MessageBody", "MessageAttributes", "MessageSystemAttributes"}. Whole numbers go as Number, all else as
/// String; attributes with an empty value are left out: SQS refuses them.
json::object write_sqs_message(const std::string& body, const Attributes& attributes);
/// Bytes that count against SQS's limits: the body, and name, type and value of each attribute.
std::size_t sqs_message_bytes(const std::string& body, const Attributes& attributes);

/// One element of ReceiveMessage's "Messages". data_loss: a part that every message has is missing, or the
/// checksum of body or attributes differs. Binary attributes are given as base64.
Result<Message> read_sqs_message(const json::value& element);

/// MD5 over message attributes as SQS computes it (names in byte order; each part with its length in four
/// bytes). `attributes`: {"name": {"DataType", "StringValue" or "BinaryValue"}}.
std::string md5_of_attributes(const json::object& attributes);

} // namespace bolt::queue
