#include "flow/store_flow.hpp"

#include "flow/flow_conformance.hpp"
#include "store/customers.hpp"
#include "store/test_store.hpp"

namespace bolt::flow {
namespace {

std::unique_ptr<store::Database> open(const Platform& platform, const store::TestFolder& folder) {
    store::SqliteSettings settings;
    settings.path = (folder.path / "flow.db").string();
    auto opened = store::open_sqlite(platform, settings);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

struct StoreWorld final : FlowWorld {
    explicit StoreWorld(TestLoop& loop)
        : platform(loop.platform), database(open(loop.platform, folder)),
          other_database(open(loop.platform, folder)), first(make_store_flow(loop.platform, *database)),
          second(make_store_flow(loop.platform, *other_database)) {}
    Orchestrator& flow() override { return *first; }
    Orchestrator& other() override { return *second; }
    std::string new_job() override {
        store::ManualJob job;
        job.profile.business_name = "Example Bakery";
        job.profile.email = "owner@example.com";
        return database
            ->write_blocking([&](store::Tx& tx) { return store::create_manual_job(tx, platform, job); })
            .value()
            .job_id;
    }

    store::TestFolder folder;
    Platform platform;
    std::unique_ptr<store::Database> database, other_database;
    std::unique_ptr<Orchestrator> first, second;
};

INSTANTIATE_TEST_SUITE_P(Store, FlowConformance,
                         testing::Values(FlowFactory{.name = "store", .make = [](TestLoop& loop) {
                                                         return std::make_unique<StoreWorld>(loop);
                                                     }}));

TEST(StoreFlow, ARunOfNoJobIsRefused) {
    TestLoop loop;
    StoreWorld world(loop);
    const auto run = loop.run(world.first->start({"00000000-0000-4000-8000-000000000000", "key", 4, {}}));
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().code, ErrorCode::conflict) << run.error().message;
}

TEST(StoreFlow, AClosedStoreIsAnErrorNotAWait) {
    TestLoop loop;
    StoreWorld world(loop);
    const auto job = world.new_job();
    world.database->close();
    EXPECT_FALSE(loop.run(world.first->claim("worker", 20s)));
    EXPECT_FALSE(loop.run(world.first->start({job, job, 4, {}})));
}

} // namespace
} // namespace bolt::flow
