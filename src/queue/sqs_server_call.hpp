#pragma once
// Only for the files of sqs_server: one request and what it works on.
#include "queue/sqs_server.hpp"
#include "queue/sqs_server_error.hpp"

#include <map>

namespace bolt::queue {

/// The two queues that are there, and what they share.
struct SqsServed {
    struct One {
        std::string name; ///< as clients and the store call it
        std::unique_ptr<Queue> queue;
    };
    Platform platform;
    store::Database& database;
    SqsServerSettings settings;
    One jobs, dead;
    std::map<std::string, TimePoint> purged_at{}; ///< by queue
    json::array moves{}; ///< of dead letters, newest first, as ListMessageMoveTasks tells

    /// nullptr if there is no such queue.
    One* find(std::string_view name) {
        return name == jobs.name ? &jobs : name == dead.name ? &dead : nullptr;
    }
};

struct SqsCall {
    json::value body;
    std::string origin; ///< "http://127.0.0.1:9324", as the client reached us
    std::string region; ///< that the client signed for

    std::string url_of(const SqsServed::One& queue) const { return origin + "/000000000000/" + queue.name; }
    std::string arn_of(const SqsServed::One& queue) const {
        return "arn:aws:sqs:" + region + ":000000000000:" + queue.name;
    }
};

using SqsAnswer = SqsResult<json::object>;
using SqsAction = Async<SqsAnswer> (*)(SqsServed&, const SqsCall&);

/// nullptr if `operation` is none of them. Messages: SendMessage, ReceiveMessage, DeleteMessage and
/// ChangeMessageVisibility with their batches.
SqsAction find_sqs_message_action(std::string_view operation);
/// Queues: URLs, attributes, tags, purge, moving dead letters back.
SqsAction find_sqs_queue_action(std::string_view operation);

/// The queue that the request's QueueUrl names; QueueDoesNotExist.
SqsResult<SqsServed::One*> named_queue(SqsServed& served, const SqsCall& call);

} // namespace bolt::queue
