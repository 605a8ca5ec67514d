#include "queue/sqs_fault.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <ctime>
#include <fmt/format.h>
#include <iterator>

namespace bolt::queue {
namespace {

constexpr std::size_t kMessageBytesMax = 300;

struct Known {
    std::string_view name;
    SqsFault::Remedy remedy;
    ErrorCode code;
};
using Remedy = SqsFault::Remedy;
// Names from the service's API model and AWS's list of common errors, by what helps.
constexpr Known kKnown[] = {
    {"QueueDoesNotExist", Remedy::none, ErrorCode::not_found},
    {"NonExistentQueue", Remedy::none, ErrorCode::not_found},
    {"QueueNameExists", Remedy::none, ErrorCode::conflict},
    {"QueueAlreadyExists", Remedy::none, ErrorCode::conflict},
    {"ReceiptHandleIsInvalid", Remedy::none, ErrorCode::conflict},
    {"MessageNotInflight", Remedy::none, ErrorCode::conflict},
    {"QueueDeletedRecently", Remedy::none, ErrorCode::rate_limited},
    {"PurgeQueueInProgress", Remedy::none, ErrorCode::rate_limited},
    {"OverLimit", Remedy::none, ErrorCode::rate_limited},
    {"BatchRequestTooLong", Remedy::none, ErrorCode::too_large},
    {"AccessDenied", Remedy::none, ErrorCode::permission_denied},
    {"AccessDeniedException", Remedy::none, ErrorCode::permission_denied},
    {"KmsAccessDenied", Remedy::none, ErrorCode::permission_denied},
    {"InvalidSecurity", Remedy::none, ErrorCode::permission_denied},
    {"OptInRequired", Remedy::none, ErrorCode::permission_denied},
    {"MissingAuthenticationToken", Remedy::none, ErrorCode::unauthenticated},
    {"ExpiredToken", Remedy::credentials, ErrorCode::unauthenticated},
    {"ExpiredTokenException", Remedy::credentials, ErrorCode::unauthenticated},
    {"InvalidClientTokenId", Remedy::credentials, ErrorCode::unauthenticated},
    {"UnrecognizedClientException", Remedy::credentials, ErrorCode::unauthenticated},
    {"RequestTimeTooSkewed", Remedy::clock, ErrorCode::unauthenticated},
    {"RequestExpired", Remedy::clock, ErrorCode::unauthenticated},
    {"RequestInTheFuture", Remedy::clock, ErrorCode::unauthenticated},
    {"InvalidSignatureException", Remedy::clock, ErrorCode::unauthenticated},
    {"SignatureDoesNotMatch", Remedy::clock, ErrorCode::unauthenticated},
    {"IncompleteSignature", Remedy::none, ErrorCode::unauthenticated},
    {"RequestTimeout", Remedy::wait, ErrorCode::timeout},
    {"PriorRequestNotComplete", Remedy::wait, ErrorCode::unavailable},
    {"InternalError", Remedy::wait, ErrorCode::unavailable},
    {"InternalFailure", Remedy::wait, ErrorCode::unavailable},
    {"ServiceUnavailable", Remedy::wait, ErrorCode::unavailable},
};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// "com.amazonaws.sqs#QueueDoesNotExist" and "AWS.SimpleQueueService.NonExistentQueue": the last part.
std::string_view bare(std::string_view name) {
    if (const auto at = name.rfind('#'); at != name.npos) name.remove_prefix(at + 1);
    name = name.substr(0, name.find_first_of(":;"));
    if (const auto at = name.rfind('.'); at != name.npos) name.remove_prefix(at + 1);
    return name;
}

const Known* find_known(std::string_view name) {
    const auto* found = std::find_if(std::begin(kKnown), std::end(kKnown),
                                     [&](const Known& each) { return each.name == name; });
    return found == std::end(kKnown) ? nullptr : found;
}

void judge(SqsFault& fault, std::string_view other_name, int status) {
    const auto* known = find_known(fault.name);
    if (!known) known = find_known(other_name);
    if (known) {
        fault.remedy = known->remedy;
        fault.code = known->code;
    } else if (contains(fault.name, "Throttl") || contains(other_name, "Throttl") || status == 429) {
        fault.remedy = Remedy::wait;
        fault.code = ErrorCode::rate_limited;
    } else if (status >= 500) {
        fault.remedy = Remedy::wait;
        fault.code = ErrorCode::unavailable;
    } else if (status == 401 || status == 403) {
        fault.code = ErrorCode::permission_denied;
    } else if (status >= 400) {
        // SQS has no name of its own for a receipt whose message is gone.
        const bool receipt =
            contains(fault.message, "ReceiptHandle") || contains(fault.message, "receipt handle");
        fault.code = receipt ? ErrorCode::conflict : ErrorCode::invalid_argument;
    }
}

const char* advice(ErrorCode code) {
    switch (code) {
    case ErrorCode::not_found:
        return "; `directory-bolt queue setup` makes the queues";
    case ErrorCode::permission_denied:
        return "; docs/queue.md lists the permissions that are needed";
    case ErrorCode::unauthenticated:
        return "; check the AWS credentials, AWS_REGION and this machine's clock";
    default:
        return "";
    }
}

} // namespace

SqsFault read_sqs_fault(const net::Response& response) {
    SqsFault fault;
    const auto other = std::string(bare(response.headers.get("x-amzn-query-error")));
    const auto body = parse_json(response.body);
    const auto type = body ? get_string(*body, "__type") : "";
    fault.name = std::string(bare(type));
    if (fault.name.empty()) fault.name = other.empty() ? fmt::format("HTTP {}", response.status) : other;
    if (body) fault.message = get_string(*body, "message", get_string(*body, "Message"));
    fault.message = to_valid_utf8(fault.message.substr(0, kMessageBytesMax));
    judge(fault, other, response.status);
    return fault;
}

SqsFault read_batch_fault(std::string_view code, std::string_view message, bool sender_fault) {
    SqsFault fault;
    fault.name = std::string(bare(code));
    fault.message = to_valid_utf8(message.substr(0, kMessageBytesMax));
    judge(fault, "", sender_fault ? 400 : 500);
    return fault;
}

Error sqs_error(const SqsFault& fault, std::string_view operation) {
    return {fault.code, fmt::format("SQS refuses {}: {}{}{}{}", operation, fault.name,
                                    fault.message.empty() ? "" : ": ", fault.message, advice(fault.code))};
}

std::optional<TimePoint> server_time(const net::Response& response) {
    const std::string text(response.headers.get("Date"));
    std::tm parts{};
    if (::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S", &parts) == nullptr) return std::nullopt;
    return TimePoint{std::chrono::seconds{::timegm(&parts)}};
}

} // namespace bolt::queue
