#pragma once
#include "base/platform.hpp"
#include "net/aws_profile.hpp"
#include "queue/queue.hpp"

namespace bolt::queue {

struct SqsSettings {
    /// The queue's URL (https://sqs.<region>.amazonaws.com/<account>/<name>), or "sqs:<name>", which is
    /// looked up.
    std::string queue_url;
    /// The dead-letter queue in the same forms; "" = the one that the queue's redrive policy names.
    std::string dead_letter_url{};
    /// Credentials, region (unless the URL tells it) and endpoint (AWS_ENDPOINT_URL_SQS).
    net::AwsEnvironment environment{};
    std::size_t body_bytes_max = 256 << 10;    ///< with attributes; what every queue takes (new ones: 1 MiB)
    int tries_max = 4;                         ///< of one call to SQS
    std::chrono::milliseconds timeout{10'000}; ///< of one try, beside the long poll
};

/// Amazon SQS, standard and FIFO queues. Beside the port's contract:
/// - send(): attributes that are whole numbers go as Number. On a FIFO queue a message's group is its
/// attribute
///   "job_id" (else its own), and a send that is tried again is recognised by SQS.
/// - receive(): at most ten messages; long polls, of which wake() leaves one running: the next receive()
/// takes it
///   over, and what it brings when nobody does is handed back. Visibility counts in whole seconds, rounded
///   up.
/// - remove(): SQS may call the removal by an old receipt a success.
/// - dead_letter(): keeps the body and adds the attributes "reason" and "original_message_id".
/// - depth(): SQS's own approximations; it does not tell the oldest message's age (0).
/// invalid_argument names the setting to mend. Nothing is asked of the network here.
Result<std::unique_ptr<Queue>> make_sqs_queue(const Platform& platform, SqsSettings settings);

} // namespace bolt::queue
