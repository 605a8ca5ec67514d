#include "store/bulk.hpp"

#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

const Actor kAda{"staff:ada@example.com", "because"};

struct BulkScene : Scene {
    StartedBulk start(const BulkRequest& request) {
        return write([&](Tx& tx) { return start_bulk(tx, platform, request, kAda); });
    }
    bool work(int count_max) {
        return write([&](Tx& tx) { return work_bulk(tx, platform, count_max); });
    }
    std::string state() {
        return text("SELECT status || ' ' || done || '/' || total || ' ' || changed FROM bulk_operations");
    }
};

TEST(Bulk, GoesOnWhereACrashLeftIt) {
    BulkScene scene;
    for (int i = 0; i < 5; ++i) scene.add_job(fmt::format("c{}@example.com", i));
    scene.clock.advance(std::chrono::seconds{1});
    BulkRequest request;
    request.action = "pause";
    scene.start(request);
    EXPECT_TRUE(scene.work(2));
    EXPECT_EQ(scene.state(), "running 2/5 2");
    // The chunk that a crash undoes leaves neither its changes nor its progress.
    auto crashed = scene->write_blocking([&](Tx& tx) -> Result<bool> {
        if (auto worked = work_bulk(tx, scene.platform, 2); !worked) return worked;
        return fail(ErrorCode::internal, "crash");
    });
    EXPECT_FALSE(crashed);
    EXPECT_EQ(scene.state(), "running 2/5 2");
    EXPECT_EQ(scene.number("SELECT count(*) FROM jobs WHERE paused"), 2);
    scene.reopen();
    while (scene.work(2)) {
    }
    EXPECT_EQ(scene.state(), "completed 5/5 5");
    EXPECT_EQ(scene.number("SELECT count(*) FROM jobs WHERE paused"), 5);
    EXPECT_EQ(scene.number("SELECT count(*) FROM audit_log WHERE action = 'job.pause'"), 5)
        << "each job once";
}

TEST(Bulk, WhatIsAbortedStopsAndWhatComesLaterIsNoPartOfIt) {
    BulkScene scene;
    for (int i = 0; i < 4; ++i) scene.add_job(fmt::format("c{}@example.com", i));
    scene.clock.advance(std::chrono::seconds{1});
    BulkRequest request;
    request.action = "pause";
    const auto first = scene.start(request);
    scene.clock.advance(std::chrono::seconds{1});
    scene.add_job("late@example.com");
    while (scene.work(2)) {
    }
    EXPECT_EQ(scene.state(), "completed 4/4 4");
    scene.script("DELETE FROM bulk_operations");
    request.action = "resume";
    const auto second = scene.start(request);
    EXPECT_TRUE(scene.work(1));
    EXPECT_TRUE(scene.write([&](Tx& tx) { return abort_bulk(tx, scene.platform, second.id, kAda); }));
    EXPECT_FALSE(scene.work(1));
    EXPECT_EQ(scene.number("SELECT count(*) FROM jobs WHERE paused"), 3) << "what is done stays done";
}

TEST(Bulk, ListedJobsAreDoneOnceWhateverTheirOrder) {
    BulkScene scene;
    BulkRequest request;
    request.action = "set_priority";
    request.priority = 1;
    for (int i = 0; i < 3; ++i) request.ids.push_back(scene.add_job(fmt::format("c{}@example.com", i)));
    std::ranges::reverse(request.ids);
    request.ids.push_back("00000000-0000-7000-8000-000000000000");
    scene.start(request);
    while (scene.work(2)) {
    }
    EXPECT_EQ(scene.state(), "completed 3/3 3");
}

} // namespace
} // namespace bolt::store
