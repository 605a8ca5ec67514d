#include "queue/sqs_server_error.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <array>

namespace bolt::queue {

SqsRefusal sqs_store_failure(const Error& error) {
    if (error.code == ErrorCode::internal || error.code == ErrorCode::data_loss)
        log::error("the SQS endpoint's queue failed", {{"error", error.message}});
    if (error.code == ErrorCode::internal || error.code == ErrorCode::data_loss)
        return {"InternalFailure", "We encountered an internal error. Please try again.", 500};
    return {"ServiceUnavailable", "The queue's database does not answer now.", 503};
}

std::string sqs_query_code(const std::string& code) {
    static constexpr std::array<std::string_view, 9> kPrefixed{
        "QueueDeletedRecently", "MessageNotInflight",   "BatchEntryIdsNotDistinct",
        "BatchRequestTooLong",  "EmptyBatchRequest",    "InvalidBatchEntryId",
        "UnsupportedOperation", "PurgeQueueInProgress", "TooManyEntriesInBatchRequest"};
    if (code == "QueueDoesNotExist") return "AWS.SimpleQueueService.NonExistentQueue";
    if (code == "QueueNameExists") return "QueueAlreadyExists";
    if (std::ranges::find(kPrefixed, code) != kPrefixed.end()) return "AWS.SimpleQueueService." + code;
    return code;
}

net::Response sqs_response(const SqsRefusal& refusal) {
    auto response = net::Response::json(
        refusal.status, json::serialize(json::object{{"__type", "com.amazonaws.sqs#" + refusal.code},
                                                     {"message", refusal.message}}));
    response.headers.set("x-amzn-query-error",
                         sqs_query_code(refusal.code) + (refusal.status < 500 ? ";Sender" : ";Receiver"));
    return response;
}

} // namespace bolt::queue
