#include "queue/sqs_admin.hpp"

#include "queue/sqs_locator.hpp"

#include <fmt/format.h>

namespace bolt::queue {
namespace {

// Fourteen days: SQS's longest, so that a person has time. Messages that SQS moves itself keep their first
// sending's date, so this must be longer than the queue's own.
constexpr const char* kDeadRetentionSeconds = "1209600";
constexpr const char* kRetentionSeconds = "345600"; // four days
constexpr const char* kVisibilitySeconds = "300";
constexpr const char* kWaitSeconds = "20";
// The subscriber moves a message itself at its fourth delivery and tells why; SQS's own rule is for what
// kills the subscriber before it can.
constexpr int kReceivesMax = 5;

/// What one command needs: the name, a client, a locator.
struct Session {
    SqsName queue;
    std::optional<SqsName> dead;
    SqsClient client;
    SqsLocator locator;

    Session(const Platform& platform, SqsName of, std::optional<SqsName> dead_letters, SqsClientSettings with)
        : queue(of), dead(dead_letters), client(platform, std::move(with)),
          locator(client, std::move(of), std::move(dead_letters)) {}
};

Result<std::unique_ptr<Session>> open(const Platform& platform, const SqsSettings& settings) {
    auto names = read_sqs_names(settings);
    if (!names) return forward(names);
    auto client = sqs_client_settings(settings, names->queue);
    if (!client) return forward(client);
    return std::make_unique<Session>(platform, std::move(names->queue), std::move(names->dead_letters),
                                     std::move(*client));
}

Async<Result<std::string>> find_or_make(SqsClient& client, const std::string& name, json::object attributes,
                                        std::vector<std::string>& steps) {
    auto found = co_await client.call("GetQueueUrl", {{"QueueName", name}});
    const bool exists = found.has_value();
    if (!exists && found.error().code != ErrorCode::not_found) co_return forward(found);
    if (!exists) {
        if (name.ends_with(".fifo")) attributes["FifoQueue"] = "true";
        found =
            co_await client.call("CreateQueue", {{"QueueName", name}, {"Attributes", std::move(attributes)}});
        if (!found) co_return forward(found);
    }
    auto url = get_string(*found, "QueueUrl");
    if (url.empty())
        co_return fail(ErrorCode::unavailable, fmt::format("SQS tells no URL for the queue {}", name));
    steps.push_back(fmt::format("{} {}", exists ? "found" : "made", name));
    co_return url;
}

Async<Result<void>> connect(SqsClient& client, const SqsSetup& setup, std::vector<std::string>& steps) {
    const auto dead = co_await sqs_attributes(client, setup.dead_letter_url, {"QueueArn"});
    if (!dead) co_return forward(dead);
    const auto arn = get_string(*dead, "QueueArn");
    const auto main = co_await sqs_attributes(client, setup.queue_url, {"RedrivePolicy"});
    if (!main) co_return forward(main);
    const auto policy = parse_json(get_string(*main, "RedrivePolicy"));
    const auto target = policy ? get_string(*policy, "deadLetterTargetArn") : "";
    if (target == arn) {
        steps.emplace_back("found the redrive policy");
        co_return Result<void>{};
    }
    if (!target.empty())
        co_return fail(
            ErrorCode::conflict,
            fmt::format("the queue's redrive policy already names {}: set SQS_DLQ_URL to that queue, or "
                        "remove the policy",
                        target));
    const auto text =
        json::serialize(json::object{{"deadLetterTargetArn", arn}, {"maxReceiveCount", kReceivesMax}});
    auto set = co_await client.call(
        "SetQueueAttributes", {{"QueueUrl", setup.queue_url}, {"Attributes", {{"RedrivePolicy", text}}}});
    if (!set) co_return forward(set);
    steps.push_back(
        fmt::format("set the redrive policy: to the dead letters after {} deliveries", kReceivesMax));
    co_return Result<void>{};
}

std::string dead_letter_name(const SqsName& queue) {
    return queue.fifo() ? queue.name.substr(0, queue.name.size() - 5) + "-dlq.fifo" : queue.name + "-dlq";
}

} // namespace

Async<Result<SqsSetup>> set_up_sqs(const Platform& platform, SqsSettings settings) {
    auto session = open(platform, settings);
    if (!session) co_return forward(session);
    auto& client = (*session)->client;
    const auto& queue = (*session)->queue;
    SqsSetup setup;
    const auto dead_name = (*session)->dead ? (*session)->dead->name : dead_letter_name(queue);
    auto dead = co_await find_or_make(client, dead_name, {{"MessageRetentionPeriod", kDeadRetentionSeconds}},
                                      setup.steps);
    if (!dead) co_return forward(dead);
    setup.dead_letter_url = *dead;
    auto main = co_await find_or_make(client, queue.name,
                                      {{"MessageRetentionPeriod", kRetentionSeconds},
                                       {"VisibilityTimeout", kVisibilitySeconds},
                                       {"ReceiveMessageWaitTimeSeconds", kWaitSeconds}},
                                      setup.steps);
    if (!main) co_return forward(main);
    setup.queue_url = *main;
    if (auto connected = co_await connect(client, setup, setup.steps); !connected)
        co_return forward(connected);
    co_return setup;
}

Async<Result<void>> purge_sqs(const Platform& platform, SqsSettings settings) {
    auto session = open(platform, settings);
    if (!session) co_return forward(session);
    const auto url = co_await (*session)->locator.queue_url();
    if (!url) co_return forward(url);
    auto purged = co_await (*session)->client.call("PurgeQueue", {{"QueueUrl", *url}});
    if (!purged) co_return forward(purged);
    co_return Result<void>{};
}

Async<Result<std::string>> sqs_dead_letter_url(const Platform& platform, SqsSettings settings) {
    auto session = open(platform, settings);
    if (!session) co_return forward(session);
    auto url = co_await (*session)->locator.dead_letter_url();
    if (url && url->empty())
        co_return fail(ErrorCode::not_found,
                       "the queue has no dead-letter queue: run `directory-bolt queue setup`");
    co_return url;
}

} // namespace bolt::queue
