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

/// 330 bytes, as a job's message with its metadata has.
/// The same row into the same table with the same pragmas, by nothing but sqlite3.
double bare_rate(BareSqlite& database, const Platform& platform, int sends) {
    BareStatement insert(database.handle(),
                         "INSERT INTO queue_messages (id, queue, body, attributes, visible_at, sent_at) "
                         "VALUES (?1, ?2, ?3, '{}', ?4, ?4)");
    const Stopwatch watch;
    for (int i = 0; i < sends; ++i)
        insert.run({platform.new_id(), std::string(kBenchQueue), bench_body(), format_time(platform.now())});
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
        world.run(send_messages(world, 1, kAloneSends, rate));
        alone.add(rate);
        bare.add(bare_rate(floor, other.platform(), kAloneSends));
    }
    for (int i = 0; i < kRuns; ++i) {
        world.run(send_messages(world, kCallers, kGroupSends, rate));
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
