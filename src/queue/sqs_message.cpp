#include "queue/sqs_message.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace bolt::queue {
namespace {

constexpr std::size_t kAttributesMax = 10;
constexpr std::size_t kNameBytesMax = 256;

// #x9 #xA #xD #x20-#xD7FF #xE000-#xFFFD #x10000-#x10FFFF, in text that is valid UTF-8.
bool is_sqs_text(std::string_view text) {
    if (!is_utf8(text)) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return false;
        // U+FFFE and U+FFFF
        if (byte == 0xEF && text.substr(i, 2) == "\xEF\xBF" &&
            static_cast<unsigned char>(text[i + 2]) >= 0xBE)
            return false;
    }
    return true;
}

bool is_name(std::string_view name) {
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.';
    };
    return !name.empty() && name.size() <= kNameBytesMax && std::all_of(name.begin(), name.end(), good);
}

// As this program writes numbers: what reads back as the same text.
bool is_whole_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && std::to_string(number) == text;
}

void append_part(std::string& bytes, std::string_view part) {
    const auto size = static_cast<std::uint32_t>(part.size());
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(size >> shift & 0xFF));
    bytes += part;
}

TimePoint from_milliseconds(const std::string& text) {
    std::int64_t milliseconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    return TimePoint{std::chrono::milliseconds{milliseconds}};
}

Result<void> read_attributes(const json::value& element, Message& message) {
    const auto* attributes = find(element, "MessageAttributes");
    if (attributes == nullptr || !attributes->is_object()) return {};
    for (const auto& [name, value] : attributes->get_object())
        message.attributes[std::string(name)] =
            get_string(value, "StringValue", get_string(value, "BinaryValue"));
    const auto told = get_string(element, "MD5OfMessageAttributes");
    if (!told.empty() && told != md5_of_attributes(attributes->get_object()))
        return fail(ErrorCode::data_loss,
                    fmt::format("the attributes of message {} do not match their checksum", message.id));
    return {};
}

} // namespace

const char* sqs_type_of(const std::string& value) { return is_whole_number(value) ? "Number" : "String"; }

Result<void> check_sqs_message(const std::string& body, const Attributes& attributes, std::size_t bytes_max) {
    if (body.empty()) return fail(ErrorCode::invalid_argument, "a message body must not be empty");
    if (const auto size = sqs_message_bytes(body, attributes); size > bytes_max)
        return fail(ErrorCode::too_large,
                    fmt::format("a message of {} bytes exceeds the limit of {}", size, bytes_max));
    if (!is_sqs_text(body))
        return fail(ErrorCode::invalid_argument,
                    "a message body must be UTF-8 text without control characters (JSON can escape them)");
    std::size_t counted = 0;
    for (const auto& [name, value] : attributes) {
        if (value.empty() || name == kTraceHeader) continue;
        if (!is_name(name) || !is_sqs_text(value))
            return fail(ErrorCode::invalid_argument,
                        "a message attribute has a name or value that SQS refuses");
        ++counted;
    }
    if (counted > kAttributesMax)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("a message has at most {} attributes", kAttributesMax));
    return {};
}

json::object write_sqs_message(const std::string& body, const Attributes& attributes) {
    json::object entry{{"MessageBody", body}};
    json::object own, system;
    for (const auto& [name, value] : attributes) {
        if (value.empty()) continue;
        auto& target = name == kTraceHeader ? system : own;
        target[name] = {{"DataType", name == kTraceHeader ? "String" : sqs_type_of(value)},
                        {"StringValue", value}};
    }
    if (!own.empty()) entry["MessageAttributes"] = std::move(own);
    if (!system.empty()) entry["MessageSystemAttributes"] = std::move(system);
    return entry;
}

std::size_t sqs_message_bytes(const std::string& body, const Attributes& attributes) {
    auto size = body.size();
    for (const auto& [name, value] : attributes)
        if (name != kTraceHeader && !value.empty())
            size += name.size() + std::string_view(sqs_type_of(value)).size() + value.size();
    return size;
}

Result<Message> read_sqs_message(const json::value& element) {
    Message message;
    message.id = get_string(element, "MessageId");
    message.receipt = get_string(element, "ReceiptHandle");
    const auto* body = find(element, "Body");
    if (message.id.empty() || message.receipt.empty() || body == nullptr || !body->is_string())
        return fail(ErrorCode::data_loss,
                    fmt::format("message {} came without id, receipt or body", message.id.substr(0, 64)));
    message.body = std::string(body->get_string());
    if (const auto told = get_string(element, "MD5OfBody"); !told.empty() && told != hex(md5(message.body)))
        return fail(ErrorCode::data_loss,
                    fmt::format("the body of message {} does not match its checksum", message.id));
    if (auto read = read_attributes(element, message); !read) return forward(read);
    if (const auto* system = find(element, "Attributes")) {
        const auto count = get_string(*system, "ApproximateReceiveCount", "1");
        std::from_chars(count.data(), count.data() + count.size(), message.receive_count);
        message.sent_at = from_milliseconds(get_string(*system, "SentTimestamp"));
        if (auto trace = get_string(*system, kTraceHeader); !trace.empty())
            message.attributes[std::string(kTraceHeader)] = std::move(trace);
    }
    return message;
}

std::string md5_of_attributes(const json::object& attributes) {
    std::map<std::string, const json::value*> sorted;
    for (const auto& [name, value] : attributes) sorted.emplace(std::string(name), &value);
    std::string bytes;
    for (const auto& [name, value] : sorted) {
        const auto type = get_string(*value, "DataType");
        const bool binary = type.starts_with("Binary");
        append_part(bytes, name);
        append_part(bytes, type);
        bytes.push_back(binary ? 2 : 1);
        append_part(bytes, binary ? base64_decode(get_string(*value, "BinaryValue")).value_or("")
                                  : get_string(*value, "StringValue"));
    }
    return hex(md5(bytes));
}

} // namespace bolt::queue
