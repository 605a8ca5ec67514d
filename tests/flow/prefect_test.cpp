// The orchestrator port's conformance suite on Prefect's own server.
#include "flow/flow_conformance.hpp"
#include "tests/flow/prefect_world.hpp"

namespace bolt::flow {
namespace {

// Asked so seldom that a worker which gets its run in time was woken.
std::unique_ptr<FlowWorld> make_world(TestLoop& loop) {
    return std::make_unique<PrefectWorld>(loop, prefect_server().api_url(), std::chrono::minutes{1});
}

INSTANTIATE_TEST_SUITE_P(Prefect, FlowConformance,
                         testing::Values(FlowFactory{.name = "prefect",
                                                     .make = make_world,
                                                     .wakes_within = std::chrono::seconds{15}}));

} // namespace
} // namespace bolt::flow
