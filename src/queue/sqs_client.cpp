#include "queue/sqs_client.hpp"

#include "base/log.hpp"
#include "domain/rules.hpp"
#include "queue/sqs_fault.hpp"

#include <fmt/format.h>

namespace bolt::queue {
namespace {

// Ten messages of 1 MiB, escaped.
constexpr std::size_t kAnswerBytesMax = 64 << 20;
// AWS bears five minutes; a smaller difference is not why a signature was refused.
constexpr Duration kSkewMin = std::chrono::minutes{2};

Result<json::value> read_answer(const net::Response& response, const std::string& operation) {
    if (response.body.empty()) return json::object{}; // some servers answer SetQueueAttributes so
    auto body = parse_json(response.body);
    if (!body || !body->is_object())
        return fail(ErrorCode::unavailable,
                    fmt::format("the answer to SQS {} is no JSON object: is the endpoint SQS?", operation));
    return body;
}

} // namespace

SqsClient::SqsClient(const Platform& platform, SqsClientSettings settings)
    : platform_(platform), settings_(std::move(settings)), http_(std::in_place, platform.executor),
      credentials_(platform, settings_.environment,
                   [this](net::ClientRequest request) { return send(std::move(request)); }) {}

void SqsClient::close() { http_.reset(); }

Async<Result<net::Response>> SqsClient::send(net::ClientRequest request) {
    if (!http_) co_return fail(ErrorCode::cancelled, "the connection to SQS is closed");
    co_return co_await http_->send(std::move(request));
}

Async<Result<json::value>> SqsClient::call(std::string operation, json::object request,
                                           std::chrono::milliseconds wait) {
    net::ClientRequest wire{.method = "POST", .url = settings_.endpoint, .body = json::serialize(request)};
    wire.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                    {"X-Amz-Target", "AmazonSQS." + operation}};
    wire.timeout = settings_.timeout + wait;
    wire.response_bytes_max = kAnswerBytesMax;
    const RetryPolicy policy{.first_delay = settings_.first_delay, .longest_delay = settings_.longest_delay};
    bool clock_mended = false, credentials_renewed = false;
    for (int tries = 1;; ++tries) {
        const auto credentials = co_await credentials_.get();
        if (!credentials) co_return forward(credentials);
        auto signed_request = wire;
        if (auto done = net::sign_v4(signed_request, *credentials, {settings_.region, "sqs"},
                                     platform_.now() + clock_offset_);
            !done)
            co_return forward(done);
        auto response = co_await send(std::move(signed_request));
        Error error;
        bool again = false;
        if (response && response->status == 200) {
            co_return read_answer(*response, operation);
        } else if (response) {
            const auto fault = read_sqs_fault(*response);
            error = sqs_error(fault, operation);
            again = fault.remedy == SqsFault::Remedy::wait;
            if (fault.remedy == SqsFault::Remedy::clock && !clock_mended) {
                const auto theirs = server_time(*response);
                const auto off = theirs ? *theirs - (platform_.now() + clock_offset_) : Duration{0};
                if (std::chrono::abs(off) >= kSkewMin) {
                    clock_mended = true;
                    clock_offset_ += off;
                    log::warn(
                        "this machine's clock differs from the queue's; requests carry the queue's time",
                        {{"seconds",
                          std::chrono::duration_cast<std::chrono::seconds>(clock_offset_).count()}});
                    continue;
                }
            }
            if (fault.remedy == SqsFault::Remedy::credentials && !credentials_renewed) {
                credentials_renewed = true;
                credentials_.refuse(*credentials);
                continue;
            }
        } else {
            error = response.error();
            error.message = fmt::format("SQS {}: {}", operation, error.message);
            again = error.code == ErrorCode::unavailable || error.code == ErrorCode::timeout;
        }
        if (!again || tries >= settings_.tries_max || !http_) co_return tl::unexpected(std::move(error));
        co_await platform_.clock.sleep(retry_delay(policy, tries, platform_.random));
    }
}

} // namespace bolt::queue
