#include "roles/job_message.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/ids.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::size_t kIdBytesMax = 128;

Result<std::string> read_id(const json::object& body, const char* key) {
    const auto* value = body.if_contains(key);
    if (!value) return fail(ErrorCode::invalid_argument, fmt::format("{} is missing", key));
    if (!value->is_string() || value->get_string().empty() || value->get_string().size() > kIdBytesMax)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} must be a text of 1 to {} bytes", key, kIdBytesMax));
    return std::string(value->get_string());
}

Result<int> read_number(const json::object& body, const char* key, int otherwise, int low, int high) {
    const auto* value = body.if_contains(key);
    if (!value) return otherwise;
    std::int64_t number = -1;
    if (const auto* integer = value->if_int64()) number = *integer;
    if (!value->is_int64() || number < low || number > high)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} must be an integer from {} to {}", key, low, high));
    return static_cast<int>(number);
}

// Some senders write the package's name instead of its number.
Result<int> read_priority(const json::object& body) {
    constexpr int kOtherwise = 4;
    const auto* value = body.if_contains("priority");
    if (!value || !value->is_string()) return read_number(body, "priority", kOtherwise, 1, kOtherwise);
    static constexpr std::pair<std::string_view, int> kWords[] = {
        {"starter", 4}, {"growth", 3}, {"professional", 2}, {"pro", 2}, {"enterprise", 1}};
    for (const auto& [word, priority] : kWords)
        if (std::string_view(value->get_string()) == word) return priority;
    return fail(
        ErrorCode::invalid_argument,
        "priority must be an integer from 1 to 4 or a package: starter, growth, professional, enterprise");
}

} // namespace

Result<JobMessage> read_job_message(std::string_view body) {
    auto parsed = parse_json(body);
    if (!parsed) return fail(ErrorCode::invalid_argument, "the body is no JSON: " + parsed.error().message);
    const auto* object = parsed->if_object();
    if (!object) return fail(ErrorCode::invalid_argument, "the body must be a JSON object");
    JobMessage message;
    auto job_id = read_id(*object, "job_id");
    if (!job_id) return forward(job_id);
    if (!is_uuid(*job_id)) return fail(ErrorCode::invalid_argument, "job_id must be a UUID");
    auto customer_id = read_id(*object, "customer_id");
    if (!customer_id) return forward(customer_id);
    auto size = read_number(*object, "package_size", 0, 0, 100'000);
    if (!size) return forward(size);
    auto priority = read_priority(*object);
    if (!priority) return forward(priority);
    if (const auto* metadata = object->if_contains("metadata"); metadata && !metadata->is_null()) {
        if (!metadata->is_object()) return fail(ErrorCode::invalid_argument, "metadata must be an object");
        message.metadata = metadata->get_object();
    }
    message.job_id = std::move(*job_id);
    message.customer_id = std::move(*customer_id);
    message.package_size = *size;
    message.priority = *priority;
    message.created_at = get_string(*parsed, "created_at");
    message.source = get_string(*parsed, "source");
    return message;
}

std::string write_job_message(const JobMessage& message) {
    return json::serialize(json::object{{"job_id", message.job_id},
                                        {"customer_id", message.customer_id},
                                        {"package_size", message.package_size},
                                        {"priority", message.priority},
                                        {"created_at", message.created_at},
                                        {"source", message.source},
                                        {"metadata", message.metadata}});
}

std::map<std::string, std::string> job_message_attributes(const JobMessage& message) {
    return {{"job_id", message.job_id},
            {"customer_id", message.customer_id},
            {"priority", std::to_string(message.priority)}};
}

bool is_traceparent(std::string_view text) {
    if (text.size() != 55) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 2 || i == 35 || i == 52;
        if (dash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
    }
    const auto is_zero = [](std::string_view id) { return id.find_first_not_of('0') == id.npos; };
    return !text.starts_with("ff") && !is_zero(text.substr(3, 32)) && !is_zero(text.substr(36, 16));
}

std::string job_traceparent(std::string_view job_id) {
    const auto digest = hex(sha256(job_id));
    std::string trace;
    if (!is_uuid(job_id)) return fmt::format("00-{}-{}-01", digest.substr(16, 32), digest.substr(0, 16));
    for (const char c : job_id)
        if (c != '-') trace.push_back(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    return fmt::format("00-{}-{}-01", trace, digest.substr(0, 16));
}

std::string flow_key(const JobMessage& message) {
    if (const auto retry = get_int(message.metadata, "retry"); retry > 0)
        return fmt::format("{}:{}", message.job_id, retry);
    if (get_bool(message.metadata, "new_run"))
        return fmt::format("{}:requeue:{}", message.job_id, get_int(message.metadata, "requeue"));
    return message.job_id;
}

} // namespace bolt::roles
