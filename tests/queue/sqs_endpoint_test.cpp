// The queue port's conformance suite on our SQS client, over HTTP, against our own SQS endpoint; and what
// only a client that is not ours would send.
#include "queue/sqs_server.hpp"

#include "net/client.hpp"
#include "queue/queue_conformance.hpp"
#include "queue/sqs_admin.hpp"
#include "queue/sqs_message.hpp"
#include "store/test_store.hpp"

namespace bolt::queue {
namespace {

const net::AwsCredentials kKeys{"directory-bolt", "secret"};

std::unique_ptr<store::Database> open(const Platform& platform, const store::TestFolder& folder) {
    store::SqliteSettings settings;
    settings.path = (folder.path / "queue.db").string();
    auto opened = store::open_sqlite(platform, settings);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

struct EndpointWorld final : QueueWorld {
    explicit EndpointWorld(TestLoop& on)
        : loop(on), database(open(on.platform, folder)), server(on.platform, *database, {.keys = kKeys}) {
        if (auto started = server.start(); !started) throw std::runtime_error(started.error().message);
        first = client("sqs:jobs");
        second = client(server.queue_url());
        dead = client("sqs:jobs-dlq");
    }
    ~EndpointWorld() override {
        first.reset();
        second.reset();
        dead.reset();
        loop.run([](SqsServer& of) -> Async<int> {
            co_await of.stop();
            co_return 0;
        }(server));
    }
    SqsSettings settings(const std::string& url) const {
        return {.queue_url = url,
                .environment = {{"AWS_ACCESS_KEY_ID", kKeys.access_key_id},
                                {"AWS_SECRET_ACCESS_KEY", kKeys.secret_access_key},
                                {"AWS_REGION", "eu-central-1"},
                                {"AWS_ENDPOINT_URL_SQS", server.url()},
                                {"AWS_EC2_METADATA_DISABLED", "true"}}};
    }
    std::unique_ptr<Queue> client(const std::string& url) {
        auto made = make_sqs_queue(loop.platform, settings(url));
        if (!made) throw std::runtime_error(made.error().message);
        return std::move(*made);
    }
    Queue& queue() override { return *first; }
    Queue& other() override { return *second; }
    std::vector<std::pair<std::string, std::string>> dead_letters() override {
        std::vector<std::pair<std::string, std::string>> found;
        auto messages = loop.run(dead->receive(10, Duration{0}, Duration{0}));
        for (auto& message : messages.value()) found.emplace_back(message.body, message.attributes["reason"]);
        return found;
    }

    TestLoop& loop;
    store::TestFolder folder;
    std::unique_ptr<store::Database> database;
    SqsServer server;
    std::unique_ptr<Queue> first, second, dead;
};

INSTANTIATE_TEST_SUITE_P(SqsEndpoint, QueueConformance,
                         testing::Values(QueueFactory{
                             .name = "sqs endpoint",
                             .make = [](TestLoop& loop) { return std::make_unique<EndpointWorld>(loop); },
                             .short_visibility = std::chrono::seconds{1},
                             .refuses_old_receipts = false}));

struct SqsServerTest : testing::Test {
    TestLoop loop;
    EndpointWorld world{loop};
    net::HttpClient http{loop.platform.executor};

    net::ClientRequest request(const std::string& operation, const std::string& body) {
        return {.method = "POST",
                .url = world.server.url() + "/",
                .headers = {{"Content-Type", "application/x-amz-json-1.0"},
                            {"X-Amz-Target", "AmazonSQS." + operation}},
                .body = body};
    }
    net::Response send(net::ClientRequest wire) {
        auto response = loop.run(http.send(std::move(wire)));
        if (!response) throw std::runtime_error(response.error().message);
        return std::move(*response);
    }
    net::Response call(const std::string& operation, const std::string& body,
                       const net::AwsCredentials& keys = kKeys, Duration off = Duration{0},
                       const std::string& service = "sqs") {
        auto wire = request(operation, body);
        EXPECT_TRUE(net::sign_v4(wire, keys, {"eu-central-1", service}, loop.platform.now() + off));
        return send(std::move(wire));
    }
    /// "403 SignatureDoesNotMatch"
    static std::string refusal(const net::Response& response) {
        auto body = parse_json(response.body);
        const auto type = body ? get_string(*body, "__type") : "";
        return fmt::format("{} {}", response.status, type.substr(type.find('#') + 1));
    }
    std::string of_jobs(std::string rest = "") {
        return R"({"QueueUrl":")" + world.server.queue_url() + "\"" + (rest.empty() ? "" : "," + rest) + "}";
    }
};

TEST_F(SqsServerTest, SignaturesAreChecked) {
    EXPECT_EQ(call("ListQueues", "{}").status, 200);
    EXPECT_EQ(refusal(send(request("ListQueues", "{}"))), "403 MissingAuthenticationToken");
    EXPECT_EQ(refusal(call("ListQueues", "{}", {"somebody", "secret"})), "403 InvalidClientTokenId");
    EXPECT_EQ(refusal(call("ListQueues", "{}", {"directory-bolt", "guess"})), "403 SignatureDoesNotMatch");
    EXPECT_EQ(refusal(call("ListQueues", "{}", {"directory-bolt", ""})), "403 SignatureDoesNotMatch");
    EXPECT_EQ(refusal(call("ListQueues", "{}", kKeys, Duration{0}, "s3")), "403 SignatureDoesNotMatch");
    EXPECT_EQ(call("ListQueues", "{}", kKeys, std::chrono::minutes{4}).status, 200);
    const auto late = call("ListQueues", "{}", kKeys, std::chrono::minutes{-20});
    EXPECT_EQ(refusal(late), "403 SignatureDoesNotMatch");
    EXPECT_NE(late.body.find("Signature expired"), std::string::npos);
    EXPECT_TRUE(late.headers.has("Date"));
    EXPECT_NE(call("ListQueues", "{}", kKeys, std::chrono::minutes{20}).body.find("not yet current"),
              std::string::npos);
}

TEST_F(SqsServerTest, WhatIsSignedCannotBeChanged) {
    const auto change = [&](auto what) {
        auto wire = request("GetQueueUrl", R"({"QueueName":"jobs"})");
        EXPECT_TRUE(net::sign_v4(wire, kKeys, {"eu-central-1", "sqs"}, loop.platform.now()));
        what(wire);
        return refusal(send(std::move(wire)));
    };
    EXPECT_EQ(change([](auto&) {}), "200 ");
    EXPECT_EQ(change([](auto& wire) { wire.body = R"({"QueueName":"jobs-dlq"})"; }),
              "403 SignatureDoesNotMatch");
    EXPECT_EQ(change([](auto& wire) { wire.headers.set("X-Amz-Target", "AmazonSQS.PurgeQueue"); }),
              "403 SignatureDoesNotMatch");
    EXPECT_EQ(change([](auto& wire) { wire.url += "other?x=1"; }), "403 SignatureDoesNotMatch");
    for (const char* bad :
         {"AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=0",
          "Bearer x",
          "AWS4-HMAC-SHA256 Credential=directory-bolt/20260101/r/sqs/aws4_request, SignedHeaders=;;;, "
          "Signature=0"})
        EXPECT_EQ(change([&](auto& wire) { wire.headers.set("Authorization", bad); }),
                  "400 IncompleteSignature")
            << bad;
    EXPECT_EQ(change([](auto& wire) {
                  std::string text(wire.headers.get("Authorization"));
                  text.replace(text.find(";x-amz-target"), 13, "");
                  wire.headers.set("Authorization", text);
              }),
              "400 IncompleteSignature");
}

TEST_F(SqsServerTest, BadRequestsAreNamed) {
    const std::pair<std::string, std::string> bad[] = {
        {"SendMessage", "no JSON"},
        {"SendMessage", "[]"},
        {"SendMessage", "{}"},
        {"SendMessage", R"({"QueueUrl":"http://x/y/unknown","MessageBody":"x"})"},
        {"SendMessage", of_jobs()},
        {"SendMessage", of_jobs(R"("MessageBody":"")")},
        {"SendMessage", of_jobs(R"("MessageBody":"\u0001")")},
        {"SendMessage", of_jobs(R"("MessageBody":"x","DelaySeconds":901)")},
        {"SendMessage", of_jobs(R"("MessageBody":"x","MessageDeduplicationId":"d")")},
        {"SendMessage",
         of_jobs(R"("MessageBody":"x","MessageAttributes":{"a":{"DataType":"Array","StringValue":"x"}})")},
        {"SendMessage",
         of_jobs(R"("MessageBody":"x","MessageAttributes":{"a":{"DataType":"Number","StringValue":"x"}})")},
        {"SendMessage",
         of_jobs(
             R"("MessageBody":"x","MessageAttributes":{"AWS.Types":{"DataType":"String","StringValue":"x"}})")},
        {"SendMessage", of_jobs("\"MessageBody\":\"" + std::string(300'000, 'x') + "\"")},
        {"SendMessageBatch", of_jobs()},
        {"SendMessageBatch", of_jobs(R"("Entries":[{"Id":"a b","MessageBody":"x"}])")},
        {"SendMessageBatch",
         of_jobs(R"("Entries":[{"Id":"a","MessageBody":"x"},{"Id":"a","MessageBody":"x"}])")},
        {"ReceiveMessage", of_jobs(R"("MaxNumberOfMessages":11)")},
        {"ReceiveMessage", of_jobs(R"("WaitTimeSeconds":-1)")},
        {"DeleteMessage", of_jobs()},
        {"DeleteMessage", of_jobs(R"("ReceiptHandle":"x")")},
        {"ChangeMessageVisibility", of_jobs(R"("ReceiptHandle":"x:y","VisibilityTimeout":43201)")},
        {"CreateQueue", R"({"QueueName":"another"})"},
        {"DeleteQueue", of_jobs()},
        {"SetQueueAttributes", of_jobs(R"("Attributes":{"VisibilityTimeout":"99"})")},
        {"AddPermission", "{}"}};
    for (const auto& [operation, body] : bad) {
        const auto response = call(operation, body);
        EXPECT_EQ(response.status, 400) << operation << " " << body.substr(0, 100) << " " << response.body;
        EXPECT_TRUE(response.headers.has("x-amzn-query-error"));
    }
    EXPECT_EQ(loop.run(world.first->depth())->visible, 0);
}

TEST_F(SqsServerTest, SetupFindsBothQueuesAndTheirPolicy) {
    const auto setup = loop.run(set_up_sqs(loop.platform, world.settings("sqs:jobs"))).value();
    EXPECT_EQ(setup.queue_url, world.server.queue_url());
    for (const auto& step : setup.steps) EXPECT_TRUE(step.starts_with("found")) << step;
}

TEST_F(SqsServerTest, ReceivedTooOftenGoesToTheDeadLettersAndComesBackByMoveTask) {
    ASSERT_TRUE(loop.run(world.first->send("kills its consumer", {{"job_id", "j"}})));
    for (int delivery = 1; delivery <= 5; ++delivery) {
        const auto got = loop.run(world.first->receive(1, 1min, Duration{0})).value();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_EQ(got[0].receive_count, delivery);
        ASSERT_TRUE(loop.run(world.first->extend(got[0], Duration{0})));
    }
    EXPECT_TRUE(loop.run(world.first->receive(1, 1min, Duration{0}))->empty());
    ASSERT_EQ(world.dead_letters().size(), 1U);
    const auto moved =
        call("StartMessageMoveTask", R"({"SourceArn":"arn:aws:sqs:eu-central-1:000000000000:jobs-dlq"})");
    EXPECT_EQ(moved.status, 200) << moved.body;
    const auto back = loop.run(world.first->receive(1, 1min, Duration{0})).value();
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(back[0].receive_count, 1);
    EXPECT_EQ(back[0].attributes, (Attributes{{"job_id", "j"}}));
}

TEST_F(SqsServerTest, DelaysHideAndPurgeDeletes) {
    EXPECT_EQ(call("SendMessage", of_jobs(R"("MessageBody":"later","DelaySeconds":900)")).status, 200);
    EXPECT_TRUE(loop.run(world.first->receive(1, 1min, Duration{0}))->empty());
    const auto told = call("GetQueueAttributes", of_jobs(R"("AttributeNames":["All"])")).body;
    EXPECT_NE(told.find(R"("ApproximateNumberOfMessagesDelayed":"1")"), std::string::npos) << told;
    EXPECT_EQ(call("PurgeQueue", of_jobs()).status, 200);
    EXPECT_NE(call("GetQueueAttributes", of_jobs(R"("AttributeNames":["All"])")).body.find(R"(Delayed":"0")"),
              std::string::npos);
    EXPECT_EQ(refusal(call("PurgeQueue", of_jobs())), "403 PurgeQueueInProgress");
}

TEST_F(SqsServerTest, AStopEndsLongPolls) {
    bool ended = false;
    spawn(loop.platform.executor, "poll", [&]() -> Async<void> {
        (void)co_await world.first->receive(1, 1min, 20s);
        ended = true;
    });
    loop.run_until([] { return false; }, 100ms);
    const auto started = loop.clock.monotonic();
    loop.run([](SqsServer& of) -> Async<int> {
        co_await of.stop();
        co_return 0;
    }(world.server));
    EXPECT_LT(loop.clock.monotonic() - started, 3s);
    world.first.reset();
    loop.run_until([&] { return ended; }, 5s);
}

} // namespace
} // namespace bolt::queue
