#pragma once
#include "domain/package.hpp"
#include "roles/settings.hpp"
#include "sim/feed_client.hpp"
#include "sim/network.hpp"
#include "sim/sim_database.hpp"
#include "sim/sim_queue.hpp"
#include "sim/sites.hpp"

#include <array>
#include <deque>
#include <memory>
#include <vector>

namespace bolt::sim {

/// The deployment: what each simulated process is and what it can reach.
struct Deployment {
    enum class Kind { gateway, brain, subscriber, worker, monitor };
    struct Slot {
        Kind kind;
        std::string name;
        Duration clock_offset{0}; ///< of its machine's time of day
        int starts = 0;
        bool draining = false; ///< asked to stop; started again when it has ended
        std::unique_ptr<Process> process = nullptr;
        realtime::Hub* hub = nullptr; ///< the gateway's
    };

    /// `own_queue`: the store's queue instead of a service beside it.
    Deployment(World& world, const store::InlineSqlite& prepared, const PackageCatalog& packages,
               bool own_queue, int workers, int concurrency);
    ~Deployment();
    void start(Slot& slot);
    void kill(Slot& slot);
    /// Asks its roles to stop, as SIGTERM does.
    void drain(Slot& slot);
    /// Every process runs what is ready, until nothing is; a drained one that has ended goes.
    void settle();
    /// Dead letters go back into the queue, as a person's redrive does.
    void redrive();

    World& world;
    const PackageCatalog& packages;
    SimStore store;
    Network network;
    Sites sites;
    QueueService queue_service;
    const bool own_queue;
    const int concurrency;
    bool queue_outage = false, flow_outage = false;
    roles::Settings settings;
    std::deque<Slot> slots;
    std::uint64_t crashes = 0;

  private:
    std::unique_ptr<queue::Queue> open_queue(Process& process, store::Database& database,
                                             const char* name = "jobs");
    void add_gateway(Slot& slot, Process& process, store::Database& database);
    void add_worker(Slot& slot, Process& process, store::Database& database);
    template <class Role>
    void run(Process& process, Role& role);
};

} // namespace bolt::sim
