#include "flow/store_flow.hpp"

#include "flow/flow_conformance.hpp"
#include "store/customers.hpp"
#include "store/jobs.hpp"
#include "store/test_store.hpp"

namespace bolt::flow {
namespace {

struct StoreWorld final : FlowWorld {
    explicit StoreWorld(TestLoop& loop)
        : platform(loop.platform), database_(place.open(loop.platform)),
          other_database(place.open(loop.platform)), first(make_store_flow(loop.platform, *database_)),
          second(make_store_flow(loop.platform, *other_database)) {}
    Orchestrator& flow() override { return *first; }
    Orchestrator& other() override { return *second; }
    std::string new_job() override {
        store::ManualJob job;
        job.profile.business_name = "Example Bakery";
        job.profile.email = "owner@example.com";
        return database_
            ->write_blocking([&](store::Tx& tx) { return store::create_manual_job(tx, platform, job); })
            .value()
            .job_id;
    }

    store::Database& database() override { return *database_; }
    std::string shown(const std::string& run_id) override {
        static const store::Statement kState{"SELECT state FROM flow_runs WHERE id = $1"};
        return other_database
            ->read_blocking(
                [&](store::Tx& tx) -> Result<std::string> { return tx.run(kState, {run_id}).text(0, 0); })
            .value();
    }
    void cancel(const std::string& run_id) override {
        static const store::Statement kJob{"SELECT job_id FROM flow_runs WHERE id = $1"};
        EXPECT_TRUE(database_->write_blocking([&](store::Tx& tx) {
            return store::cancel_job(tx, platform, tx.run(kJob, {run_id}).text(0, 0),
                                     "staff:ada@example.com");
        }));
    }

    store::TestPlace place;
    Platform platform;
    std::unique_ptr<store::Database> database_, other_database;
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
    world.database().close();
    EXPECT_FALSE(loop.run(world.first->claim("worker", 20s)));
    EXPECT_FALSE(loop.run(world.first->start({job, job, 4, {}})));
}

} // namespace
} // namespace bolt::flow
