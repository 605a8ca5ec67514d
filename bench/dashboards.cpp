// A thousand dashboards and a hundred changes a second at the real gateway, a tenth of which never reads, in
// one process for the gateway and two for the clients; and what an idle dashboard costs in memory. Floor: the
// same bytes at the same pace to as many bare TCP clients, and as many accepted sockets, of a bare Asio loop.
#include "base/log.hpp"
#include "bench/dashboard_load.hpp"
#include "bench/world.hpp"
#include "roles/gateway.hpp"
#include "roles/work_group.hpp"
#include "store/history.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace bolt::bench {
namespace {

using tcp = asio::ip::tcp;

constexpr int kReaders = 900, kSleepers = 100;
constexpr int kFirst = 200, kIdle = 3'800; ///< together below what a gateway takes
constexpr int kChanges = 2'000;
constexpr int kMissed = 1'000, kMissedBytes = 20'000, kReturning = 20;
constexpr Duration kEvery = 10ms;
constexpr const char* kKey = "bench-staff-key-of-thirty-two-characters";

/// As the dashboard joins: every table.
Handshake dashboard() {
    return {.target = fmt::format("/realtime/v1/websocket?apikey={}&vsn=2.0.0", kKey),
            .join = R"(["1","1","realtime:dashboard","phx_join",{"config":{"postgres_changes":)"
                    R"([{"event":"*","schema":"public","table":"*"}]}}])",
            .joined = "Subscribed to PostgreSQL"};
}

/// The same after an absence: it gets all that was missed before it counts as subscribed.
Handshake returning() {
    auto handshake = dashboard();
    handshake.join.replace(handshake.join.rfind("}]"), 2, R"(,"since":0}])");
    handshake.joined = R"("status":"ok")";
    return handshake;
}

/// Where the server is and what it has cost since begin().
struct Costs {
    explicit Costs(LoadBoard& on) : board(on) {
        board.memory_before = own_memory();
        cpu = own_cpu_seconds();
    }
    void end() {
        board.server_cpu_seconds = own_cpu_seconds() - cpu;
        board.wall_seconds = watch.seconds();
        board.memory_after = own_memory();
        std::atomic_ref(board.over).store(1);
    }
    LoadBoard& board;
    Stopwatch watch;
    double cpu = 0;
};

Async<void> wait_joined(const Platform& platform, LoadBoard& board, int clients) {
    const Stopwatch watch;
    while (std::atomic_ref(board.ready).load() < clients) {
        if (watch.seconds() > 60) give_up("the clients do not connect");
        co_await platform.clock.sleep(5ms);
    }
    co_await platform.clock.sleep(200ms);
}

/// Calls `make(i)` at fixed times, whether the one before was quick or not.
template <class F>
Async<void> at_pace(const Platform& platform, F make) {
    const auto begun = platform.clock.monotonic();
    for (int i = 0; i < kChanges; ++i) {
        const auto due = begun + kEvery * i;
        if (const auto now = platform.clock.monotonic(); now < due) co_await platform.clock.sleep(due - now);
        co_await make(i);
    }
}

Async<void> commit(World& world, LoadBoard& board, const std::string& job, int number) {
    auto written = co_await world.database().write([&, number](store::Tx& tx) {
        auto added = store::add_history(tx, world.platform().now(), job, "directory-001", "submitted",
                                        {{"bench", number}}, "bench");
        // The last moment before the commit begins: its fsync counts.
        board.committed[number] = monotonic_ns();
        return added;
    });
    if (!written) give_up(written.error().message);
}

/// The real gateway; `body` runs beside it.
Async<void> with_gateway(World& world, LoadBoard& board, std::function<Async<void>()> body) {
    auto evidence = submit::make_folder_evidence((world.folder() / "evidence").string());
    const auto packages = bench_packages(1);
    roles::Settings settings;
    settings.gateway_port = 0;
    settings.stripe_webhook_secret = settings.backend_enqueue_token = settings.session_secret = kKey;
    settings.staff_api_key = kKey;
    roles::Gateway gateway(world.platform(), world.database(), world.queue(), *evidence, packages, settings);
    if (auto started = gateway.start(); !started) give_up(started.error().message);
    StopToken stop(world.platform().clock);
    roles::WorkGroup running(world.platform());
    running.start("gateway", [&] { return gateway.run(stop); });
    co_await world.platform().clock.sleep(50ms);
    std::atomic_ref(board.port).store(gateway.port());
    co_await body();
    stop.request();
    co_await running.wait_empty();
}

Async<void> wait_received(const Platform& platform, LoadBoard& board) {
    const Stopwatch watch;
    while (std::atomic_ref(board.reader_cpu_seconds).load() == 0) {
        if (watch.seconds() > 30) give_up("the readers do not get everything");
        co_await platform.clock.sleep(20ms);
    }
}

void serve_changes(LoadBoard& board) {
    World world;
    world.run(with_gateway(world, board, [&]() -> Async<void> {
        const auto job = world.add_jobs(1).front().job_id;
        co_await wait_joined(world.platform(), board, kReaders + kSleepers);
        Costs costs(board);
        co_await at_pace(world.platform(), [&](int i) { return commit(world, board, job, i); });
        costs.end();
        co_await wait_received(world.platform(), board);
    }));
}

void serve_idle(LoadBoard& first, LoadBoard& others) {
    World world;
    world.run(with_gateway(world, first, [&]() -> Async<void> {
        // The first ones also pay for what all share.
        co_await wait_joined(world.platform(), first, kFirst);
        Costs costs(others);
        others.port = first.port;
        co_await wait_joined(world.platform(), others, kIdle);
        costs.end();
        first.over = 1;
    }));
}

/// Everything was written before the clients come; some of them read it, some do not.
void serve_missed(LoadBoard& readers, LoadBoard& sleepers) {
    World world;
    const auto job = world.add_jobs(1).front().job_id;
    const std::string filler(kMissedBytes, 'x');
    for (int i = 0; i < kMissed; ++i)
        world.write([&](store::Tx& tx) {
            return store::add_history(tx, world.platform().now(), job, "directory-001", "submitted",
                                      {{"filler", filler}, {"bench", i}}, "bench");
        });
    world.run(with_gateway(world, sleepers, [&]() -> Async<void> {
        Costs growth(sleepers);
        co_await wait_joined(world.platform(), sleepers, kSleepers);
        co_await world.platform().clock.sleep(2s);
        growth.end();
        std::ranges::fill(readers.committed, monotonic_ns());
        Costs costs(readers);
        readers.port = sleepers.port;
        co_await wait_received(world.platform(), readers);
        costs.end();
    }));
}

/// What the gateway cannot be cheaper than: one shared buffer written to every socket.
Async<void> broadcast(const Platform& platform, LoadBoard& board, std::size_t bytes) {
    tcp::acceptor acceptor(platform.executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::atomic_ref(board.port).store(acceptor.local_endpoint().port());
    std::vector<tcp::socket> sockets;
    for (int i = 0; i < kReaders; ++i) {
        sockets.push_back(co_await acceptor.async_accept(asio::use_awaitable));
        sockets.back().set_option(tcp::no_delay(true));
    }
    co_await wait_joined(platform, board, kReaders);
    Costs costs(board);
    co_await at_pace(platform, [&](int number) -> Async<void> {
        auto text = fmt::format("{{\"bench\":{}}}", number);
        text.resize(std::max(bytes, text.size()), ' ');
        const auto frame = std::make_shared<const std::string>(server_frame(text));
        board.committed[number] = monotonic_ns();
        for (auto& socket : sockets)
            asio::async_write(socket, asio::buffer(*frame),
                              [frame](boost::system::error_code error, std::size_t) {
                                  if (error) give_up("cannot write to a client: " + error.message());
                              });
        co_return;
    });
    costs.end();
    co_await wait_received(platform, board);
}

/// Accepted sockets and nothing else.
Async<void> hold(const Platform& platform, LoadBoard& board) {
    tcp::acceptor acceptor(platform.executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::vector<tcp::socket> sockets;
    sockets.reserve(kIdle);
    Costs costs(board);
    std::atomic_ref(board.port).store(acceptor.local_endpoint().port());
    for (int i = 0; i < kIdle; ++i) sockets.push_back(co_await acceptor.async_accept(asio::use_awaitable));
    costs.end();
}

void run_bare(const std::function<Async<void>(const Platform&)>& body) {
    World world; // for its loop
    world.run(body(world.platform()));
}

struct Load {
    LoadBoard& board = make_load_board();
    double cores() const { return board.server_cpu_seconds / board.wall_seconds; }
    double reader_cores() const { return board.reader_cpu_seconds / board.wall_seconds; }
    double grown_mb() const { return static_cast<double>(board.memory_after - board.memory_before) / 1e6; }
    double kb_each() const { return grown_mb() * 1e3 / kIdle; }
};

Load measure_changes() {
    Load load;
    const auto readers = start_readers(dashboard(), kReaders, kChanges, load.board);
    const auto sleepers = start_sleepers(dashboard(), kSleepers, load.board);
    wait_process(in_child([&] { serve_changes(load.board); }), 90);
    wait_process(readers, 10);
    end_sleepers(sleepers);
    return load;
}

Load measure_bare(const Load& ours) {
    Load load;
    const auto readers = start_readers({}, kReaders, kChanges, load.board);
    const auto bytes = static_cast<std::size_t>(ours.board.message_bytes);
    wait_process(in_child([&] {
                     run_bare(
                         [&](const Platform& platform) { return broadcast(platform, load.board, bytes); });
                 }),
                 90);
    wait_process(readers, 10);
    return load;
}

Load measure_idle() {
    Load first, others;
    const auto one = start_sleepers(dashboard(), kFirst, first.board);
    const auto two = start_sleepers(dashboard(), kIdle, others.board);
    wait_process(in_child([&] { serve_idle(first.board, others.board); }), 90);
    end_sleepers(one);
    end_sleepers(two);
    return others;
}

struct Missed {
    Load readers, sleepers;
};

Missed measure_missed() {
    Missed loads;
    const auto sleepers = start_sleepers(returning(), kSleepers, loads.sleepers.board);
    const auto readers = start_readers(returning(), kReturning, kMissed, loads.readers.board);
    wait_process(in_child([&] { serve_missed(loads.readers.board, loads.sleepers.board); }), 90);
    wait_process(readers, 10);
    end_sleepers(sleepers);
    return loads;
}

Load measure_held() {
    Load load;
    const auto clients = start_sleepers({}, kIdle, load.board);
    wait_process(
        in_child([&] { run_bare([&](const Platform& platform) { return hold(platform, load.board); }); }),
        60);
    end_sleepers(clients);
    return load;
}

void report_all() {
    const auto feed = measure_changes();
    const auto bare = measure_bare(feed);
    const auto idle = measure_idle();
    const auto held = measure_held();
    const auto missed = measure_missed();
    const char* broadcast_name = "bare Asio broadcast of the same bytes";
    report(
        {"1,000 dashboards, 100 changes/s: commit to received, p99", latency_ms(feed.board, 99), "ms",
         broadcast_name, latency_ms(bare.board, 99), Target::ours_at_most, 25,
         fmt::format(
             "{} read, {} do not ({} cut and back); {} changes of {} bytes; p50 {:.2f} ms, bare {:.2f} ms; "
             "the commit's fsync counts",
             kReaders, kSleepers, feed.board.cuts, kChanges, feed.board.message_bytes,
             latency_ms(feed.board, 50), latency_ms(bare.board, 50))});
    report({"1,000 dashboards, 100 changes/s: CPU of the gateway", feed.cores(), "cores", broadcast_name,
            bare.cores(), Target::ours_at_most, 1,
            fmt::format("with the commits; the clients took {:.2f} cores more", feed.reader_cores())});
    report({"1,000 dashboards, 100 never reading: growth of the gateway", feed.grown_mb(), "MB",
            broadcast_name, bare.grown_mb(), Target::ours_at_most, kSleepers * 0.3,
            "resident memory after 20 s against before"});
    report({"a client that is behind and reads nothing: memory", missed.sleepers.grown_mb() * 1e3 / kSleepers,
            "KB", "all that it missed", kMissed * (kMissedBytes / 1e3), Target::ours_at_most, 512,
            fmt::format("resident, of {} clients that missed {} changes of {} KB", kSleepers, kMissed,
                        kMissedBytes / 1000)});
    const double mb = kReturning * (kMissed * kMissedBytes / 1e6);
    report({"catching up: CPU of a MB", missed.readers.board.server_cpu_seconds / mb * 1e3, "ms",
            "broadcast live, bare",
            bare.board.server_cpu_seconds /
                (1e-6 * kReaders * kChanges * static_cast<double>(feed.board.message_bytes)) * 1e3,
            Target::ours_at_most, 20,
            fmt::format("read for each client from the store; {} clients at {:.0f} MB/s together", kReturning,
                        mb / missed.readers.board.wall_seconds)});
    report({"memory of an idle dashboard", idle.kb_each(), "KB", "an accepted socket of Asio", held.kb_each(),
            Target::ours_at_most, 30, fmt::format("resident; {} that have joined the feed", kIdle)});
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt::bench;
    static_assert(kChanges <= kChangesMax);
    bolt::log::configure(bolt::log::Level::info, bolt::log::Format::json);
    if (raise_descriptors() < kIdle + kFirst + 100) give_up("too few file descriptors: raise ulimit -n");
    report_all();
    return 0;
}
