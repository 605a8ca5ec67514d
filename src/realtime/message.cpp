#include "realtime/message.hpp"

#include <fmt/format.h>

namespace bolt::realtime {
namespace {

std::optional<std::string> reference(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_int64()) return std::to_string(value.get_int64());
    return std::nullopt;
}

std::string quoted(const std::optional<std::string>& text) {
    return text ? json::serialize(json::string(*text)) : std::string("null");
}

} // namespace

Version parse_version(std::string_view vsn) { return vsn.starts_with("2.") ? Version::v2 : Version::v1; }

Result<Inbound> read_message(Version version, std::string_view text) {
    auto parsed = parse_json(text);
    if (!parsed) return forward(parsed);
    Inbound message;
    if (version == Version::v2) {
        const auto* parts = parsed->if_array();
        if (parts == nullptr || parts->size() != 5 || !(*parts)[2].is_string() || !(*parts)[3].is_string())
            return fail(ErrorCode::invalid_argument, "expected [join_ref, ref, topic, event, payload]");
        message.join_ref = reference((*parts)[0]);
        message.ref = reference((*parts)[1]);
        message.topic = (*parts)[2].get_string();
        message.event = (*parts)[3].get_string();
        message.payload = (*parts)[4];
        return message;
    }
    message.topic = get_string(*parsed, "topic");
    message.event = get_string(*parsed, "event");
    if (message.topic.empty() || message.event.empty())
        return fail(ErrorCode::invalid_argument, "expected an object with topic and event");
    if (const auto* value = find(*parsed, "join_ref")) message.join_ref = reference(*value);
    if (const auto* value = find(*parsed, "ref")) message.ref = reference(*value);
    if (const auto* value = find(*parsed, "payload")) message.payload = *value;
    return message;
}

std::string write_message(Version version, const std::optional<std::string>& join_ref,
                          const std::optional<std::string>& ref, std::string_view topic,
                          std::string_view event, std::string_view payload_json) {
    const auto topic_json = json::serialize(json::string(topic));
    const auto event_json = json::serialize(json::string(event));
    if (version == Version::v2)
        return fmt::format("[{},{},{},{},{}]", quoted(join_ref), quoted(ref), topic_json, event_json,
                           payload_json);
    return fmt::format(R"({{"topic":{},"event":{},"payload":{},"ref":{},"join_ref":{}}})", topic_json,
                       event_json, payload_json, quoted(ref), quoted(join_ref));
}

} // namespace bolt::realtime
