#include "net/aws_credentials.hpp"

#include "base/json.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>
#include <fstream>

namespace bolt::net {
namespace {

constexpr Duration kRefreshBefore = std::chrono::minutes{5};
constexpr Duration kRetryAfter = std::chrono::seconds{30};
// The metadata service is one hop away or not there at all.
constexpr std::chrono::milliseconds kEndpointTimeout{2000};
constexpr std::size_t kAnswerBytesMax = 64 << 10;

/// {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}: the shape of both endpoints.
Result<AwsCredentials> read_answer(const std::string& body, const char* whom) {
    const auto parsed = parse_json(body);
    if (!parsed || !parsed->is_object())
        return fail(ErrorCode::unavailable, fmt::format("{} answers no JSON", whom));
    if (const auto code = get_string(*parsed, "Code", "Success"); code != "Success")
        return fail(ErrorCode::unavailable, fmt::format("{} answers {}", whom, code.substr(0, 64)));
    AwsCredentials keys{get_string(*parsed, "AccessKeyId"), get_string(*parsed, "SecretAccessKey"),
                        get_string(*parsed, "Token")};
    if (keys.access_key_id.empty() || keys.secret_access_key.empty())
        return fail(ErrorCode::unavailable, fmt::format("{} gives no keys", whom));
    if (const auto end = get_string(*parsed, "Expiration"); !end.empty()) keys.expires_at = parse_time(end);
    return keys;
}

// The token in it must not go over a network in clear text; these addresses never leave the machine.
bool is_safe(const std::string& text) {
    const auto url = boost::urls::parse_uri(text);
    if (!url) return false;
    if (url->scheme() == "https") return true;
    static constexpr std::array<std::string_view, 6> kLocal{
        "localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
    const std::string host(url->encoded_host());
    return url->scheme() == "http" && std::find(kLocal.begin(), kLocal.end(), host) != kLocal.end();
}

std::string first_line(const std::string& path) {
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    return line;
}

} // namespace

AwsCredentialChain::AwsCredentialChain(const Platform& platform, AwsEnvironment environment, Send send)
    : platform_(platform), environment_(std::move(environment)), send_(std::move(send)),
      fetched_(platform.clock) {}

Async<Result<AwsCredentials>> AwsCredentialChain::get() {
    for (;;) {
        const auto now = platform_.now();
        const bool alive = current_ && !refused_ && (!current_->expires_at || *current_->expires_at > now);
        const bool fresh = alive && (!current_->expires_at || *current_->expires_at - now > kRefreshBefore);
        if (fresh || (alive && (fetching_ || now < not_before_))) co_return *current_;
        if (!fetching_) break;
        co_await fetched_.wait_past(fetched_.count(), std::chrono::seconds{5});
    }
    struct Fetching {
        AwsCredentialChain& chain;
        ~Fetching() {
            chain.fetching_ = false;
            chain.fetched_.notify();
        }
    };
    fetching_ = true;
    const Fetching fetching{*this};
    auto fetched = co_await fetch();
    if (fetched) {
        current_ = *fetched;
        refused_ = false;
        co_return fetched;
    }
    const auto now = platform_.now();
    not_before_ = now + kRetryAfter;
    if (current_ && !refused_ && current_->expires_at && *current_->expires_at > now) {
        log::warn("AWS credentials could not be renewed; the old ones are used to their end",
                  {{"error", fetched.error().message}, {"expires_at", format_time(*current_->expires_at)}});
        co_return *current_;
    }
    co_return fetched;
}

void AwsCredentialChain::refuse(const AwsCredentials& refused) {
    if (current_ == refused) refused_ = true;
}

Async<Result<AwsCredentials>> AwsCredentialChain::fetch() {
    const auto variable = [this](std::string_view name) { return aws_variable(environment_, name); };
    AwsCredentials keys{variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"),
                        variable("AWS_SESSION_TOKEN")};
    if (!keys.access_key_id.empty() && !keys.secret_access_key.empty()) co_return keys;
    if (keys.access_key_id.empty() != keys.secret_access_key.empty())
        co_return fail(ErrorCode::invalid_argument,
                       "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: one of them is not set");
    auto profile = aws_profile_credentials(environment_);
    if (!profile) co_return forward(profile);
    if (*profile) co_return **profile;
    if (const auto path = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"); !path.empty())
        co_return co_await from_container("http://169.254.170.2" + path);
    if (const auto url = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"); !url.empty())
        co_return co_await from_container(url);
    if (variable("AWS_EC2_METADATA_DISABLED") != "true") {
        auto instance = co_await from_instance();
        if (instance) co_return instance;
        co_return fail(ErrorCode::unauthenticated,
                       "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, make a profile "
                       "(~/.aws/credentials), or give the container or instance a role (" +
                           instance.error().message + ")");
    }
    co_return fail(ErrorCode::unauthenticated,
                   "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or make a profile "
                   "(~/.aws/credentials)");
}

Async<Result<std::string>> AwsCredentialChain::ask(ClientRequest request, const char* whom) {
    request.timeout = kEndpointTimeout;
    request.response_bytes_max = kAnswerBytesMax;
    auto response = co_await send_(std::move(request));
    if (!response)
        co_return fail(ErrorCode::unavailable,
                       fmt::format("{} does not answer: {}", whom, response.error().message));
    if (response->status != 200)
        co_return fail(ErrorCode::unavailable, fmt::format("{} answers {}", whom, response->status));
    co_return std::move(response->body);
}

Async<Result<AwsCredentials>> AwsCredentialChain::from_container(const std::string& url) {
    static constexpr const char* kWhom = "the container's credential endpoint";
    if (!is_safe(url))
        co_return fail(ErrorCode::invalid_argument,
                       "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine");
    ClientRequest request{.url = url};
    // The file's content changes while we run, so it is read each time.
    auto token = aws_variable(environment_, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (const auto file = aws_variable(environment_, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !file.empty())
        token = first_line(file);
    if (!token.empty()) request.headers.set("Authorization", token);
    auto body = co_await ask(std::move(request), kWhom);
    if (!body) co_return forward(body);
    co_return read_answer(*body, kWhom);
}

Async<Result<AwsCredentials>> AwsCredentialChain::from_instance() {
    static constexpr const char* kWhom = "the instance's metadata service";
    auto base = aws_variable(environment_, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (base.empty()) base = "http://169.254.169.254";
    while (base.ends_with('/')) base.pop_back();
    ClientRequest wish{.method = "PUT", .url = base + "/latest/api/token"};
    wish.headers.set("X-aws-ec2-metadata-token-ttl-seconds", "21600");
    const auto token = co_await ask(std::move(wish), kWhom);
    if (!token) co_return forward(token);
    const auto read = [&](const std::string& path) {
        ClientRequest request{.url = base + path};
        request.headers.set("X-aws-ec2-metadata-token", *token);
        return ask(std::move(request), kWhom);
    };
    static const std::string kRoles = "/latest/meta-data/iam/security-credentials/";
    auto role = co_await read(kRoles);
    if (!role) co_return forward(role);
    const auto name = role->substr(0, role->find_first_of("\r\n"));
    if (name.empty()) co_return fail(ErrorCode::unavailable, "this instance has no role");
    auto body = co_await read(kRoles + name);
    if (!body) co_return forward(body);
    co_return read_answer(*body, kWhom);
}

} // namespace bolt::net
