// The store on PostgreSQL against pgbench's simplest commit on the same server: durable enqueues, claims with
// their acknowledgements, and what one submission costs.
#include "bench/world.hpp"
#include "store/attempts.hpp"
#include "store/jobs.hpp"
#include "store/messages.hpp"
#include "tests/peers/postgres_server.hpp"

#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr const char* kFloorTable =
    "CREATE TABLE floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)";
constexpr const char* kFloor = "INSERT INTO floor (body) VALUES (repeat('x', 330));";
constexpr int kCallers = 512;
constexpr int kTogether = 20'000, kAlone = 1'500;
constexpr int kBatch = 64, kConsumers = 4;
constexpr int kDirectories = 200;
constexpr int kFloorSeconds = 3;

/// Receives up to 64 and removes them, each in its own transaction, as the subscriber does, until none is
/// left.
Async<void> consume(World& world, std::shared_ptr<int> left, std::shared_ptr<int> done) {
    const auto& platform = world.platform();
    for (;;) {
        auto taken = co_await world.database().write(
            [&platform](store::Tx& tx) {
                return store::receive_messages(tx, platform, kBenchQueue, kBatch, std::chrono::minutes{5});
            },
            store::Durability::relaxed);
        if (!taken) give_up(taken.error().message);
        if (taken->empty()) break;
        auto removed = co_await world.database().write([&](store::Tx& tx) -> Result<int> {
            int count = 0;
            for (const auto& message : *taken) {
                auto gone = store::delete_message(tx, kBenchQueue, message.receipt);
                if (!gone) return forward(gone);
                count += *gone ? 1 : 0;
            }
            return count;
        });
        if (!removed) give_up(removed.error().message);
        *done += *removed;
    }
    --*left;
}

Async<void> consume_all(World& world, double& rate, int& count) {
    const auto left = std::make_shared<int>(kConsumers), done = std::make_shared<int>(0);
    const Stopwatch watch;
    for (int i = 0; i < kConsumers; ++i)
        spawn(world.platform().executor, "consumer",
              [&world, left, done] { return consume(world, left, done); });
    while (*left > 0) co_await world.platform().clock.sleep(1ms);
    count = *done;
    rate = *done / watch.seconds();
}

/// Lease, mark and finish, one submission after another.
Async<void> submit_all(World& world, Samples& each) {
    const auto& platform = world.platform();
    store::ClaimRequest request;
    request.worker_id = "bench";
    for (;;) {
        const Stopwatch watch;
        auto leased = co_await world.database().write(
            [&](store::Tx& tx) { return store::claim_attempts(tx, platform, request); },
            store::Durability::relaxed);
        if (!leased) give_up(leased.error().message);
        if (leased->empty()) break;
        const auto fence = leased->front().fence;
        auto marked = co_await world.database().write([&](store::Tx& tx) {
            return store::mark_sent(tx, platform.now(), fence, json::object{{"fields", json::array{}}});
        });
        if (!marked) give_up(marked.error().message);
        store::AttemptOutcome outcome;
        outcome.verdict = Verdict::accepted;
        outcome.confidence = 0.9;
        auto ended = co_await world.database().write(
            [&](store::Tx& tx) { return store::finish_attempt(tx, platform, fence, outcome, {}); });
        if (!ended) give_up(ended.error().message);
        each.add(watch.milliseconds());
    }
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt;
    using namespace bolt::bench;
    if (const auto absent = peers::PostgresServer::why_absent(); !absent.empty()) give_up(absent);
    peers::PostgresServer server(true);
    store::PostgresSettings settings;
    settings.url = server.make_database("bench");
    World world(settings);
    server.sql("bench", kFloorTable);

    const double floor = server.pgbench("bench", kFloor, 1, kFloorSeconds);
    const double floor_many = server.pgbench("bench", kFloor, 16, kFloorSeconds);
    double together = 0, alone = 0, consumed = 0;
    int count = 0;
    world.run(send_messages(world, 1, kAlone, alone));
    world.run(send_messages(world, kCallers, kTogether, together));
    world.run(consume_all(world, consumed, count));
    if (count < kTogether) give_up(fmt::format("{} of {} messages were consumed", count, kTogether));

    world.add_directories(kDirectories);
    for (const auto& job : world.add_jobs(2))
        world.write([&](store::Tx& tx) {
            return store::begin_job(tx, world.platform(), job.job_id, kDirectories, "bench");
        });
    Samples submission;
    world.run(submit_all(world, submission));
    if (submission.size() != 2 * kDirectories) give_up("not all submissions were leased");

    report({"PostgreSQL: durable enqueue, 512 callers", together, "1/s", "pgbench, one INSERT, 16 clients",
            floor_many, Target::ours_at_least, 10'000, fmt::format("{} rows", kTogether)});
    report({"PostgreSQL: durable enqueue, one caller", alone, "1/s", "pgbench, one INSERT, 1 client", floor,
            Target::ratio_at_least, 0.5, fmt::format("{} rows", kAlone)});
    report({"PostgreSQL: claim and ack in batches of 64", consumed, "1/s", "pgbench, one INSERT, 16 clients",
            floor_many, Target::ours_at_least, 10'000, fmt::format("{} consumers", kConsumers)});
    report({"PostgreSQL: store's part of a submission, p50", submission.median(), "ms", "pgbench, one commit",
            1000 / floor, Target::ours_at_most, 2,
            fmt::format("lease, mark, finish: {} submissions one by one", submission.size())});
    world.database().close();
    return 0;
}
