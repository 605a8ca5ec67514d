#include "cli/sqs_endpoint.hpp"

#include "net/aws_profile.hpp"

#include <charconv>
#include <fmt/format.h>

namespace bolt::cli {
namespace {

constexpr const char* kKeyId = "directory-bolt";

bool has_own_keys(const roles::Settings& settings) {
    return !net::aws_variable(settings.aws, "AWS_ACCESS_KEY_ID").empty() &&
           !net::aws_variable(settings.aws, "AWS_SECRET_ACCESS_KEY").empty();
}

} // namespace

Result<std::unique_ptr<queue::SqsServer>> make_sqs_endpoint(const Platform& platform,
                                                            store::Database& database,
                                                            const roles::Settings& settings,
                                                            const std::string& where) {
    constexpr std::string_view kScheme = "store:";
    if (where.empty()) return nullptr;
    if (!settings.queue_url.starts_with(kScheme))
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("--sqs-endpoint serves the embedded queue, but QUEUE_URL is {}", settings.queue_url));
    queue::SqsServerSettings server;
    server.queue.name = settings.queue_url.substr(kScheme.size());
    server.queue.dead_letter_name = server.queue.name + "-dlq";
    const auto colon = where.rfind(':');
    if (colon != where.npos) server.address = where.substr(0, colon);
    if (server.address.starts_with('[') && server.address.ends_with(']'))
        server.address = server.address.substr(1, server.address.size() - 2);
    const auto port = colon == where.npos ? where : where.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), server.port);
    if (error != std::errc{} || end != port.data() + port.size() || server.address.empty())
        return fail(ErrorCode::invalid_argument,
                    fmt::format("--sqs-endpoint {}: must be [address:]port, e.g. 127.0.0.1:9324", where));
    server.keys = has_own_keys(settings)
                      ? net::AwsCredentials{net::aws_variable(settings.aws, "AWS_ACCESS_KEY_ID"),
                                            net::aws_variable(settings.aws, "AWS_SECRET_ACCESS_KEY")}
                      : net::AwsCredentials{kKeyId, settings.sqs_endpoint_secret};
    return std::make_unique<queue::SqsServer>(platform, database, server);
}

std::string sqs_endpoint_banner(const queue::SqsServer& server, const roles::Settings& settings) {
    return fmt::format(
        "  SQS         {}\n              (AWS_ENDPOINT_URL_SQS={}, {})\n", server.queue_url(), server.url(),
        has_own_keys(settings)
            ? "keys as in the environment"
            : fmt::format("access key {}, its secret is BOLT_SQS_ENDPOINT_SECRET in {}/secrets.json", kKeyId,
                          settings.data_folder));
}

} // namespace bolt::cli
