#include "queue/store_queue.hpp"

#include "queue/queue_conformance.hpp"
#include "store/messages.hpp"
#include "store/test_store.hpp"

namespace bolt::queue {
namespace {

/// Two consumers with a database connection of their own, as two processes have.
struct StoreWorld final : QueueWorld {
    explicit StoreWorld(TestLoop& loop)
        : database(place.open(loop.platform)), other_database(place.open(loop.platform)),
          first(make_store_queue(loop.platform, *database)),
          second(make_store_queue(loop.platform, *other_database)),
          dead(make_store_queue(loop.platform, *database, {.name = "jobs-dlq", .dead_letter_name = "none"})),
          loop(loop) {}
    Queue& queue() override { return *first; }
    Queue& other() override { return *second; }
    std::vector<std::pair<std::string, std::string>> dead_letters() override {
        std::vector<std::pair<std::string, std::string>> found;
        auto messages = loop.run(dead->receive(100, Duration{0}, Duration{0}));
        for (auto& message : messages.value()) found.emplace_back(message.body, message.attributes["reason"]);
        return found;
    }

    store::TestPlace place;
    std::unique_ptr<store::Database> database, other_database;
    std::unique_ptr<Queue> first, second, dead;
    TestLoop& loop;
};

INSTANTIATE_TEST_SUITE_P(Store, QueueConformance,
                         testing::Values(QueueFactory{.name = "store", .make = [](TestLoop& loop) {
                                                          return std::make_unique<StoreWorld>(loop);
                                                      }}));

TEST(StoreQueue, NamesItselfForEnqueueAnswers) {
    TestLoop loop;
    StoreWorld world(loop);
    EXPECT_EQ(world.first->provider(), "store");
    EXPECT_EQ(world.first->url(), "store:jobs");
}

TEST(StoreQueue, AnIdleReceiverCommitsNothing) {
    TestLoop loop;
    StoreWorld world(loop);
    EXPECT_TRUE(loop.run(world.first->receive(1, 1min, Duration{0}))->empty());
    const auto commits = world.database->committed().count();
    EXPECT_TRUE(loop.run(world.first->receive(1, 1min, 200ms))->empty());
    EXPECT_LE(world.database->committed().count() - commits, 1U);
}

TEST(StoreQueue, MessagesSurviveTheProcess) {
    TestLoop loop;
    store::TestPlace place;
    {
        auto database = place.open(loop.platform);
        EXPECT_TRUE(loop.run(make_store_queue(loop.platform, *database)->send("stays", {})));
    }
    auto database = place.open(loop.platform);
    auto queue = make_store_queue(loop.platform, *database);
    const auto messages = loop.run(queue->receive(1, 1min, 5s)).value();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].body, "stays");
}

TEST(StoreQueue, AClosedStoreIsAnErrorNotAWait) {
    TestLoop loop;
    StoreWorld world(loop);
    world.database->close();
    EXPECT_FALSE(loop.run(world.first->receive(1, 1min, 20s)));
    EXPECT_FALSE(loop.run(world.first->send("x", {})));
    EXPECT_FALSE(loop.run(world.first->depth()));
}

} // namespace
} // namespace bolt::queue
