#pragma once
#include "base/json.hpp"
#include "net/http.hpp"

#include <string>
#include <tl/expected.hpp>

namespace bolt::queue {

/// An error as SQS answers it. `code` is the name in the JSON protocol ("QueueDoesNotExist").
struct SqsRefusal {
    std::string code;
    std::string message;
    int status = 400;
};
template <class T>
using SqsResult = tl::expected<T, SqsRefusal>;

inline tl::unexpected<SqsRefusal> sqs_refuse(std::string code, std::string message, int status = 400) {
    return tl::unexpected<SqsRefusal>(SqsRefusal{std::move(code), std::move(message), status});
}
/// What a failure of the store is to a client: 503 and 500, which clients try again.
SqsRefusal sqs_store_failure(const Error& error);

/// The name in the older Query protocol, which SDKs report beside: "AWS.SimpleQueueService.NonExistentQueue".
std::string sqs_query_code(const std::string& code);
/// {"__type", "message"} with the header x-amzn-query-error.
net::Response sqs_response(const SqsRefusal& refusal);

} // namespace bolt::queue
