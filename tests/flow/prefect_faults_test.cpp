// Prefect down, slow, half-dead, or not Prefect at all: a gate before the real server does it.
#include "store/jobs.hpp"
#include "tests/flow/fault_gate.hpp"
#include "tests/flow/prefect_world.hpp"

#include <gmock/gmock.h>

namespace bolt::flow {
namespace {

using testing::HasSubstr;

class PrefectFaults : public testing::Test {
  protected:
    PrefectSettings gated() {
        auto settings = prefect_settings(gate.api_url());
        settings.client.tries_max = 3;
        settings.client.first_delay = std::chrono::milliseconds{10};
        settings.client.timeout = std::chrono::seconds{5};
        return settings;
    }
    /// One try of a call through the gate.
    Error refused(const FaultGate::Fault& fault, PrefectClientSettings settings = {}) {
        gate.faults = {fault};
        settings.api_url = gate.api_url();
        settings.tries_max = 1;
        PrefectClient client(loop.platform, settings);
        auto answer = loop.run(scheduled_flow_runs(client, "pool", loop.platform.now(), 5));
        client.close();
        if (answer) throw std::runtime_error("it was no error");
        EXPECT_LT(answer.error().message.size(), 700U);
        return answer.error();
    }
    long seen(const std::string& part) {
        return std::ranges::count_if(gate.seen,
                                     [&](const auto& each) { return each.find(part) != each.npos; });
    }

    TestLoop loop;
    FaultGate gate{loop.platform, "http://127.0.0.1:" + std::to_string(prefect_server().port())};
    PrefectWorld world{loop, gate.api_url()};
    const std::string polls = "get_scheduled_flow_runs";
};

TEST_F(PrefectFaults, F16PassingFaultsAreTriedAgainAndMakeOneRun) {
    const auto job = world.new_job();
    for (const auto& fault : std::vector<FaultGate::Fault>{{"POST", "create_flow_run", 503},
                                                           {"POST", "create_flow_run", 429, "", "0.05"},
                                                           {"POST", "create_flow_run", 408},
                                                           {"POST", "create_flow_run", 0},
                                                           {"POST", "create_flow_run", -1}}) {
        const auto key = job + ":" + std::to_string(fault.status);
        gate.faults = {fault};
        const auto run = loop.run(world.flow().start({job, key, 4, {}}));
        ASSERT_TRUE(run) << fault.status << ": " << run.error().message;
        EXPECT_TRUE(run->created);
        EXPECT_EQ(gate.faults[0].times, 0);
        const auto known =
            world.call("POST", "/flow_runs/count",
                       json::object{{"flow_runs", {{"idempotency_key", {{"any_", json::array{key}}}}}}});
        EXPECT_EQ(known, 1) << fault.status;
    }
}

TEST_F(PrefectFaults, F16ALostAnswerToTheClaimLosesNoRun) {
    const auto job = world.new_job();
    const auto run = loop.run(world.flow().start({job, job, 4, {}})).value();
    gate.faults = {{"POST", "set_state", -1, "", "", 0ms, 2}};
    const auto served = loop.run(world.other().claim("worker-1", std::chrono::seconds{5})).value();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->id, run.id);
    EXPECT_EQ(gate.faults[0].times, 0);
    EXPECT_EQ(world.shown(run.id), "running");
}

TEST_F(PrefectFaults, TheLoserOfAClaimDropsTheRun) {
    const auto job = world.new_job();
    const auto run = loop.run(world.flow().start({job, job, 4, {}})).value();
    const auto id = world.prefect_id(run.id);
    gate.faults = {{"POST", "set_state", 503, "", "", 400ms, 1}};
    std::optional<bool> got;
    spawn(loop.platform.executor, "worker", [&]() -> Async<void> {
        auto served = co_await world.other().claim("worker-1", Duration{0});
        got = served && *served;
    });
    // The gate holds this worker's claim: another one is faster.
    ASSERT_TRUE(loop.run_until([&] { return gate.faults[0].times == 0; }));
    ASSERT_TRUE(world.set_state(id, {{"type", "PENDING"}}).accepted);
    ASSERT_TRUE(loop.run_until([&] { return got.has_value(); }));
    EXPECT_FALSE(*got);
    EXPECT_EQ(world.run_of(run.id).state, "scheduled");
}

TEST_F(PrefectFaults, WhileItIsDownNothingIsLostAndNothingHangs) {
    const auto job = world.new_job();
    gate.faults = {{"GET", "/", 0, "", "", 0ms, 100}, {"POST", "/", 0, "", "", 0ms, 100}};
    const auto refused = loop.run(world.flow().start({job, job, 4, {}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << refused.error().message;
    EXPECT_FALSE(loop.run(world.other().claim("worker-1", std::chrono::seconds{20})));
    gate.faults.clear();
    const auto run = loop.run(world.flow().start({job, job, 4, {}}));
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_TRUE(run->created);
    EXPECT_TRUE(loop.run(world.other().claim("worker-1", std::chrono::seconds{5})).value());
}

TEST_F(PrefectFaults, AStopEndsTheWaitBetweenTries) {
    gate.faults = {{"GET", "/", 503, "", "9", 0ms, 100}, {"POST", "/", 503, "", "9", 0ms, 100}};
    bool ended = false;
    spawn(loop.platform.executor, "worker", [&]() -> Async<void> {
        co_await world.other().claim("worker-1", std::chrono::seconds{60});
        ended = true;
    });
    ASSERT_TRUE(loop.run_until([&] { return !gate.seen.empty(); }));
    loop.run_until([] { return false; }, std::chrono::milliseconds{100});
    EXPECT_FALSE(ended);
    world.other().wake();
    EXPECT_TRUE(loop.run_until([&] { return ended; }, std::chrono::seconds{3}));
}

TEST_F(PrefectFaults, ErrorsSayWhatPrefectSaidAndWhatToDo) {
    EXPECT_EQ(refused({"POST", polls, 401, R"({"exception_message":"Unauthorized"})"}).code,
              ErrorCode::unauthenticated);
    EXPECT_THAT(refused({"POST", polls, 401, ""}).message, HasSubstr("PREFECT_API_AUTH_STRING"));
    EXPECT_EQ(refused({"POST", polls, 403, R"({"detail":"no"})"}).code, ErrorCode::permission_denied);
    EXPECT_EQ(refused({"POST", polls, 404, R"({"detail":"Work pool not found."})"}).code,
              ErrorCode::not_found);
    EXPECT_EQ(refused({"POST", polls, 409, R"({"detail":"Data integrity conflict"})"}).code,
              ErrorCode::conflict);
    const auto invalid = refused(
        {"POST", polls, 422,
         R"({"exception_message":"Invalid request received.","exception_detail":[{"loc":["limit"]}]})"});
    EXPECT_EQ(invalid.code, ErrorCode::invalid_argument);
    EXPECT_THAT(invalid.message, HasSubstr("Invalid request received. [{\"loc\":[\"limit\"]}]"));
    EXPECT_EQ(refused({"POST", polls, 429, "", "3600"}).code, ErrorCode::rate_limited);
    EXPECT_EQ(refused({"POST", polls, 500, "<html>"}).code, ErrorCode::unavailable);
    EXPECT_THAT(refused({"POST", polls, 302, ""}).message, HasSubstr("PREFECT_API_URL"));
    PrefectClientSettings hurried;
    hurried.timeout = std::chrono::milliseconds{150};
    EXPECT_EQ(refused({"POST", polls, 200, "[]", "", 1000ms}, hurried).code, ErrorCode::timeout);
}

TEST_F(PrefectFaults, WhatIsNoAnswerOfPrefectIsAClearBoundedError) {
    for (const auto& body :
         std::vector<std::string>{"<html>Welcome</html>", "[{", "{}", "7", "[7]", "[{}]",
                                  R"([{"flow_run":7}])", R"([{"flow_run":{"id":"x"}}])",
                                  std::string(5000, '['), "\"\\ud800\"", std::string(17 << 20, ' ')}) {
        const auto error = refused({"POST", polls, 200, body});
        EXPECT_TRUE(error.code == ErrorCode::unavailable || error.code == ErrorCode::too_large)
            << body.substr(0, 40);
        EXPECT_THAT(error.message, HasSubstr("refect")) << body.substr(0, 40);
    }
    EXPECT_THAT(refused({"POST", polls, 400, "{\"detail\":\"" + std::string(9000, 'x') + "\"}"}).message,
                HasSubstr("xxx"));
    EXPECT_EQ(prefect_message("{\"detail\":\"a\\u001b[2Jb\\u0000\"}").find('\x1b'), std::string::npos);
}

TEST_F(PrefectFaults, ARefusalThatHelpsNobodyIsNotRepeated) {
    const auto job = world.new_job();
    ASSERT_TRUE(loop.run(world.flow().start({job, job, 4, {}})));
    gate.seen.clear();
    gate.faults = {{"POST", "create_flow_run", 422, "{}"}};
    EXPECT_EQ(loop.run(world.flow().start({job, job + ":1", 4, {}})).error().code,
              ErrorCode::invalid_argument);
    EXPECT_EQ(seen("create_flow_run"), 1);
}

TEST_F(PrefectFaults, CloudGetsItsKeyAndAServerItsPassword) {
    auto with = gated().client;
    with.api_key = "pnu_1234";
    PrefectClient cloud(loop.platform, with);
    ASSERT_TRUE(loop.run(cloud.call("GET", "/health")));
    EXPECT_EQ(gate.last_headers.get("Authorization"), "Bearer pnu_1234");
    EXPECT_THAT(std::string(gate.last_headers.get("User-Agent")), testing::StartsWith("prefect/3."));
    with.auth_string = "user:password";
    PrefectClient server(loop.platform, with);
    ASSERT_TRUE(loop.run(server.call("GET", "/health")));
    EXPECT_EQ(gate.last_headers.get("Authorization"), "Basic dXNlcjpwYXNzd29yZA==");
    cloud.close();
    server.close();
}

TEST_F(PrefectFaults, AWorkPoolThatSomebodyDeletedIsMadeAgain) {
    const auto job = world.new_job();
    ASSERT_TRUE(loop.run(world.flow().start({job, job, 4, {}})));
    ASSERT_TRUE(loop.run(world.other().claim("worker-1", 0s)).value());
    world.call("DELETE", "/work_pools/" + world.settings.target.work_pool);
    const auto run = loop.run(world.flow().start({job, job + ":1", 4, {}}));
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_TRUE(loop.run(world.other().claim("worker-1", 5s)).value());
}

TEST_F(PrefectFaults, ARunThatPrefectRefusesToHearOfHoldsUpNoOther) {
    std::vector<std::string> runs;
    for (int i = 0; i < 2; ++i) {
        const auto job = world.new_job();
        runs.push_back(loop.run(world.flow().start({job, job, 4, {}}))->id);
        ASSERT_TRUE(loop.run(world.other().claim("worker-1", 5s)).value());
        // There is no directory: the job ends at once.
        ASSERT_TRUE(world.first_database->write_blocking(
            [&](store::Tx& tx) { return store::begin_job(tx, loop.platform, job, 5, "worker-1"); }));
    }
    gate.faults = {{"POST", "/logs/", 422, "{}", "", 0ms, 1000, world.prefect_id(runs[0])}};
    StopToken stop(loop.clock);
    bool ended = false;
    spawn(loop.platform.executor, "attend", [&]() -> Async<void> {
        co_await world.flow().attend(stop);
        ended = true;
    });
    bool told = false;
    for (int looks = 0; looks < 80 && !told; ++looks) {
        loop.run_until([] { return false; }, 100ms);
        told = world.shown(runs[1]) == "failed";
    }
    stop.request();
    ASSERT_TRUE(loop.run_until([&] { return ended; }));
    EXPECT_TRUE(told);
    EXPECT_LT(gate.faults[0].times, 1000);
    EXPECT_EQ(world.shown(runs[0]), "running");
}

TEST_F(PrefectFaults, ADeploymentThatSomebodyDeletedIsMadeAgain) {
    const auto job = world.new_job();
    ASSERT_TRUE(loop.run(world.flow().start({job, job, 4, {}})));
    const auto id = loop.run(find_prefect_deployment(world.client)).value();
    world.call("DELETE", "/deployments/" + id);
    const auto run = loop.run(world.flow().start({job, job + ":1", 4, {}}));
    EXPECT_TRUE(run) << run.error().message;
}

} // namespace
} // namespace bolt::flow
