#include "queue/sqs_locator.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace bolt::queue {
namespace {

constexpr std::size_t kNameBytesMax = 80; // SQS's limit, ".fifo" included

bool is_queue_name(std::string_view name) {
    if (name.ends_with(".fifo")) name.remove_suffix(5);
    return !name.empty() && name.size() <= kNameBytesMax && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

// sqs.us-east-2.amazonaws.com, sqs-fips.us-east-2..., the old us-east-2.queue.amazonaws.com, and the same of
// amazonaws.com.cn.
std::string region_of(const std::string& host) {
    if (host.find(".amazonaws.com") == host.npos && host.find(".api.aws") == host.npos) return "";
    const auto first = host.substr(0, host.find('.'));
    const auto rest = host.substr(std::min(first.size() + 1, host.size()));
    if (rest.starts_with("queue.")) return first;
    if (first == "sqs" || first == "sqs-fips") return rest.substr(0, rest.find('.'));
    return first == "queue" ? "us-east-1" : "";
}

std::string regional_endpoint(const std::string& region) {
    return fmt::format("https://sqs.{}.amazonaws.com{}/", region, region.starts_with("cn-") ? ".cn" : "");
}

} // namespace

Result<SqsName> read_sqs_name(std::string_view text, std::string_view setting) {
    SqsName name;
    if (text.starts_with("sqs:")) {
        name.name = std::string(text.substr(4));
    } else {
        const auto url = boost::urls::parse_uri(text);
        if (!url || (url->scheme() != "https" && url->scheme() != "http") || url->encoded_host().empty() ||
            url->has_query() || url->has_fragment() || url->has_userinfo())
            return fail(ErrorCode::invalid_argument,
                        fmt::format("{} must be a queue's URL or sqs:<name>", setting));
        const std::string path(url->encoded_path());
        const auto last = path.rfind('/');
        name.url = std::string(text);
        name.name = last == path.npos ? "" : path.substr(last + 1);
        name.region = region_of(std::string(url->encoded_host()));
        if (last != path.npos && last > 0) {
            const auto before = path.rfind('/', last - 1);
            name.account = path.substr(before + 1, last - before - 1);
        }
    }
    if (!is_queue_name(name.name))
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("{}: '{}' is no queue name (1 to 80 letters, digits, - and _; FIFO queues end in "
                        ".fifo)",
                        setting, name.name.substr(0, 100)));
    return name;
}

Result<SqsNames> read_sqs_names(const SqsSettings& settings) {
    auto queue = read_sqs_name(settings.queue_url, "QUEUE_URL");
    if (!queue) return forward(queue);
    SqsNames names{std::move(*queue), std::nullopt};
    if (settings.dead_letter_url.empty()) return names;
    auto dead = read_sqs_name(settings.dead_letter_url, "SQS_DLQ_URL");
    if (!dead) return forward(dead);
    if (dead->fifo() != names.queue.fifo())
        return fail(ErrorCode::invalid_argument,
                    "QUEUE_URL and SQS_DLQ_URL must be of one kind: both FIFO queues or both not");
    names.dead_letters = std::move(*dead);
    return names;
}

Result<SqsClientSettings> sqs_client_settings(const SqsSettings& settings, const SqsName& queue) {
    SqsClientSettings client;
    client.environment = settings.environment;
    client.tries_max = settings.tries_max;
    client.timeout = settings.timeout;
    client.region = queue.region.empty() ? net::aws_region(settings.environment) : queue.region;
    if (client.region.empty())
        return fail(ErrorCode::invalid_argument,
                    "AWS_REGION is not set, and QUEUE_URL does not tell the region");
    for (const auto* variable : {"AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL"})
        if (client.endpoint.empty()) client.endpoint = net::aws_variable(settings.environment, variable);
    if (client.endpoint.empty() && !queue.url.empty()) {
        // The queue's own host, without the path; hosts of the old form answer the old protocol only.
        const auto url = boost::urls::parse_uri(queue.url);
        const std::string host(url->encoded_host());
        const bool old = host.find("queue.amazonaws.com") != host.npos;
        client.endpoint =
            old ? regional_endpoint(client.region)
                : fmt::format("{}://{}/", std::string(url->scheme()), std::string(url->encoded_authority()));
    }
    if (client.endpoint.empty()) client.endpoint = regional_endpoint(client.region);
    const auto endpoint = boost::urls::parse_uri(client.endpoint);
    if (!endpoint || (endpoint->scheme() != "https" && endpoint->scheme() != "http"))
        return fail(ErrorCode::invalid_argument, "AWS_ENDPOINT_URL_SQS must be an http:// or https:// URL");
    if (endpoint->encoded_path().empty()) client.endpoint += "/";
    return client;
}

Async<Result<std::string>> SqsLocator::look_up(SqsName& name) {
    if (!name.url.empty()) co_return name.url;
    json::object request{{"QueueName", name.name}};
    if (!name.account.empty()) request["QueueOwnerAWSAccountId"] = name.account;
    auto found = co_await client_.call("GetQueueUrl", std::move(request));
    if (!found) {
        auto error = found.error();
        if (error.code == ErrorCode::not_found)
            error.message = fmt::format("queue {}: {}", name.name, error.message);
        co_return tl::unexpected(std::move(error));
    }
    name.url = get_string(*found, "QueueUrl");
    if (name.url.empty())
        co_return fail(ErrorCode::unavailable, fmt::format("SQS tells no URL for the queue {}", name.name));
    co_return name.url;
}

Async<Result<std::string>> SqsLocator::queue_url() { co_return co_await look_up(queue_); }

Async<Result<std::string>> SqsLocator::dead_letter_url() {
    if (!dead_letters_) {
        const auto url = co_await queue_url();
        if (!url) co_return forward(url);
        const auto attributes = co_await sqs_attributes(client_, *url, {"RedrivePolicy"});
        if (!attributes) co_return forward(attributes);
        const auto policy = parse_json(get_string(*attributes, "RedrivePolicy"));
        const auto arn = policy ? get_string(*policy, "deadLetterTargetArn") : "";
        // arn:aws:sqs:<region>:<account>:<name>
        const auto name = arn.rfind(':');
        if (arn.empty() || name == arn.npos || name == 0) co_return std::string();
        const auto account = arn.rfind(':', name - 1);
        if (account == arn.npos) co_return std::string();
        dead_letters_ =
            SqsName{.name = arn.substr(name + 1), .account = arn.substr(account + 1, name - account - 1)};
    }
    co_return co_await look_up(*dead_letters_);
}

Async<Result<json::value>> sqs_attributes(SqsClient& client, const std::string& queue_url,
                                          std::vector<std::string> names) {
    json::array wanted(names.begin(), names.end());
    auto answer = co_await client.call("GetQueueAttributes",
                                       {{"QueueUrl", queue_url}, {"AttributeNames", std::move(wanted)}});
    if (!answer) co_return forward(answer);
    const auto* attributes = find(*answer, "Attributes");
    co_return attributes == nullptr ? json::value(json::object{}) : *attributes;
}

} // namespace bolt::queue
