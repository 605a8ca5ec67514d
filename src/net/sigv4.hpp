#pragma once
#include "base/clock.hpp"
#include "net/client.hpp"

#include <optional>
#include <string>

namespace bolt::net {

/// What signs a request to AWS. Never logged.
struct AwsCredentials {
    std::string access_key_id, secret_access_key;
    std::string session_token{};           ///< "" for long-lived keys
    std::optional<TimePoint> expires_at{}; ///< none: they do not expire

    bool operator==(const AwsCredentials&) const = default;
};

/// Where a signature is valid.
struct SigningScope {
    std::string region;  ///< "us-east-2"
    std::string service; ///< "sqs"
};

/// Signs with AWS Signature Version 4 ("Create a signed AWS API request" in AWS's IAM guide): sets Host,
/// X-Amz-Date, with a session token X-Amz-Security-Token, and Authorization. Every header of the request is
/// signed, so add all of them before. Signing again replaces the old signature. invalid_argument if the URL
/// cannot be read.
Result<void> sign_v4(ClientRequest& request, const AwsCredentials& credentials, const SigningScope& scope,
                     TimePoint now);

} // namespace bolt::net
