// The queue port's conformance suite on SQS as two servers of others speak it, standard and FIFO queues.
#include "queue/queue_conformance.hpp"
#include "queue/sqs_admin.hpp"
#include "tests/peers/sqs_server.hpp"

#include <cstdio>
#include <cstdlib>

namespace bolt::queue {
namespace {

using Kind = peers::SqsServer::Kind;

/// Started with the first test that needs it, for all of them.
peers::SqsServer& server(Kind kind) {
    static std::map<Kind, std::unique_ptr<peers::SqsServer>> servers;
    auto& one = servers[kind];
    if (!one) one = std::make_unique<peers::SqsServer>(kind);
    return *one;
}

SqsSettings settings(Kind kind, std::string name) {
    return {.queue_url = "sqs:" + std::move(name),
            .environment = {{"AWS_ACCESS_KEY_ID", "test"},
                            {"AWS_SECRET_ACCESS_KEY", "test"},
                            {"AWS_REGION", "us-east-1"},
                            {"AWS_ENDPOINT_URL_SQS", server(kind).endpoint()},
                            {"AWS_EC2_METADATA_DISABLED", "true"}}};
}

std::unique_ptr<Queue> open(const Platform& platform, SqsSettings with) {
    auto made = make_sqs_queue(platform, std::move(with));
    if (!made) throw std::runtime_error(made.error().message);
    return std::move(*made);
}

std::string fresh_name(bool fifo) {
    static int number = 0;
    return fmt::format("bolt-{}{}", ++number, fifo ? ".fifo" : "");
}

/// A queue that `queue setup` has made, and two clients of it.
struct SqsWorld final : QueueWorld {
    SqsWorld(TestLoop& on, Kind kind, bool fifo) : loop(on) {
        const auto by_name = settings(kind, fresh_name(fifo));
        const auto setup = loop.run(set_up_sqs(loop.platform, by_name));
        if (!setup) throw std::runtime_error(setup.error().message);
        auto by_url = by_name;
        by_url.queue_url = setup->queue_url;
        by_url.dead_letter_url = setup->dead_letter_url;
        first = open(loop.platform, by_name); // finds its dead-letter queue by the redrive policy
        second = open(loop.platform, by_url);
        auto of_dead = by_name;
        of_dead.queue_url = setup->dead_letter_url;
        dead = open(loop.platform, of_dead);
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
    std::unique_ptr<Queue> first, second, dead;
};

QueueFactory factory(Kind kind, bool fifo) {
    return {.name =
                fmt::format("{}_{}", kind == Kind::moto ? "moto" : "elasticmq", fifo ? "fifo" : "standard"),
            .make = [=](TestLoop& loop) { return std::make_unique<SqsWorld>(loop, kind, fifo); },
            .short_visibility = std::chrono::seconds{1},
            .refuses_old_receipts = kind == Kind::elasticmq};
}

std::string name_of(const testing::TestParamInfo<QueueFactory>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(ElasticMq, QueueConformance,
                         testing::Values(factory(Kind::elasticmq, false), factory(Kind::elasticmq, true)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Moto, QueueConformance,
                         testing::Values(factory(Kind::moto, false), factory(Kind::moto, true)), name_of);

class Servers : public testing::TestWithParam<Kind> {
  protected:
    TestLoop loop;
};
INSTANTIATE_TEST_SUITE_P(All, Servers, testing::Values(Kind::elasticmq, Kind::moto));

TEST_P(Servers, SetupCanBeRepeatedAndChangesNothingThen) {
    const auto with = settings(GetParam(), fresh_name(false));
    const auto made = loop.run(set_up_sqs(loop.platform, with)).value();
    EXPECT_EQ(made.steps.size(), 3U);
    EXPECT_TRUE(made.dead_letter_url.ends_with("-dlq"));
    const auto again = loop.run(set_up_sqs(loop.platform, with)).value();
    EXPECT_EQ(again.queue_url, made.queue_url);
    for (const auto& step : again.steps) EXPECT_TRUE(step.starts_with("found")) << step;
    auto other_dead = with;
    other_dead.dead_letter_url = "sqs:another-dlq";
    EXPECT_EQ(loop.run(set_up_sqs(loop.platform, other_dead)).error().code, ErrorCode::conflict);
}

TEST_P(Servers, AQueueThatIsNotThereIsNamedWithWhatToDo) {
    const auto missing = loop.run(open(loop.platform, settings(GetParam(), "missing"))->send("x", {}));
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_NE(missing.error().message.find("missing"), std::string::npos);
    EXPECT_NE(missing.error().message.find("queue setup"), std::string::npos);
}

TEST_P(Servers, SqsMovesWhatNobodyRemoves) {
    SqsWorld world(loop, GetParam(), false);
    ASSERT_TRUE(loop.run(world.first->send("kills its consumer", {{"job_id", "j"}})));
    for (int delivery = 1; delivery <= 5; ++delivery) {
        const auto got =
            loop.run(world.first->receive(1, std::chrono::minutes{1}, std::chrono::seconds{5})).value();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_EQ(got[0].receive_count, delivery);
        ASSERT_TRUE(loop.run(world.first->extend(got[0], Duration{0})));
    }
    EXPECT_TRUE(loop.run(world.first->receive(1, std::chrono::minutes{1}, Duration{0}))->empty());
    const auto dead =
        loop.run(world.dead->receive(1, std::chrono::minutes{1}, std::chrono::seconds{5})).value();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].body, "kills its consumer");
    EXPECT_EQ(dead[0].attributes.at("job_id"), "j");
}

TEST_P(Servers, TraceContextTravelsWithTheMessage) {
    SqsWorld world(loop, GetParam(), false);
    const std::map<std::string, std::string> trace{
        {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
        {"AWSTraceHeader", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}};
    ASSERT_TRUE(loop.run(world.first->send("x", trace)));
    const auto got =
        loop.run(world.second->receive(1, std::chrono::minutes{1}, std::chrono::seconds{5})).value();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].attributes, trace);
}

} // namespace
} // namespace bolt::queue

int main(int count, char** arguments) {
    using bolt::peers::SqsServer;
    testing::InitGoogleTest(&count, arguments);
    for (const auto kind : {SqsServer::Kind::elasticmq, SqsServer::Kind::moto}) {
        const auto why = SqsServer::why_absent(kind);
        if (why.empty()) continue;
        const char* ci = std::getenv("CI");
        const bool must_run = ci != nullptr && std::string_view(ci) == "true";
        std::printf("%s: the SQS servers' tests %s\n", why.c_str(), must_run ? "cannot run" : "are skipped");
        return must_run ? 1 : 0;
    }
    return RUN_ALL_TESTS();
}
