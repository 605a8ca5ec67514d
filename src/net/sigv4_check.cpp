#include "net/sigv4_check.hpp"

#include "base/crypto.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace bolt::net {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr Duration kSkewMax = std::chrono::minutes{5};
constexpr std::size_t kHeaderNamesMax = 64;

tl::unexpected<SignatureFault> refuse(std::string code, std::string message) {
    return tl::unexpected<SignatureFault>(SignatureFault{std::move(code), std::move(message)});
}

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// "Name=value" of "AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...".
std::string field(std::string_view authorization, std::string_view name) {
    const auto at = authorization.find(name);
    if (at == authorization.npos) return {};
    const auto value = authorization.substr(at + name.size());
    return std::string(value.substr(0, value.find_first_of(", ")));
}

} // namespace

tl::expected<SigningScope, SignatureFault> check_v4(const Request& request, std::string_view service,
                                                    const FindSecret& find_secret, TimePoint now) {
    const auto authorization = request.headers.get("Authorization");
    if (authorization.empty())
        return refuse("MissingAuthenticationToken", "Request is missing Authentication Token");
    const auto credential = split(field(authorization, "Credential="), '/');
    const auto names = field(authorization, "SignedHeaders="), signature = field(authorization, "Signature=");
    if (!authorization.starts_with(kAlgorithm) || credential.size() != 5 || names.empty() ||
        signature.empty() || credential[4] != "aws4_request")
        return refuse("IncompleteSignature",
                      "Authorization must be AWS4-HMAC-SHA256 with Credential, SignedHeaders and Signature.");
    const auto& day = credential[1];
    const SigningScope scope{credential[2], credential[3]};
    const auto secret = find_secret(credential[0]);
    if (!secret)
        return refuse("InvalidClientTokenId", "The security token included in the request is invalid.");
    if (scope.service != service)
        return refuse("SignatureDoesNotMatch",
                      fmt::format("Credential should be scoped to correct service: '{}'.", service));
    const std::string moment(request.headers.get("X-Amz-Date"));
    const auto signed_at = read_amz_date(moment);
    if (!signed_at || !moment.starts_with(day))
        return refuse("IncompleteSignature", "X-Amz-Date must be a time of the Credential's day.");
    if (*signed_at < now - kSkewMax)
        return refuse("SignatureDoesNotMatch",
                      fmt::format("Signature expired: {} is now earlier than {} ({} - 5 min.)", moment,
                                  amz_date(now - kSkewMax), amz_date(now)));
    if (*signed_at > now + kSkewMax)
        return refuse("SignatureDoesNotMatch",
                      fmt::format("Signature not yet current: {} is still later than {} ({} + 5 min.)",
                                  moment, amz_date(now + kSkewMax), amz_date(now)));
    const std::string_view target = request.target;
    const auto question = std::min(target.find('?'), target.size());
    SignedParts parts{.method = request.method,
                      .path = target.substr(0, question),
                      .query = target.substr(std::min(question + 1, target.size())),
                      .body = request.body};
    const auto listed = split(names, ';');
    if (listed.size() > kHeaderNamesMax) return refuse("IncompleteSignature", "Too many signed headers.");
    for (const auto& name : listed) {
        auto& value = parts.headers[name];
        for (const auto& [each, text] : request.headers.all())
            if (each.size() == name.size() && std::ranges::equal(each, name, [](char a, char b) {
                    return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b;
                }))
                value.append(value.empty() ? "" : ",").append(text);
    }
    for (const char* must : {"host", "x-amz-date", "x-amz-target", "x-amz-security-token"})
        if ((request.headers.has(must) || must == std::string_view("host")) && !parts.headers.contains(must))
            return refuse("IncompleteSignature", fmt::format("'{}' must be a signed header.", must));
    if (!secret_equal(signature, signature_v4(parts, *secret, moment, scope)))
        return refuse(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your "
            "AWS Secret Access Key and signing method.");
    return scope;
}

} // namespace bolt::net
