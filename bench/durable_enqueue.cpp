// Durable enqueues (synchronous=FULL): one caller against a bare sqlite3 loop, and 512 callers whose
// transactions share their commits.
#include "bench/bare_sqlite.hpp"
#include "bench/world.hpp"
#include "store/messages.hpp"

#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr int kCallers = 512;
constexpr int kGroupSends = 30'000; ///< of one run
constexpr int kAloneSends = 100;    ///< of one block
constexpr int kAloneRuns = 40;
constexpr int kRuns = 5;
constexpr const char* kQueue = "bench";

/// 330 bytes, as a job's message with its metadata has.
const std::string& body() {
    static const std::string text = R"({"job_id":"0193a5b0-0000-7000-8000-000000000000",)" +
                                    std::string(R"("padding":")") + std::string(260, 'x') + R"("})";
    return text;
}

Async<void> send(World& world, int count, const std::shared_ptr<int>& left) {
    const auto& platform = world.platform();
    for (int i = 0; i < count; ++i) {
        auto sent = co_await world.database().write(
            [&platform](store::Tx& tx) { return store::insert_message(tx, platform, kQueue, body(), {}); });
        if (!sent) give_up(sent.error().message);
    }
    --*left;
}

/// Rows a second of `callers` that each send one after another.
Async<void> send_together(World& world, int callers, int sends, double& rate) {
    const auto left = std::make_shared<int>(callers);
    const Stopwatch watch;
    for (int i = 0; i < callers; ++i)
        spawn(world.platform().executor, "caller",
              [&world, count = sends / callers, left] { return send(world, count, left); });
    while (*left > 0) co_await world.platform().clock.sleep(1ms);
    rate = sends / callers * callers / watch.seconds();
}

Async<void> send_alone(World& world, int sends, double& rate) {
    const auto left = std::make_shared<int>(1);
    const Stopwatch watch;
    co_await send(world, sends, left);
    rate = sends / watch.seconds();
}

/// The same row into the same table with the same pragmas, by nothing but sqlite3.
double bare_rate(BareSqlite& database, const Platform& platform, int sends) {
    BareStatement insert(database.handle(),
                         "INSERT INTO queue_messages (id, queue, body, attributes, visible_at, sent_at) "
                         "VALUES (?1, ?2, ?3, '{}', ?4, ?4)");
    const Stopwatch watch;
    for (int i = 0; i < sends; ++i)
        insert.run({platform.new_id(), std::string(kQueue), body(), format_time(platform.now())});
    return sends / watch.seconds();
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt::bench;
    Samples together, alone, bare;
    World world;
    // The floor's file is made by the same migrations.
    World other;
    other.database().close();
    BareSqlite floor(other.file());
    double rate = 0;
    for (int i = 0; i < kAloneRuns; ++i) {
        world.run(send_alone(world, kAloneSends, rate));
        alone.add(rate);
        bare.add(bare_rate(floor, other.platform(), kAloneSends));
    }
    for (int i = 0; i < kRuns; ++i) {
        world.run(send_together(world, kCallers, kGroupSends, rate));
        together.add(rate);
    }
    report({"durable enqueue, 512 callers", together.median(), "1/s", "one caller, bare sqlite3 loop",
            bare.median(), Target::ours_at_least, 40'000,
            fmt::format("{} rows a run, median of {} runs", kGroupSends, kRuns)});
    report({"durable enqueue, one caller", alone.median(), "1/s", "one caller, bare sqlite3 loop",
            bare.median(), Target::ratio_at_least, 0.9,
            fmt::format("blocks of {} in turn, medians of {}", kAloneSends, kAloneRuns)});
    return 0;
}
