// Our SQS client against bare libcurl: the same operations with the same headers and bodies on the same local
// server (ElasticMQ, of scripts/setup-peers), in turns. The peer computes no signature, but sends one:
// reading it costs the server about as much as the rest of the request, which says nothing about a client.
#include "base/test_loop.hpp"
#include "bench/measure.hpp"
#include "queue/sqs_admin.hpp"
#include "tests/peers/sqs_server.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr int kRounds = 12;
constexpr int kBlock = 100; ///< messages of one block
constexpr int kCallers = 64;
constexpr int kTogether = 1'280;
constexpr int kWarmUp = 400; ///< the server compiles itself while it runs

/// 330 bytes, as a job's message with its metadata has.
const std::string& body() {
    static const std::string text = R"({"job_id":"0193a5b0-0000-7000-8000-000000000000",)" +
                                    std::string(R"("padding":")") + std::string(260, 'x') + R"("})";
    return text;
}

/// One kept connection, one call after another, with signatures that are mere numbers (the server does not
/// check).
class BareCurl {
  public:
    BareCurl(const std::string& endpoint, std::string queue_url)
        : handle_(curl_easy_init()), queue_url_(std::move(queue_url)) {
        curl_easy_setopt(handle_, CURLOPT_URL, (endpoint + "/").c_str());
        curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &BareCurl::take);
        curl_easy_setopt(handle_, CURLOPT_WRITEDATA, this);
    }
    ~BareCurl() { curl_easy_cleanup(handle_); }
    BareCurl(const BareCurl&) = delete;
    BareCurl& operator=(const BareCurl&) = delete;

    json::value call(const char* operation, json::object request) {
        request["QueueUrl"] = queue_url_;
        const auto text = json::serialize(request);
        answer_.clear();
        curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/x-amz-json-1.0");
        headers = curl_slist_append(headers, fmt::format("X-Amz-Target: AmazonSQS.{}", operation).c_str());
        headers = curl_slist_append(headers, "X-Amz-Date: 20260101T000000Z");
        headers = curl_slist_append(
            headers,
            fmt::format(
                "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, "
                "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={:064x}",
                ++calls_)
                .c_str());
        curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, text.c_str());
        curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
        const auto code = curl_easy_perform(handle_);
        curl_slist_free_all(headers);
        if (code != CURLE_OK) give_up(fmt::format("libcurl: {}", curl_easy_strerror(code)));
        return answer_.empty() ? json::value() : json::parse(answer_);
    }

  private:
    static std::size_t take(char* data, std::size_t size, std::size_t count, void* self) {
        static_cast<BareCurl*>(self)->answer_.append(data, size * count);
        return size * count;
    }

    CURL* handle_;
    std::string queue_url_, answer_;
    std::uint64_t calls_ = 0;
};

double bare_sends(BareCurl& curl, int count) {
    const Stopwatch watch;
    for (int i = 0; i < count; ++i) curl.call("SendMessage", {{"MessageBody", body()}});
    return count / watch.seconds();
}

double bare_receives(BareCurl& curl, int count) {
    const Stopwatch watch;
    for (int i = 0; i < count; ++i) {
        const auto got = curl.call("ReceiveMessage", {{"MaxNumberOfMessages", 1},
                                                      {"VisibilityTimeout", 60},
                                                      {"WaitTimeSeconds", 5},
                                                      {"AttributeNames", {"All"}},
                                                      {"MessageAttributeNames", {"All"}}});
        curl.call("DeleteMessage", {{"ReceiptHandle", got.at("Messages").at(0).at("ReceiptHandle")}});
    }
    return count / watch.seconds();
}

template <class T>
T value(Result<T> result) {
    if (!result) give_up(result.error().message);
    return std::move(*result);
}

Async<bool> send(queue::Queue& queue, int count) {
    for (int i = 0; i < count; ++i) value(co_await queue.send(body(), {}));
    co_return true;
}

Async<bool> receive(queue::Queue& queue, int count) {
    for (int i = 0; i < count; ++i) {
        const auto got = value(co_await queue.receive(1, 1min, 5s));
        if (got.size() != 1) give_up("a message is missing");
        if (auto removed = co_await queue.remove(got[0]); !removed) give_up(removed.error().message);
    }
    co_return true;
}

double rate(TestLoop& loop, Async<bool> work, int count) {
    const Stopwatch watch;
    loop.run(std::move(work), std::chrono::seconds{60});
    return count / watch.seconds();
}

double send_together(TestLoop& loop, queue::Queue& queue) {
    int left = kCallers;
    const Stopwatch watch;
    for (int i = 0; i < kCallers; ++i)
        spawn(loop.platform.executor, "caller", [&queue, &left]() -> Async<void> {
            co_await send(queue, kTogether / kCallers);
            --left;
        });
    if (!loop.run_until([&] { return left == 0; }, std::chrono::seconds{60}))
        give_up("the callers do not end");
    return kTogether / watch.seconds();
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt;
    using namespace bolt::bench;
    if (const auto why = peers::SqsServer::why_absent(peers::SqsServer::Kind::elasticmq); !why.empty())
        give_up(why);
    const peers::SqsServer server(peers::SqsServer::Kind::elasticmq);
    TestLoop loop;
    const auto settings = [&](const std::string& name) {
        return queue::SqsSettings{.queue_url = "sqs:" + name,
                                  .environment = {{"AWS_ACCESS_KEY_ID", "test"},
                                                  {"AWS_SECRET_ACCESS_KEY", "test"},
                                                  {"AWS_REGION", "us-east-1"},
                                                  {"AWS_ENDPOINT_URL_SQS", server.endpoint()}}};
    };
    // A queue for each side, so that neither receives what the other sent.
    value(loop.run(queue::set_up_sqs(loop.platform, settings("ours"))));
    const auto peer = value(loop.run(queue::set_up_sqs(loop.platform, settings("peer"))));
    const auto ours = value(queue::make_sqs_queue(loop.platform, settings("ours")));
    BareCurl curl(server.endpoint(), peer.queue_url);
    rate(loop, send(*ours, kWarmUp), kWarmUp);
    rate(loop, receive(*ours, kWarmUp), kWarmUp);
    bare_sends(curl, kWarmUp);
    bare_receives(curl, kWarmUp);

    Samples sends, bare_send, receives, bare_receive, together;
    for (int round = 0; round < kRounds; ++round) {
        sends.add(rate(loop, send(*ours, kBlock), kBlock));
        bare_send.add(bare_sends(curl, kBlock));
        receives.add(rate(loop, receive(*ours, kBlock), kBlock));
        bare_receive.add(bare_receives(curl, kBlock));
    }
    for (int round = 0; round < 3; ++round) together.add(send_together(loop, *ours));
    const auto note =
        fmt::format("{} rounds of {} messages, in turns; ElasticMQ on loopback", kRounds, kBlock);
    report({"SQS send, one caller", sends.median(), "1/s", "bare libcurl loop, same headers",
            bare_send.median(), Target::ratio_at_least, 0.8, note});
    report({"SQS receive and remove, one caller", receives.median(), "1/s", "bare libcurl loop, same headers",
            bare_receive.median(), Target::ratio_at_least, 0.8, note});
    report({"SQS send, 64 callers", together.median(), "1/s", "one caller, bare libcurl loop",
            bare_send.median(), Target::ratio_at_least, 0.8,
            fmt::format("{} messages a run, in batches", kTogether)});
    return 0;
}
