#include "queue/sqs_server_message.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace bolt::queue {
namespace {

constexpr std::int64_t kDelayMaxSeconds = 900;
// The store keeps attributes as text. Types that the text does not tell stand in one of our own, whose name
// no client may use.
constexpr const char* kTypes = "AWS.Types";

bool is_number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

struct Value {
    std::string type, text;
};

SqsResult<Value> read_value(const std::string& name, const json::value& given) {
    Value value{get_string(given, "DataType"), ""};
    const auto kind = value.type.substr(0, value.type.find('.'));
    if (value.type.size() > 256 || (kind != "String" && kind != "Number" && kind != "Binary"))
        return sqs_refuse(
            "InvalidParameterValue",
            fmt::format("The type of message (user) attribute '{}' is invalid. You must use only the "
                        "following supported type prefixes: Binary, Number, String.",
                        name));
    value.text = get_string(given, kind == "Binary" ? "BinaryValue" : "StringValue");
    if (value.text.empty())
        return sqs_refuse(
            "InvalidParameterValue",
            fmt::format("Message (user) attribute '{}' must contain a non-empty value of type '{}'.", name,
                        kind));
    if (kind == "Number" && !is_number(value.text))
        return sqs_refuse(
            "InvalidParameterValue",
            fmt::format("Can't cast the value of message (user) attribute '{}' to a number.", name));
    if (kind == "Binary" && !base64_decode(value.text))
        return sqs_refuse("InvalidParameterValue",
                          fmt::format("Message (user) attribute '{}' is not base64.", name));
    return value;
}

bool is_reserved(std::string name) {
    for (auto& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name.starts_with("aws.") || name.starts_with("amazon.");
}

SqsResult<void> read_attributes(const json::value& request, SqsSending& sending, Attributes& texts) {
    const auto* given = find(request, "MessageAttributes");
    if (given == nullptr || !given->is_object() || given->get_object().empty()) return {};
    json::object types;
    for (const auto& [key, each] : given->get_object()) {
        const std::string name(key);
        if (is_reserved(name) || name == kTraceHeader)
            return sqs_refuse(
                "InvalidParameterValue",
                fmt::format("Message (user) attribute name '{}' is reserved.", name.substr(0, 256)));
        auto value = read_value(name, each);
        if (!value) return tl::unexpected(value.error());
        if (value->type != sqs_type_of(value->text)) types[name] = value->type;
        texts[name] = value->text;
        sending.bytes += name.size() + value->type.size() + value->text.size();
        sending.attributes[name] = std::move(value->text);
    }
    if (!types.empty()) sending.attributes[kTypes] = json::serialize(types);
    sending.attributes_md5 = md5_of_attributes(given->get_object());
    return {};
}

SqsResult<void> read_system_attributes(const json::value& request, SqsSending& sending) {
    const auto* given = find(request, "MessageSystemAttributes");
    if (given == nullptr || !given->is_object() || given->get_object().empty()) return {};
    for (const auto& [name, each] : given->get_object()) {
        if (name != kTraceHeader)
            return sqs_refuse("InvalidParameterValue",
                              "Message system attributes: only AWSTraceHeader is known.");
        sending.attributes[kTraceHeader] = get_string(each, "StringValue");
    }
    sending.system_md5 = md5_of_attributes(given->get_object());
    return {};
}

bool is_wanted(const std::vector<std::string>& wanted, std::string_view name) {
    return std::ranges::any_of(wanted, [name](std::string_view each) {
        return each == "All" || each == ".*" || each == name ||
               (each.ends_with(".*") && name.starts_with(each.substr(0, each.size() - 2)));
    });
}

std::string milliseconds(TimePoint time) {
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

} // namespace

SqsResult<SqsSending> read_sqs_sending(const json::value& request, std::size_t bytes_max) {
    SqsSending sending;
    const auto* body = find(request, "MessageBody");
    if (body == nullptr || !body->is_string() || body->get_string().empty())
        return sqs_refuse("MissingParameter", "The request must contain the parameter MessageBody.");
    sending.body = std::string(body->get_string());
    sending.bytes = sending.body.size();
    Attributes texts;
    if (auto read = read_attributes(request, sending, texts); !read) return tl::unexpected(read.error());
    if (auto read = read_system_attributes(request, sending); !read) return tl::unexpected(read.error());
    if (sending.bytes > bytes_max)
        return sqs_refuse(
            "InvalidParameterValue",
            fmt::format("One or more parameters are invalid. Reason: Message must be shorter than {} "
                        "bytes.",
                        bytes_max));
    if (auto good = check_sqs_message(sending.body, texts, 2 * bytes_max); !good)
        return sqs_refuse("InvalidMessageContents", good.error().message);
    const auto delay = get_int(request, "DelaySeconds");
    if (delay < 0 || delay > kDelayMaxSeconds)
        return sqs_refuse("InvalidParameterValue",
                          fmt::format("Value {} for parameter DelaySeconds is invalid. Reason: "
                                      "DelaySeconds must be >= 0 and <= 900.",
                                      delay));
    sending.delay = std::chrono::seconds{delay};
    if (!get_string(request, "MessageDeduplicationId").empty())
        return sqs_refuse("InvalidParameterValue",
                          "The request includes a parameter that is not valid for this queue "
                          "type: MessageDeduplicationId is for FIFO queues.");
    return sending;
}

json::object write_sqs_received(const Message& message, const SqsWanted& wanted,
                                TimePoint first_received_at) {
    json::object out{{"MessageId", message.id},
                     {"ReceiptHandle", message.receipt},
                     {"Body", message.body},
                     {"MD5OfBody", hex(md5(message.body))}};
    const auto kept = message.attributes.find(kTypes);
    const auto types = kept == message.attributes.end() ? Result<json::value>() : parse_json(kept->second);
    json::object own, system;
    const auto tell = [&](std::string_view name, std::string value) {
        if (is_wanted(wanted.system_attributes, name)) system[name] = std::move(value);
    };
    for (const auto& [name, text] : message.attributes) {
        if (name == kTypes || text.empty()) continue;
        if (name == kTraceHeader) {
            tell(name, text);
            continue;
        }
        if (!is_wanted(wanted.attributes, name)) continue;
        const auto type =
            types ? get_string(*types, name, sqs_type_of(text)) : std::string(sqs_type_of(text));
        own[name] = {{"DataType", type}, {type.starts_with("Binary") ? "BinaryValue" : "StringValue", text}};
    }
    tell("ApproximateReceiveCount", std::to_string(message.receive_count));
    tell("SentTimestamp", milliseconds(message.sent_at));
    tell("ApproximateFirstReceiveTimestamp", milliseconds(first_received_at));
    tell("SenderId", "000000000000");
    if (!own.empty()) {
        out["MD5OfMessageAttributes"] = md5_of_attributes(own);
        out["MessageAttributes"] = std::move(own);
    }
    if (!system.empty()) out["Attributes"] = std::move(system);
    return out;
}

} // namespace bolt::queue
