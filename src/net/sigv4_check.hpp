#pragma once
#include "base/clock.hpp"
#include "net/http.hpp"
#include "net/sigv4.hpp"

#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace bolt::net {

/// Why a signature is refused, in AWS's words: "SignatureDoesNotMatch", "InvalidClientTokenId", ...
struct SignatureFault {
    std::string code;
    std::string message;
};
/// The secret of an access key; nullopt: there is no such key.
using FindSecret = std::function<std::optional<std::string>(const std::string& access_key_id)>;

/// Checks a request's Signature Version 4 (header Authorization) for a service, as AWS does: known key, time
/// within five minutes of ours, Host and X-Amz-Date signed, the signature right. Any region is taken. Gives
/// the scope that was signed for.
tl::expected<SigningScope, SignatureFault> check_v4(const Request& request, std::string_view service,
                                                    const FindSecret& find_secret, TimePoint now);

} // namespace bolt::net
