#pragma once
#include "queue/sqs_queue.hpp"

namespace bolt::queue {

/// What set_up_sqs() found or made.
struct SqsSetup {
    std::string queue_url, dead_letter_url;
    std::vector<std::string> steps; ///< one sentence each, for people
};

/// Makes the queue, its dead-letter queue and the redrive policy between them, where they do not exist: names
/// from `settings` (without SQS_DLQ_URL the queue's name with "-dlq"). What exists keeps its attributes; only
/// a missing redrive policy is added. Any number of times. conflict: a redrive policy names another
/// dead-letter queue.
Async<Result<SqsSetup>> set_up_sqs(const Platform& platform, SqsSettings settings);

/// Deletes every message of settings.queue_url, those in flight too. rate_limited: SQS allows one in 60
/// seconds.
Async<Result<void>> purge_sqs(const Platform& platform, SqsSettings settings);

/// The URL of the dead-letter queue; not_found says how to make one.
Async<Result<std::string>> sqs_dead_letter_url(const Platform& platform, SqsSettings settings);

} // namespace bolt::queue
