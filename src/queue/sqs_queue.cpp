#include "queue/sqs_queue.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/signal.hpp"
#include "queue/sqs_batch.hpp"
#include "queue/sqs_locator.hpp"
#include "queue/sqs_message.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <list>

namespace bolt::queue {
namespace {

using Messages = std::vector<Message>;

constexpr int kReceiveMax = 10;                               // SQS's limit
constexpr Duration kLongPollMax = std::chrono::seconds{20};   // SQS's limit
constexpr Duration kVisibilityMax = std::chrono::hours{12};   // SQS's limit
constexpr Duration kDeadLetterHold = std::chrono::minutes{1}; // to move a message in
constexpr std::size_t kReasonBytesMax = 1024;
constexpr std::size_t kAttributesMax = 10;

std::int64_t whole_seconds(Duration duration, Duration most) {
    return std::chrono::ceil<std::chrono::seconds>(std::clamp(duration, Duration{0}, most)).count();
}

int read_count(const json::value& attributes, const char* name) {
    const auto text = get_string(attributes, name);
    int count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

/// A ReceiveMessage call under way, which may outlive the receive() that started it.
struct Poll {
    int count_max = 1;
    Duration visibility{0};
    bool wanted = true; ///< a receive() waits for it
    std::optional<Result<Messages>> result{};
};

/// Everything, shared with the calls under way: they may end after the queue.
struct Core {
    Core(const Platform& on, SqsSettings with, SqsClientSettings client_settings, SqsName queue,
         std::optional<SqsName> dead)
        : platform(on), settings(std::move(with)), client(on, std::move(client_settings)),
          locator(client, std::move(queue), std::move(dead)), sends(on, client, "SendMessage"),
          removals(on, client, "DeleteMessage"), extensions(on, client, "ChangeMessageVisibility"),
          changed(on.clock) {}

    const Platform platform;
    const SqsSettings settings;
    SqsClient client;
    SqsLocator locator;
    SqsBatch sends, removals, extensions;
    Signal changed; ///< a poll ended, or wake()
    std::list<std::shared_ptr<Poll>> polls;
    std::uint64_t wakes = 0;
    bool closed = false;

    Async<Result<Messages>> ask(int count_max, Duration visibility, Duration wait) {
        const auto url = co_await locator.queue_url();
        if (!url) co_return forward(url);
        const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
        auto answer = co_await client.call("ReceiveMessage",
                                           {{"QueueUrl", *url},
                                            {"MaxNumberOfMessages", std::clamp(count_max, 1, kReceiveMax)},
                                            {"VisibilityTimeout", whole_seconds(visibility, kVisibilityMax)},
                                            {"WaitTimeSeconds", seconds.count()},
                                            {"AttributeNames", {"All"}},
                                            {"MessageAttributeNames", {"All"}}},
                                           seconds);
        if (!answer) co_return forward(answer);
        Messages messages;
        const auto* list = find(*answer, "Messages");
        if (list == nullptr || !list->is_array()) co_return messages;
        for (const auto& element : list->get_array()) {
            auto message = read_sqs_message(element);
            if (message)
                messages.push_back(std::move(*message));
            else
                // It stays in the queue, is delivered again, and in the end moved by the queue's redrive
                // policy.
                log::error("a message from SQS is damaged and left in the queue",
                           {{"queue", *url}, {"error", message.error().message}});
        }
        co_return messages;
    }

    Async<Result<void>> extend(const std::string& receipt, Duration visibility) {
        const auto url = co_await locator.queue_url();
        if (!url) co_return forward(url);
        auto done = co_await extensions.add(
            *url,
            {{"ReceiptHandle", receipt}, {"VisibilityTimeout", whole_seconds(visibility, kVisibilityMax)}},
            0);
        if (!done) co_return forward(done);
        co_return Result<void>{};
    }

    Async<Result<void>> remove(const std::string& receipt) {
        const auto url = co_await locator.queue_url();
        if (!url) co_return forward(url);
        auto done = co_await removals.add(*url, {{"ReceiptHandle", receipt}}, 0);
        if (!done) co_return forward(done);
        co_return Result<void>{};
    }

    /// `copy_of`: the message that this one copies; makes the copy recognisable to a FIFO queue.
    Async<Result<std::string>> send(std::string url, std::string body, Attributes attributes,
                                    std::string copy_of) {
        auto entry = write_sqs_message(body, attributes);
        if (url.ends_with(".fifo")) {
            const auto own = copy_of.empty() ? platform.new_id() : copy_of;
            const auto job = attributes.find("job_id");
            entry["MessageGroupId"] = job == attributes.end() || job->second.empty() ? own : job->second;
            entry["MessageDeduplicationId"] = own;
        }
        auto sent = co_await sends.add(url, std::move(entry), sqs_message_bytes(body, attributes));
        if (!sent) co_return forward(sent);
        auto id = get_string(*sent, "MessageId");
        const auto sum = get_string(*sent, "MD5OfMessageBody");
        if (id.empty() || (!sum.empty() && sum != hex(md5(body))))
            co_return fail(ErrorCode::unavailable, "SQS did not store the message as it was sent");
        co_return id;
    }
};

/// Runs a poll to its end, whoever waits for it then.
Async<void> run_poll(std::shared_ptr<Core> core, std::shared_ptr<Poll> poll, Duration wait) {
    poll->result = co_await core->ask(poll->count_max, poll->visibility, wait);
    core->changed.notify();
    if (poll->wanted) co_return;
    core->polls.remove(poll);
    if (!*poll->result || core->closed) co_return;
    for (const auto& message : **poll->result) {
        auto back = co_await core->extend(message.receipt, Duration{0});
        if (!back && !core->closed)
            log::info("a message that came after a stop is delivered again after its visibility timeout",
                      {{"message_id", message.id}, {"error", back.error().message}});
    }
}

class SqsQueue final : public Queue {
  public:
    explicit SqsQueue(std::shared_ptr<Core> core) : core_(std::move(core)) {}
    ~SqsQueue() override {
        core_->closed = true;
        core_->client.close();
    }
    SqsQueue(const SqsQueue&) = delete;
    SqsQueue& operator=(const SqsQueue&) = delete;

    Async<Result<std::string>> send(std::string body, Attributes attributes) override {
        auto core = core_;
        if (auto good = check_sqs_message(body, attributes, core->settings.body_bytes_max); !good)
            co_return forward(good);
        const auto url = co_await core->locator.queue_url();
        if (!url) co_return forward(url);
        co_return co_await core->send(*url, std::move(body), std::move(attributes), "");
    }

    Async<Result<Messages>> receive(int count_max, Duration visibility, Duration wait) override {
        auto core = core_;
        const auto started = core->platform.clock.monotonic();
        const auto wakes = core->wakes;
        for (;;) {
            const auto asked = core->platform.clock.monotonic();
            const auto left = std::max(wait - (asked - started), Duration{0});
            auto messages = co_await poll(core, count_max, visibility, left, wakes);
            if (!messages || !messages->empty() || left == Duration{0} || core->wakes != wakes)
                co_return messages;
            const auto answered = core->platform.clock.monotonic();
            const auto rest = wait - (answered - started);
            if (rest <= Duration{0}) co_return messages;
            // Less than SQS's smallest wait is waited for here, before a last look; and a server that does
            // not hold its answers (SQS does not when too many messages are in flight) is not asked without a
            // pause.
            constexpr Duration kPause = std::chrono::seconds{1};
            const bool early = answered - asked < std::min(left, kLongPollMax) / 2;
            if (rest >= kPause && !early) continue;
            const auto end = answered + std::min(rest, kPause);
            for (auto now = answered; now < end && core->wakes == wakes;
                 now = core->platform.clock.monotonic())
                co_await core->changed.wait_past(core->changed.count(), end - now);
            if (core->wakes != wakes) co_return messages;
        }
    }

    Async<Result<void>> remove(const Message& message) override {
        auto core = core_;
        co_return co_await core->remove(message.receipt);
    }
    Async<Result<void>> extend(const Message& message, Duration visibility) override {
        auto core = core_;
        co_return co_await core->extend(message.receipt, visibility);
    }

    Async<Result<void>> dead_letter(const Message& message, std::string reason) override {
        auto core = core_;
        const auto copy = message;
        const auto url = co_await core->locator.dead_letter_url();
        if (!url) co_return forward(url);
        if (url->empty())
            co_return fail(
                ErrorCode::unavailable,
                "the queue has no dead-letter queue: run `directory-bolt queue setup`, or set SQS_DLQ_URL");
        // An old receipt is refused here, before a copy of another consumer's message is made.
        if (auto held = co_await core->extend(copy.receipt, kDeadLetterHold); !held) co_return held;
        auto attributes = copy.attributes;
        for (const auto* name : {"reason", "original_message_id"}) attributes.erase(name);
        const auto own = attributes.contains(std::string(kTraceHeader)) ? kAttributesMax + 1 : kAttributesMax;
        while (attributes.size() + 2 > own) attributes.erase(std::prev(attributes.end()));
        attributes["reason"] = to_valid_utf8(reason.substr(0, kReasonBytesMax));
        attributes["original_message_id"] = copy.id;
        auto sent = co_await core->send(*url, copy.body, std::move(attributes), copy.id);
        if (!sent) co_return forward(sent);
        co_return co_await core->remove(copy.receipt);
    }

    Async<Result<Depth>> depth() override {
        auto core = core_;
        static const std::vector<std::string> kNames{"ApproximateNumberOfMessages",
                                                     "ApproximateNumberOfMessagesNotVisible"};
        const auto url = co_await core->locator.queue_url();
        if (!url) co_return forward(url);
        const auto main = co_await sqs_attributes(core->client, *url, kNames);
        if (!main) co_return forward(main);
        Depth depth{.visible = read_count(*main, kNames[0].c_str()),
                    .in_flight = read_count(*main, kNames[1].c_str())};
        const auto dead_url = co_await core->locator.dead_letter_url();
        if (!dead_url) co_return forward(dead_url);
        if (dead_url->empty()) co_return depth;
        const auto dead = co_await sqs_attributes(core->client, *dead_url, kNames);
        if (!dead) co_return forward(dead);
        depth.dead = read_count(*dead, kNames[0].c_str()) + read_count(*dead, kNames[1].c_str());
        co_return depth;
    }

    void wake() override {
        ++core_->wakes;
        core_->changed.notify();
    }
    std::string provider() const override { return "sqs"; }
    std::string url() const override { return core_->settings.queue_url; }

  private:
    /// One call to SQS, or one that a former receive() left: until it ends, `left` is over or wake() is
    /// called.
    static Async<Result<Messages>> poll(std::shared_ptr<Core> core, int count_max, Duration visibility,
                                        Duration left, std::uint64_t wakes) {
        // A call's own time-outs end it; two minutes are more than all its tries.
        auto end = core->platform.clock.monotonic() + left + std::chrono::minutes{2};
        std::shared_ptr<Poll> mine;
        for (const auto& each : core->polls)
            if (left >= std::chrono::seconds{1} && !each->wanted && each->count_max <= count_max &&
                each->visibility == visibility)
                mine = each;
        if (mine) {
            mine->wanted = true;
            end -= std::chrono::minutes{2}; // it may wait longer than our caller wants to
        } else {
            mine = std::make_shared<Poll>(Poll{count_max, visibility});
            core->polls.push_back(mine);
            const auto wait = std::min(left, kLongPollMax);
            spawn(core->platform.executor, "SQS poll",
                  [core, mine, wait] { return run_poll(core, mine, wait); });
        }
        while (!mine->result && core->wakes == wakes) {
            const auto now = core->platform.clock.monotonic();
            if (now >= end) break;
            co_await core->changed.wait_past(core->changed.count(), end - now);
        }
        if (!mine->result) {
            mine->wanted = false;
            co_return Messages{};
        }
        core->polls.remove(mine);
        co_return std::move(*mine->result);
    }

    std::shared_ptr<Core> core_;
};

} // namespace

Result<std::unique_ptr<Queue>> make_sqs_queue(const Platform& platform, SqsSettings settings) {
    auto names = read_sqs_names(settings);
    if (!names) return forward(names);
    auto client = sqs_client_settings(settings, names->queue);
    if (!client) return forward(client);
    return std::make_unique<SqsQueue>(std::make_shared<Core>(platform, std::move(settings),
                                                             std::move(*client), std::move(names->queue),
                                                             std::move(names->dead_letters)));
}

} // namespace bolt::queue
