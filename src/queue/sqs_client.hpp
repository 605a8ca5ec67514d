#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "net/aws_credentials.hpp"

namespace bolt::queue {

struct SqsClientSettings {
    std::string endpoint;                                  ///< "https://sqs.us-east-2.amazonaws.com/"
    std::string region;                                    ///< signs for it
    net::AwsEnvironment environment{};                     ///< where credentials come from
    int tries_max = 4;                                     ///< of one call, the first included
    Duration first_delay = std::chrono::milliseconds{100}; ///< doubles, half of it random
    Duration longest_delay = std::chrono::seconds{5};
    std::chrono::milliseconds timeout{10'000}; ///< of one try, without what a long poll waits
};

/// Amazon SQS's AWS JSON 1.0 protocol: one operation a call, signed, tried again with back-off where that can
/// help (throttled, 5xx, no answer), with the server's clock where ours is wrong, with new credentials where
/// the old ones ended. One thread; close() before the io_context goes.
class SqsClient {
  public:
    SqsClient(const Platform& platform, SqsClientSettings settings);

    /// `operation`: "SendMessage". `wait`: how long the server may hold the answer (long poll).
    /// Errors: invalid_argument (SQS calls the request wrong), not_found (the queue), conflict (old receipt;
    /// or a queue of that name with other attributes), too_large, permission_denied and unauthenticated
    /// (credentials, policy), rate_limited, timeout, unavailable, cancelled (close()). Messages name the
    /// operation and what SQS said, never a body or a credential.
    Async<Result<json::value>> call(std::string operation, json::object request,
                                    std::chrono::milliseconds wait = std::chrono::milliseconds{0});
    /// Ends all calls under way and all later ones with cancelled.
    void close();

    const SqsClientSettings& settings() const { return settings_; }

  private:
    Async<Result<net::Response>> send(net::ClientRequest request);

    const Platform platform_;
    const SqsClientSettings settings_;
    std::optional<net::HttpClient> http_;
    net::AwsCredentialChain credentials_;
    Duration clock_offset_{0}; ///< the server's clock minus ours, once it complained
};

} // namespace bolt::queue
