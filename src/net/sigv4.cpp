#include "net/sigv4.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <ctime>
#include <fmt/format.h>
#include <map>
#include <vector>

namespace bolt::net {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// Values without outer spaces and with inner runs of spaces as one, as the rule says.
std::string squeezed(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const bool space = c == ' ' || c == '\t';
        if (space && (out.empty() || out.back() == ' ')) continue;
        out.push_back(space ? ' ' : c);
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

// The path as it is sent with every segment encoded once more: so for all services but S3.
std::string canonical_path(std::string_view sent) {
    std::string out;
    std::size_t start = 0;
    while (start < sent.size()) {
        auto end = std::min(sent.find('/', start), sent.size());
        out += url_encode(sent.substr(start, end - start));
        if (end < sent.size()) out.push_back('/');
        start = end + 1;
    }
    return out.empty() ? "/" : out;
}

std::string decoded(std::string_view text) {
    std::string plus(text);
    // A + is itself in a signed query.
    for (std::size_t at = 0; (at = plus.find('+', at)) != plus.npos; at += 3) plus.replace(at, 1, "%2B");
    return url_decode(plus);
}

std::string canonical_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> fields;
    while (!query.empty()) {
        const auto field = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(field.size() + 1, query.size()));
        const auto equals = std::min(field.find('='), field.size());
        fields.emplace_back(url_encode(decoded(field.substr(0, equals))),
                            url_encode(decoded(field.substr(std::min(equals + 1, field.size())))));
    }
    std::sort(fields.begin(), fields.end());
    std::string out;
    for (const auto& [key, value] : fields) {
        if (!out.empty()) out.push_back('&');
        out.append(key).append("=").append(value);
    }
    return out;
}

/// The key that signs for one day and scope: it changes seldom, so the last one of a thread is kept.
const std::string& signing_key(std::string_view secret, std::string_view day, const SigningScope& scope) {
    struct Kept {
        std::string secret, day, region, service, key;
    };
    thread_local Kept kept;
    if (kept.secret != secret || kept.day != day || kept.region != scope.region ||
        kept.service != scope.service) {
        auto key = hmac_sha256("AWS4" + std::string(secret), day);
        for (const std::string_view part : {std::string_view(scope.region), std::string_view(scope.service),
                                            std::string_view("aws4_request")})
            key = hmac_sha256(key, part);
        kept = {std::string(secret), std::string(day), scope.region, scope.service, std::move(key)};
    }
    return kept.key;
}

// As libcurl writes it: the port only where it is not the scheme's own.
std::string host_of(const boost::urls::url_view& url) {
    const std::string host(url.encoded_host());
    const std::string port(url.port());
    const bool usual = port.empty() || port == (url.scheme() == "https" ? "443" : "80");
    return usual ? host : host + ":" + port;
}

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return text;
}

std::string scope_text(std::string_view day, const SigningScope& scope) {
    return fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);
}

} // namespace

std::string amz_date(TimePoint now) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[17] = {};
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

std::optional<TimePoint> read_amz_date(std::string_view text) {
    std::tm parts{};
    const std::string copy(text);
    const char* end = ::strptime(copy.c_str(), "%Y%m%dT%H%M%SZ", &parts);
    if (copy.size() != 16 || end == nullptr || *end != '\0') return std::nullopt;
    return TimePoint{std::chrono::seconds{::timegm(&parts)}};
}

std::string signed_names(const SignedParts& parts) {
    std::string names;
    for (const auto& [name, value] : parts.headers) names.append(names.empty() ? "" : ";").append(name);
    return names;
}

std::string signature_v4(const SignedParts& parts, std::string_view secret_access_key,
                         std::string_view moment, const SigningScope& scope) {
    std::string canonical;
    canonical.reserve(512);
    canonical.append(parts.method).append("\n").append(canonical_path(parts.path)).append("\n");
    canonical.append(canonical_query(parts.query)).append("\n");
    for (const auto& [name, value] : parts.headers)
        canonical.append(name).append(":").append(squeezed(value)).append("\n");
    canonical.append("\n").append(signed_names(parts)).append("\n").append(hex(sha256(parts.body)));
    const auto day = moment.substr(0, 8);
    const auto to_sign =
        fmt::format("{}\n{}\n{}\n{}", kAlgorithm, moment, scope_text(day, scope), hex(sha256(canonical)));
    return hex(hmac_sha256(signing_key(secret_access_key, day, scope), to_sign));
}

Result<void> sign_v4(ClientRequest& request, const AwsCredentials& credentials, const SigningScope& scope,
                     TimePoint now) {
    const auto url = boost::urls::parse_uri(request.url);
    if (!url) return fail(ErrorCode::invalid_argument, "the URL of a request to AWS cannot be read");
    const auto moment = amz_date(now);
    request.headers.remove("Authorization");
    request.headers.remove("X-Amz-Security-Token");
    request.headers.set("Host", host_of(*url));
    request.headers.set("X-Amz-Date", moment);
    if (!credentials.session_token.empty())
        request.headers.set("X-Amz-Security-Token", credentials.session_token);
    SignedParts parts{.method = request.method,
                      .path = url->encoded_path(),
                      .query = url->encoded_query(),
                      .body = request.body};
    for (const auto& [name, value] : request.headers.all()) {
        auto& entry = parts.headers[lower(name)];
        entry.append(entry.empty() ? "" : ",").append(value);
    }
    request.headers.set("Authorization",
                        fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                                    credentials.access_key_id, scope_text(moment.substr(0, 8), scope),
                                    signed_names(parts),
                                    signature_v4(parts, credentials.secret_access_key, moment, scope)));
    return {};
}

} // namespace bolt::net
