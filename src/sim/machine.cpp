#include "sim/machine.hpp"

#include "flow/store_flow.hpp"
#include "queue/store_queue.hpp"
#include "roles/brain.hpp"
#include "roles/monitor.hpp"
#include "roles/relay.hpp"
#include "roles/subscriber.hpp"
#include "roles/webhook.hpp"
#include "roles/worker.hpp"
#include "sim/sim_flow.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::sim {

Deployment::Deployment(World& world, const store::InlineSqlite& prepared, const PackageCatalog& packages,
                       bool own_queue, int workers, int concurrency)
    : world(world), packages(packages), store(world, prepared), network(world), sites(world),
      queue_service(world), own_queue(own_queue), concurrency(concurrency) {
    settings.stripe_webhook_secret = "whsec_sim";
    settings.backend_enqueue_token = "enqueue-sim";
    slots.push_back({Kind::gateway, "gateway"});
    slots.push_back({Kind::brain, "brain"});
    slots.push_back({Kind::subscriber, "subscriber"});
    for (int i = 1; i <= workers; ++i) slots.push_back({Kind::worker, fmt::format("worker-{}", i)});
    slots.push_back({Kind::monitor, "monitor"});
    store.died = [this] {
        for (auto& slot : slots) kill(slot);
    };
}

Deployment::~Deployment() {
    for (auto& slot : slots) slot.process.reset();
}

std::unique_ptr<queue::Queue> Deployment::open_queue(Process& process, store::Database& database,
                                                     const char* name) {
    if (!own_queue) return make_queue_client(process, queue_service);
    queue::StoreQueueSettings own;
    own.name = name;
    return make_faulty_queue(process, queue::make_store_queue(process.platform, database, own), queue_outage);
}

template <class Role>
void Deployment::run(Process& process, Role& role) {
    ++process.running;
    spawn(process.platform.executor, "role", [&process, &role]() -> Async<void> {
        co_await role.run(process.stop);
        --process.running;
    });
}

void Deployment::add_gateway(Slot& slot, Process& process, store::Database& database) {
    net::Router router;
    process.make<roles::Webhook>(process.platform, database, packages, settings.stripe_webhook_secret)
        .add_routes(router);
    network.serve("gateway", process, std::move(router));
    roles::RelaySettings relay;
    relay.brain_url = "http://brain";
    relay.token = settings.backend_enqueue_token;
    run(process, process.make<roles::Relay>(
                     process.platform, database,
                     [this, &process](net::ClientRequest request) {
                         return network.call(process, std::move(request));
                     },
                     relay));
    auto authorize = [](std::string) -> Async<Result<std::optional<realtime::Identity>>> {
        co_return realtime::Identity{"", "screen"};
    };
    slot.hub = &process.make<realtime::Hub>(process.platform, database, authorize);
    run(process, *slot.hub);
}

void Deployment::add_worker(Slot& slot, Process& process, store::Database& database) {
    auto& flow = process.keep(
        make_faulty_flow(process, flow::make_store_flow(process.platform, database), flow_outage));
    roles::WorkerSettings worker;
    worker.worker_id = fmt::format("{}.{}", slot.name, slot.starts);
    worker.concurrency = concurrency;
    worker.retry.longest_delay = 1min;
    worker.reclaim.every = 2s;
    run(process, process.make<roles::Worker>(process.platform, database, flow,
                                             process.make<SimSubmitter>(process, sites), packages, worker));
}

void Deployment::start(Slot& slot) {
    ++slot.starts;
    world.note("start", slot.name);
    slot.draining = false;
    slot.process = std::make_unique<Process>(world, slot.name, slot.clock_offset);
    auto& process = *slot.process;
    auto& database = process.make<SimDatabase>(process, store);
    switch (slot.kind) {
    case Kind::gateway:
        return add_gateway(slot, process, database);
    case Kind::worker:
        return add_worker(slot, process, database);
    case Kind::brain: {
        auto& queue = process.keep(open_queue(process, database));
        net::Router router;
        process.make<roles::Brain>(process.platform, database, queue, settings).add_routes(router);
        return network.serve("brain", process, std::move(router));
    }
    case Kind::subscriber: {
        auto& queue = process.keep(open_queue(process, database));
        auto& flow = process.keep(
            make_faulty_flow(process, flow::make_store_flow(process.platform, database), flow_outage));
        roles::SubscriberSettings subscriber;
        subscriber.worker_id = fmt::format("{}.{}", slot.name, slot.starts);
        return run(process,
                   process.make<roles::Subscriber>(process.platform, database, queue, flow, subscriber));
    }
    case Kind::monitor: {
        auto& queue = process.keep(open_queue(process, database));
        roles::MonitorSettings monitor;
        monitor.stale.quiet = 2min;
        monitor.reclaim.every = 2s;
        return run(process, process.make<roles::Monitor>(process.platform, database, queue, monitor));
    }
    }
}

void Deployment::kill(Slot& slot) {
    if (!slot.process) return;
    world.note("kill", slot.name);
    ++crashes;
    slot.hub = nullptr;
    slot.process.reset();
}

void Deployment::drain(Slot& slot) {
    if (!slot.process || slot.draining) return;
    world.note("drain", slot.name);
    slot.draining = true;
    slot.process->stop.request();
}

void Deployment::settle() {
    for (bool again = true; again;) {
        again = false;
        for (auto& slot : slots)
            if (slot.process) again = slot.process->run_ready() || again;
    }
    for (auto& slot : slots) {
        if (!slot.process || !slot.draining || slot.process->running > 0) continue;
        world.note("drained", slot.name);
        slot.hub = nullptr;
        slot.process.reset();
    }
}

void Deployment::redrive() {
    if (!own_queue) return queue_service.redrive();
    const auto messages = store.rows.table("queue_messages");
    if (std::ranges::none_of(messages, [](const auto& each) { return each.at("queue") == "jobs-dlq"; }))
        return;
    auto& brain = slots.at(1);
    auto& process = *brain.process;
    auto& database = process.make<SimDatabase>(process, store);
    auto& dead = process.keep(open_queue(process, database, "jobs-dlq"));
    auto& jobs = process.keep(open_queue(process, database));
    spawn(process.platform.executor, "redrive", [&dead, &jobs]() -> Async<void> {
        auto letters = co_await dead.receive(10, 60s, Duration{0});
        if (!letters) co_return;
        for (auto& letter : *letters)
            if (co_await jobs.send(letter.body, letter.attributes)) co_await dead.remove(letter);
    });
}

} // namespace bolt::sim
