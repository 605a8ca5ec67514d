// What people, automations and dead processes do in Prefect, and what becomes of it.
#include "tests/flow/prefect_world.hpp"

#include "store/attempts.hpp"
#include "store/flow_runs.hpp"
#include "store/jobs.hpp"

namespace bolt::flow {
namespace {

class PrefectPeople : public testing::Test {
  protected:
    flow::Run start(const std::string& job, const std::string& key = "") {
        return loop.run(world.flow().start({job, key.empty() ? job : key, 4, {{"package_size", 2}}})).value();
    }
    std::optional<flow::Run> claim(Duration wait = std::chrono::seconds{5}) {
        return loop.run(world.other().claim("worker-1", wait)).value();
    }
    /// Until `done`, while somebody attends.
    bool attended_until(const std::function<bool()>& done) {
        StopToken stop(loop.clock);
        bool ended = false, held = false;
        spawn(loop.platform.executor, "attend", [&]() -> Async<void> {
            co_await world.flow().attend(stop);
            ended = true;
        });
        // Whatever happens, nobody attends any more when this returns.
        try {
            for (int looks = 0; looks < 100 && !held; ++looks) {
                held = done();
                loop.run_until([] { return false; }, std::chrono::milliseconds{100});
            }
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
        stop.request();
        EXPECT_TRUE(loop.run_until([&] { return ended; }));
        return held;
    }
    std::string state_of(const flow::Run& run) {
        return get_string(world.shown_run(world.prefect_id(run.id)), "state_type");
    }
    std::string number(const char* query) {
        static std::map<std::string, store::Statement> statements;
        const auto& statement = statements.emplace(query, store::Statement{query}).first->second;
        return world.write(
            [&](store::Tx& tx) -> Result<std::string> { return tx.run(statement).text(0, 0); });
    }
    void script(const std::string& text) {
        ASSERT_TRUE(world.first_database->write_blocking([&](store::Tx& tx) -> Result<void> {
            tx.script(text);
            return {};
        }));
    }
    /// A job of two directories whose first submission was sent to its end and whose second waits.
    void begin(const std::string& job) {
        script(
            "INSERT INTO directories (name, title, website, submission_url, host, policy, pacing_ms) VALUES "
            "('one', 'Directory One', 'https://one.example', 'https://one.example/add', 'one.example', "
            "'allowed', 0), "
            "('two', 'Directory Two', 'https://two.example', 'https://two.example/add', 'two.example', "
            "'allowed', 0)");
        ASSERT_TRUE(world.first_database->write_blocking(
            [&](store::Tx& tx) { return store::begin_job(tx, loop.platform, job, 2, "worker-1"); }));
    }
    void finish_one(const std::string& job) {
        ASSERT_TRUE(world.first_database->write_blocking([&](store::Tx& tx) -> Result<void> {
            store::ClaimRequest request;
            request.worker_id = "worker-1";
            auto leased = store::claim_attempts(tx, loop.platform, request);
            if (!leased) return forward(leased);
            if (leased->size() != 1 || leased->front().job.id != job)
                return fail(ErrorCode::internal, "nothing leased");
            store::AttemptOutcome outcome;
            outcome.verdict = Verdict::accepted;
            outcome.duration_ms = 1500;
            auto done = store::finish_attempt(tx, loop.platform, leased->front().fence, outcome, {});
            if (!done) return forward(done);
            return {};
        }));
    }

    TestLoop loop;
    PrefectWorld world{loop};
};

TEST_F(PrefectPeople, AJobIsShownWithItsDirectoriesLogsAndResults) {
    const auto job = world.new_job();
    const auto run = start(job);
    ASSERT_TRUE(claim());
    begin(job);
    finish_one(job);
    const auto id = world.prefect_id(run.id);
    const json::object of_run{{"flow_runs", {{"id", {{"any_", json::array{id}}}}}}};
    const auto tasks = [&] {
        const auto all = world.call("POST", "/task_runs/filter", of_run);
        std::map<std::string, json::value> by_name;
        for (const auto& task : all.as_array()) by_name[get_string(task, "name")] = task;
        return by_name;
    };
    ASSERT_TRUE(attended_until([&] {
        const auto seen = tasks();
        return seen.size() == 2 && get_string(seen.at("Directory One"), "state_type") == "COMPLETED" &&
               get_string(seen.at("Directory Two"), "state_type") == "PENDING";
    }));
    EXPECT_EQ(tasks().at("Directory One").at("total_run_time").to_number<double>(), 1.5);
    finish_one(job);
    ASSERT_TRUE(attended_until(
        [&] { return number("SELECT count(*) FROM prefect_runs WHERE settled_at IS NULL") == "0"; }));
    const auto shown = world.shown_run(id);
    EXPECT_EQ(get_string(shown, "state_type"), "COMPLETED");
    EXPECT_EQ(get_string(shown, "name"), "Example Bakery (starter)");
    EXPECT_EQ(get_string(shown.at("state"), "message"), "2 submitted");
    const json::object artifacts{{"artifacts", {{"flow_run_id", {{"any_", json::array{id}}}}}},
                                 {"sort", "KEY_ASC"}};
    const auto found = world.call("POST", "/artifacts/filter", artifacts).as_array();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].at("data").to_number<int>(), 100);
    EXPECT_EQ(parse_json(get_string(found[1], "data"))->as_array().size(), 2U);

    // A process that died after it had shipped the logs leaves its name and the old position.
    const json::object logs{{"logs", {{"flow_run_id", {{"any_", json::array{id}}}}}}};
    const auto lines = world.call("POST", "/logs/filter", logs).as_array().size();
    EXPECT_GE(lines, 6U);
    script("UPDATE prefect_runs SET position = 0, owner = 'dead', settled_at = NULL, due_at = created_at");
    ASSERT_TRUE(attended_until(
        [&] { return number("SELECT count(*) FROM prefect_runs WHERE settled_at IS NULL") == "0"; }));
    EXPECT_EQ(world.call("POST", "/logs/filter", logs).as_array().size(), lines);
    EXPECT_EQ(tasks().size(), 2U);
    EXPECT_EQ(world.call("POST", "/artifacts/filter", artifacts).as_array().size(), 2U);
}

TEST_F(PrefectPeople, ARunCalledCrashedWhileItsJobIsAliveIsCorrected) {
    const auto job = world.new_job();
    const auto run = start(job);
    ASSERT_TRUE(claim());
    world.set_state(world.prefect_id(run.id), {{"type", "CRASHED"}}, true);
    EXPECT_TRUE(attended_until([&] { return state_of(run) == "RUNNING"; }));
    EXPECT_FALSE(claim(Duration{0}));
}

TEST_F(PrefectPeople, ARunWhoseClaimerDiedIsOfferedAgain) {
    const auto job = world.new_job();
    const auto run = start(job);
    ASSERT_TRUE(world.set_state(world.prefect_id(run.id), {{"type", "PENDING"}}).accepted);
    EXPECT_FALSE(claim(Duration{0}));
    ASSERT_TRUE(attended_until([&] { return state_of(run) == "SCHEDULED"; }));
    const auto served = claim();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->id, run.id);
}

TEST_F(PrefectPeople, ADeletedRunLeavesItsJobToTheMonitor) {
    const auto job = world.new_job();
    const auto run = start(job);
    world.call("DELETE", "/flow_runs/" + world.prefect_id(run.id));
    EXPECT_TRUE(attended_until(
        [&] { return number("SELECT count(*) FROM flow_runs WHERE state = 'scheduled'") == "0"; }));
    EXPECT_EQ(number("SELECT status FROM jobs"), "pending");
    EXPECT_TRUE(start(job, job + ":1").created);
    EXPECT_TRUE(claim());
}

TEST_F(PrefectPeople, ARunStartedByHandServesItsJobAndAWrongOneFails) {
    const auto deployment =
        loop.run(set_up_prefect(world.client, world.settings.target)).value().deployment_id;
    const auto by_hand = [&](const json::object& parameters) {
        return get_string(world.call("POST", "/deployments/" + deployment + "/create_flow_run",
                                     json::object{{"parameters", parameters}}),
                          "id");
    };
    const auto job = world.new_job();
    for (const auto* wrong : {"no job", "00000000-0000-4000-8000-000000000000"}) {
        const auto id = by_hand({{"job_id", wrong}});
        EXPECT_FALSE(claim(Duration{0}));
        loop.run_until([] { return false; },
                       world.settings.query.count() > 0 ? std::chrono::milliseconds{600} : 0ms);
        EXPECT_FALSE(claim(Duration{0}));
        EXPECT_EQ(get_string(world.shown_run(id), "state_type"), "FAILED") << wrong;
    }
    by_hand({{"job_id", job}});
    const auto served = claim();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->job_id, job);
}

TEST_F(PrefectPeople, TheWorkPoolsLimitHoldsRunsBack) {
    const auto first_job = world.new_job(), second_job = world.new_job();
    const auto first = start(first_job);
    world.call("PATCH", "/work_pools/" + world.settings.target.work_pool,
               json::object{{"concurrency_limit", 1}});
    ASSERT_TRUE(claim());
    start(second_job);
    EXPECT_FALSE(claim(std::chrono::milliseconds{700}));
    ASSERT_TRUE(world.first_database->write_blocking(
        [&](store::Tx& tx) { return store::cancel_job(tx, loop.platform, first_job, "staff:ada"); }));
    ASSERT_TRUE(attended_until([&] { return state_of(first) == "CANCELLED"; }));
    const auto served = claim();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->job_id, second_job);
}

TEST_F(PrefectPeople, ANewerRunOfTheJobEndsTheOlderAsCrashed) {
    const auto job = world.new_job();
    const auto old = start(job);
    ASSERT_TRUE(claim());
    const auto fresh = start(job, job + ":1");
    script("INSERT INTO queue_history (job_id, event) SELECT id, 'requeued_stale' FROM jobs");
    EXPECT_TRUE(attended_until([&] { return state_of(old) == "CRASHED"; }));
    EXPECT_EQ(state_of(fresh), "SCHEDULED");
    EXPECT_EQ(get_string(world.shown_run(world.prefect_id(fresh.id)), "name"),
              "Example Bakery (starter), run 1");
}

TEST_F(PrefectPeople, ARunOfTheStoreThatPrefectNeverHeardOfIsTold) {
    const auto job = world.new_job();
    ASSERT_TRUE(world.first_database->write_blocking(
        [&](store::Tx& tx) { return store::create_flow_run(tx, loop.platform, job, job, 4, {}); }));
    EXPECT_FALSE(claim(Duration{0}));
    ASSERT_TRUE(attended_until([&] { return number("SELECT count(*) FROM prefect_runs") == "1"; }));
    EXPECT_TRUE(claim());
}

} // namespace
} // namespace bolt::flow
