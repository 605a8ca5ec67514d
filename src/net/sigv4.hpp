#pragma once
#include "base/clock.hpp"
#include "net/client.hpp"

#include <map>
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

/// "20260101T000000Z", as X-Amz-Date has it.
std::string amz_date(TimePoint now);
/// The time of such a text; nullopt for any other.
std::optional<TimePoint> read_amz_date(std::string_view text);

/// The parts of a request that a signature covers.
struct SignedParts {
    std::string_view method;
    std::string_view path;                        ///< as it is sent, encoded
    std::string_view query;                       ///< as it is sent, without "?"
    std::map<std::string, std::string> headers{}; ///< the signed ones, names in lower case
    std::string_view body;
};
/// The signature, in hexadecimal. `moment`: amz_date().
std::string signature_v4(const SignedParts& parts, std::string_view secret_access_key,
                         std::string_view moment, const SigningScope& scope);
/// The names of the signed headers as Authorization lists them: "host;x-amz-date".
std::string signed_names(const SignedParts& parts);

} // namespace bolt::net
