// From a commit to the WebSocket clients: the real gateway, 100 subscribers of one table in another process.
// Floor: the same bytes to as many bare TCP clients from an Asio loop.
#include "base/log.hpp"
#include "bench/clients.hpp"
#include "bench/world.hpp"
#include "roles/gateway.hpp"
#include "roles/work_group.hpp"
#include "store/history.hpp"

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace bolt::bench {
namespace {

using tcp = asio::ip::tcp;

constexpr int kEvents = 300;
constexpr int kWarmUp = 10;
constexpr const char* kKey = "bench-staff-key-of-thirty-two-characters";

Duration gap(const Platform& platform) {
    return Duration{15'000 + static_cast<std::int64_t>(platform.random.below(20'000))};
}

Async<void> wait_ready(const Platform& platform, Board& board) {
    const Stopwatch watch;
    while (std::atomic_ref(board.ready).load() < kClientsMax) {
        if (watch.seconds() > 20) give_up("the clients do not connect");
        co_await platform.clock.sleep(5ms);
    }
    co_await platform.clock.sleep(100ms);
}

Async<void> commit_events(World& world, const std::string& job, Board& board) {
    const auto& platform = world.platform();
    co_await wait_ready(platform, board);
    for (int i = 0; i < kEvents; ++i) {
        auto written = co_await world.database().write([&, i](store::Tx& tx) {
            auto added = store::add_history(tx, platform.now(), job, "directory-001", "submitted",
                                            {{"bench", i}}, "bench");
            // The last moment before the commit begins: its fsync counts.
            board.committed[i] = monotonic_ns();
            return added;
        });
        if (!written) give_up(written.error().message);
        co_await platform.clock.sleep(gap(platform));
    }
}

Async<void> serve(World& world, Board& board, pid_t clients) {
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
    const auto job = world.add_jobs(1).front().job_id;
    co_await world.platform().clock.sleep(50ms);
    std::atomic_ref(board.port).store(gateway.port());
    co_await commit_events(world, job, board);
    wait_clients(clients);
    stop.request();
    co_await running.wait_empty();
}

/// What the gateway cannot be faster than: one shared buffer written to every socket.
Async<void> broadcast(const Platform& platform, Board& board, std::size_t bytes, pid_t clients) {
    tcp::acceptor acceptor(platform.executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::atomic_ref(board.port).store(acceptor.local_endpoint().port());
    std::vector<tcp::socket> sockets;
    for (int i = 0; i < kClientsMax; ++i) {
        sockets.push_back(co_await acceptor.async_accept(asio::use_awaitable));
        sockets.back().set_option(tcp::no_delay(true));
    }
    co_await wait_ready(platform, board);
    for (int i = 0; i < kEvents; ++i) {
        auto text = "{" + event_mark(i);
        text.resize(std::max(bytes, text.size()), ' ');
        const auto frame = std::make_shared<const std::string>(server_frame(text));
        board.committed[i] = monotonic_ns();
        for (auto& socket : sockets)
            asio::async_write(socket, asio::buffer(*frame),
                              [frame](boost::system::error_code error, std::size_t) {
                                  if (error) give_up("cannot write to a client: " + error.message());
                              });
        co_await platform.clock.sleep(gap(platform));
    }
    wait_clients(clients);
}

Samples latencies(const Board& board) {
    Samples samples;
    for (const auto& received : board.received)
        for (int i = kWarmUp; i < kEvents; ++i)
            samples.add(static_cast<double>(received[i] - board.committed[i]) * 1e-6);
    return samples;
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt::bench;
    static_assert(kEvents <= kEventsMax);
    bolt::log::configure(bolt::log::Level::info, bolt::log::Format::json);
    Board& feed = make_board();
    Board& bare = make_board();
    ClientPlan plan;
    plan.events = kEvents;
    const auto bare_clients = start_clients(plan, bare);
    plan.handshake.target = fmt::format("/realtime/v1/websocket?apikey={}&vsn=1.0.0", kKey);
    plan.handshake.join =
        R"({"topic":"realtime:bench","event":"phx_join","ref":"1","join_ref":"1","payload":{"config":)"
        R"({"postgres_changes":[{"event":"*","schema":"public","table":"queue_history"}]}}})";
    plan.handshake.joined = "Subscribed to PostgreSQL";
    const auto feed_clients = start_clients(plan, feed);
    {
        World world;
        world.run(serve(world, feed, feed_clients));
        world.run(
            broadcast(world.platform(), bare, static_cast<std::size_t>(feed.event_bytes), bare_clients));
    }
    const auto ours = latencies(feed);
    const auto floor = latencies(bare);
    report({"commit to WebSocket client, p50", ours.median(), "ms", "bare Asio broadcast of the same bytes",
            floor.median(), Target::ours_at_most, 5,
            fmt::format("{} clients, {} commits, {} bytes each; the commit's fsync counts", kClientsMax,
                        kEvents, feed.event_bytes)});
    report({"commit to WebSocket client, p99", ours.percentile(99), "ms",
            "bare Asio broadcast of the same bytes", floor.percentile(99), Target::ours_at_most, 30, ""});
    return 0;
}
