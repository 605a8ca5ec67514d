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

std::string date_and_time(TimePoint now) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[17] = {};
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

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

std::string canonical_query(const boost::urls::url_view& url) {
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& field : url.params())
        fields.emplace_back(url_encode(std::string(field.key)), url_encode(std::string(field.value)));
    std::sort(fields.begin(), fields.end());
    std::string out;
    for (const auto& [key, value] : fields) {
        if (!out.empty()) out.push_back('&');
        out.append(key).append("=").append(value);
    }
    return out;
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

} // namespace

Result<void> sign_v4(ClientRequest& request, const AwsCredentials& credentials, const SigningScope& scope,
                     TimePoint now) {
    const auto url = boost::urls::parse_uri(request.url);
    if (!url) return fail(ErrorCode::invalid_argument, "the URL of a request to AWS cannot be read");
    const auto moment = date_and_time(now);
    const auto day = moment.substr(0, 8);
    request.headers.remove("Authorization");
    request.headers.remove("X-Amz-Security-Token");
    request.headers.set("Host", host_of(*url));
    request.headers.set("X-Amz-Date", moment);
    if (!credentials.session_token.empty())
        request.headers.set("X-Amz-Security-Token", credentials.session_token);

    std::map<std::string, std::string> signed_headers;
    for (const auto& [name, value] : request.headers.all()) {
        auto& entry = signed_headers[lower(name)];
        entry += (entry.empty() ? "" : ",") + squeezed(value);
    }
    std::string names, lines;
    for (const auto& [name, value] : signed_headers) {
        names += (names.empty() ? "" : ";") + name;
        lines += name + ":" + value + "\n";
    }
    const auto canonical = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method,
                                       canonical_path(std::string(url->encoded_path())),
                                       canonical_query(*url), lines, names, hex(sha256(request.body)));
    const auto where = fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);
    const auto to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, moment, where, hex(sha256(canonical)));
    auto key = hmac_sha256("AWS4" + credentials.secret_access_key, day);
    for (const std::string_view part :
         {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")})
        key = hmac_sha256(key, part);
    request.headers.set("Authorization",
                        fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                                    credentials.access_key_id, where, names, hex(hmac_sha256(key, to_sign))));
    return {};
}

} // namespace bolt::net
