#pragma once
#include "base/platform.hpp"
#include "queue/sqs_server.hpp"
#include "roles/settings.hpp"

#include <memory>
#include <string>

namespace bolt::cli {

/// The server of `up --sqs-endpoint`; nullptr for "". Its keys are AWS_ACCESS_KEY_ID and
/// AWS_SECRET_ACCESS_KEY where both are set, else the id "directory-bolt" and BOLT_SQS_ENDPOINT_SECRET.
/// invalid_argument: no such address, or QUEUE_URL names no queue of the store.
Result<std::unique_ptr<queue::SqsServer>> make_sqs_endpoint(const Platform& platform,
                                                            store::Database& database,
                                                            const roles::Settings& settings,
                                                            const std::string& where);
/// How to reach it, for the terminal: never the secret itself.
std::string sqs_endpoint_banner(const queue::SqsServer& server, const roles::Settings& settings);

} // namespace bolt::cli
