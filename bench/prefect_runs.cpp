// The subscriber's way to a flow run (store and Prefect) against the same calls by Prefect's own client: same
// server (of scripts/setup-peers), same deployment, one caller, in turns.
#include "base/test_loop.hpp"
#include "bench/children.hpp"
#include "bench/measure.hpp"
#include "flow/prefect_flow.hpp"
#include "store/customers.hpp"
#include "store/sqlite_database.hpp"
#include "tests/peers/prefect_server.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <sstream>

namespace bolt::bench {
namespace {

constexpr int kRounds = 4;
constexpr int kBlock = 25; ///< runs of one block

template <class T>
T value(Result<T> result) {
    if (!result) give_up(result.error().message);
    return std::move(*result);
}

std::vector<std::string> make_jobs(const Platform& platform, store::Database& database) {
    std::vector<std::string> jobs;
    for (int i = 0; i < kBlock; ++i) {
        store::ManualJob job;
        job.profile.business_name = "Example Bakery";
        job.profile.email = "owner@example.com";
        jobs.push_back(value(database.write_blocking([&](store::Tx& tx) {
                           return store::create_manual_job(tx, platform, job);
                       })).job_id);
    }
    return jobs;
}

Async<bool> start_all(flow::Orchestrator& flow, const std::vector<std::string>& jobs, Samples& took) {
    for (const auto& job : jobs) {
        const Stopwatch watch;
        value(co_await flow.start({job, job, 4, {{"customer_id", "customer"}, {"package_size", 5}}}));
        took.add(watch.milliseconds());
    }
    co_return true;
}

void own_client(Child& python, int round, Samples& took) {
    python.say(fmt::format("{} round-{}", kBlock, round));
    std::istringstream times(python.hear(100));
    for (double one = 0; times >> one;) took.add(one);
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt;
    using namespace bolt::bench;
    if (const auto why = peers::PrefectServer::why_absent(); !why.empty()) give_up(why);
    const peers::PrefectServer server;
    ::setenv("PREFECT_API_URL", server.api_url().c_str(), 1);
    ::setenv("DO_NOT_TRACK", "1", 1);
    ::setenv("PYTHONPATH", ".peers/prefect", 1);
    const Folder folder;
    ::setenv("PREFECT_HOME", folder.path().c_str(), 1);
    TestLoop loop;
    store::SqliteSettings sqlite;
    sqlite.path = (folder.path() / "bench.db").string();
    auto database = value(store::open_sqlite(loop.platform, sqlite));
    flow::PrefectSettings settings;
    settings.client.api_url = server.api_url();
    settings.target.queues = {{"starter", 4}};
    auto flow = flow::make_prefect_flow(loop.platform, *database, settings);
    flow::PrefectClient client(loop.platform, settings.client);
    Samples ours, peer, warm_up;
    const auto our_block = [&](Samples& into) {
        const auto jobs = make_jobs(loop.platform, *database);
        loop.run(start_all(*flow, jobs, into), std::chrono::seconds{100});
    };
    our_block(warm_up);
    Child python(
        {"python3", "bench/peers/prefect_client.py", value(loop.run(flow::find_prefect_deployment(client)))});
    python.hear(100);
    own_client(python, 0, warm_up);
    for (int round = 1; round <= kRounds; ++round) {
        our_block(ours);
        own_client(python, round, peer);
    }
    client.close();
    flow.reset();
    database->close();
    // Calls at the median: Prefect's SQLite answers 503 now and then, and the pauses that follow tell
    // nothing.
    report({"Prefect flow run created, one caller", 1e3 / ours.median(), "1/s", "Prefect's own Python client",
            1e3 / peer.median(), Target::ratio_at_least, 0.9,
            fmt::format("{} rounds of {} runs, in turns; ours stores each run beside it", kRounds, kBlock)});
    return 0;
}
