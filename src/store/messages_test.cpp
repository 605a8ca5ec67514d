#include "store/messages.hpp"

#include "store/flow_runs.hpp"
#include "store/heartbeats.hpp"
#include "store/test_scene.hpp"

#include <set>
#include <thread>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

struct QueueScene : Scene {
    std::string send(const std::string& body, Duration delay = Duration{0}) {
        return write(
            [&](Tx& tx) { return insert_message(tx, platform, "jobs", body, {{"kind", "test"}}, delay); });
    }
    std::vector<StoredMessage> receive(int count_max = 10, const std::string& queue = "jobs") {
        return write([&](Tx& tx) { return receive_messages(tx, platform, queue, count_max, 30s); });
    }
    bool remove(const std::string& receipt) {
        return write([&](Tx& tx) { return delete_message(tx, "jobs", receipt); });
    }
    QueueDepth depth(const std::string& queue = "jobs") {
        return write([&](Tx& tx) { return queue_depth(tx, clock.now(), queue); });
    }
};

TEST(Messages, AreHiddenWhileReceivedAndComeBack) {
    QueueScene scene;
    const auto id = scene.send("hello");
    const auto first = scene.receive();
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].id, id);
    EXPECT_EQ(first[0].body, "hello");
    EXPECT_EQ(first[0].receive_count, 1);
    EXPECT_EQ(get_string(first[0].attributes, "kind"), "test");
    EXPECT_TRUE(scene.receive().empty());
    EXPECT_EQ(scene.depth().in_flight, 1);
    EXPECT_EQ(scene.write([](Tx& tx) { return next_visible(tx, "jobs"); }), scene.clock.now() + 30s);
    scene.clock.advance(30s);
    const auto second = scene.receive();
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].receive_count, 2);
    EXPECT_FALSE(scene.remove(first[0].receipt)) << "an old receipt";
    EXPECT_TRUE(scene.remove(second[0].receipt));
    EXPECT_FALSE(scene.remove(second[0].receipt));
    EXPECT_FALSE(scene.remove("nonsense"));
    EXPECT_FALSE(scene.write([](Tx& tx) { return next_visible(tx, "jobs"); }));
}

TEST(Messages, AreTakenOnceByParallelReceivers) {
    QueueScene scene;
    for (int i = 0; i < 100; ++i) scene.send(std::to_string(i));
    std::vector<std::thread> threads;
    std::vector<std::vector<StoredMessage>> got(4);
    for (auto& mine : got)
        threads.emplace_back([&] {
            for (auto some = scene.receive(7); !some.empty(); some = scene.receive(7))
                std::ranges::move(some, std::back_inserter(mine));
        });
    for (auto& thread : threads) thread.join();
    std::set<std::string> bodies;
    std::size_t total = 0;
    for (const auto& mine : got)
        for (const auto& message : mine) bodies.insert(message.body), ++total;
    EXPECT_EQ(total, 100u);
    EXPECT_EQ(bodies.size(), 100u);
}

TEST(Messages, OldestFirstAndDelayedLater) {
    QueueScene scene;
    scene.send("later", 60s);
    scene.send("one");
    scene.clock.advance(1s);
    scene.send("two");
    EXPECT_EQ(scene.depth().visible, 2);
    EXPECT_EQ(scene.depth().in_flight, 0) << "a delayed message is not in flight";
    EXPECT_EQ(scene.depth().oldest, 1s);
    const auto got = scene.receive(1);
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].body, "one");
    EXPECT_EQ(scene.receive().at(0).body, "two");
    scene.clock.advance(59s);
    EXPECT_EQ(scene.receive().size(), 3u) << "the delayed one, and the others again";
}

TEST(Messages, VisibilityCanBeExtendedOrGivenUp) {
    QueueScene scene;
    scene.send("x");
    const auto receipt = scene.receive().at(0).receipt;
    const auto change = [&](Duration visibility) {
        return scene.write(
            [&](Tx& tx) { return change_visibility(tx, scene.clock.now(), "jobs", receipt, visibility); });
    };
    scene.clock.advance(29s);
    EXPECT_TRUE(change(30s));
    scene.clock.advance(29s);
    EXPECT_TRUE(scene.receive().empty());
    EXPECT_TRUE(change(0s));
    EXPECT_EQ(scene.receive().size(), 1u);
    EXPECT_FALSE(change(30s)) << "an old receipt";
}

TEST(Messages, ADeadLetterKeepsBodyAndReason) {
    QueueScene scene;
    scene.send("bad");
    const auto receipt = scene.receive().at(0).receipt;
    const auto move = [&] {
        return scene.write([&](Tx& tx) {
            return move_message(tx, scene.clock.now(), "jobs", receipt, "jobs-dlq", "no \"job_id\"");
        });
    };
    EXPECT_TRUE(move());
    EXPECT_FALSE(move());
    EXPECT_EQ(scene.depth().visible + scene.depth().in_flight, 0);
    const auto dead = scene.receive(10, "jobs-dlq");
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].body, "bad");
    EXPECT_EQ(get_string(dead[0].attributes, "reason"), "no \"job_id\"");
    EXPECT_EQ(get_string(dead[0].attributes, "kind"), "test");
}

TEST(FlowRuns, OneKeyStartsOneRun) {
    Scene scene;
    const auto id = scene.add_job();
    const auto create = [&](const std::string& key, int priority = 4) {
        return scene.write([&](Tx& tx) {
            return create_flow_run(tx, scene.platform, id, key, priority, {{"package_size", 5}});
        });
    };
    const auto first = create("key");
    EXPECT_TRUE(first.created);
    EXPECT_EQ(first.state, "scheduled");
    const auto again = create("key");
    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.id, first.id);
    const auto urgent = create("urgent", 1);

    const auto claim = [&] {
        return scene.write([&](Tx& tx) { return claim_flow_run(tx, scene.clock.now()); });
    };
    EXPECT_EQ(claim()->id, urgent.id);
    const auto second = claim();
    EXPECT_EQ(second->id, first.id);
    EXPECT_EQ(second->state, "running");
    EXPECT_EQ(get_int(second->parameters, "package_size"), 5);
    EXPECT_FALSE(claim());

    const auto end = [&](const std::string& run, const std::string& state) {
        return scene->write_blocking([&](Tx& tx) { return end_flow_run(tx, scene.clock.now(), run, state); });
    };
    EXPECT_EQ(end(first.id, "done").error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(end(first.id, "completed"));
    EXPECT_TRUE(end(first.id, "failed")) << "ended twice is no error";
    EXPECT_EQ(scene.text("SELECT state FROM flow_runs WHERE id = '" + first.id + "'"), "completed");
    EXPECT_EQ(end("nope", "failed").error().code, ErrorCode::not_found);
}

TEST(Heartbeats, ShowTheNewestStateOfEachWorker) {
    constexpr const char* kJob = "00000000-0000-4000-8000-000000000001";
    Scene scene;
    const auto beat = [&](const std::string& worker, const std::string& status) {
        Heartbeat heartbeat;
        heartbeat.worker_id = worker;
        heartbeat.status = status;
        heartbeat.current_job_id = status == "running" ? kJob : "";
        heartbeat.metadata = {{"host", "h"}};
        return scene->write_blocking(
            [&](Tx& tx) { return record_heartbeat(tx, scene.clock.now(), heartbeat); });
    };
    ASSERT_TRUE(beat("old", "idle"));
    scene.clock.advance(10min);
    ASSERT_TRUE(beat("w1", "starting"));
    scene.clock.advance(1s);
    ASSERT_TRUE(beat("w2", "idle"));
    scene.clock.advance(1s);
    ASSERT_TRUE(beat("w1", "running"));
    EXPECT_EQ(beat("w3", "asleep").error().code, ErrorCode::conflict);
    const auto workers = scene.write([&](Tx& tx) { return list_workers(tx, scene.clock.now(), 5min); });
    ASSERT_EQ(workers.size(), 2u);
    EXPECT_EQ(workers[0].worker_id, "w1");
    EXPECT_EQ(workers[0].status, "running");
    EXPECT_EQ(workers[0].current_job_id, kJob);
    EXPECT_EQ(get_string(workers[0].metadata, "host"), "h");
    EXPECT_EQ(workers[1].worker_id, "w2");
}

TEST(Directories, AnUpdateKeepsWhatAPersonChanged) {
    Scene scene;
    scene.add_directories(2, 1500);
    scene.script("UPDATE directories SET paused = TRUE, pacing_ms = 9000 WHERE name = 'dir-00'");
    scene.add_directories(2, 1500);
    const auto found = scene.write([](Tx& tx) { return find_directory(tx, "dir-00"); });
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->paused);
    EXPECT_EQ(found->pacing_ms, 9000);
    EXPECT_EQ(found->title, "Directory 0");
    EXPECT_FALSE(found->requires_login) << "not known";
    EXPECT_EQ(scene.write([](Tx& tx) { return list_directories(tx); }).size(), 2u);
    EXPECT_FALSE(scene.write([](Tx& tx) { return find_directory(tx, "DIR-00' OR 1=1"); }));
}

} // namespace
} // namespace bolt::store
