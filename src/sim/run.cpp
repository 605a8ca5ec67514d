#include "sim/run.hpp"

#include "sim/checker.hpp"
#include "store/directories.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <stdexcept>

namespace bolt::sim {
namespace {

constexpr Duration kHealMax = std::chrono::hours{12};
/// After the last job's end: what is still on its way to a screen or to Stripe arrives.
constexpr Duration kRest = std::chrono::minutes{3};
constexpr std::uint64_t kLookEvery = 250; ///< steps between two looks whether all has ended
constexpr int kDirectories = 8;

constexpr const char* kPackages = R"(
currency: usd
packages:
  - {name: starter, title: Starter, price_cents: 100, directories: 4, priority: 4, pacing_factor: 1.5, turnaround_hours: 1}
  - {name: enterprise, title: Enterprise, price_cents: 200, directories: 8, priority: 1, pacing_factor: 0.5, turnaround_hours: 1}
add_ons: []
)";

const PackageCatalog& packages() {
    static const auto parsed = PackageCatalog::parse(kPackages);
    return *parsed;
}

/// Migrated and with its directories: made once, copied for each run.
const store::InlineSqlite& prepared() {
    static const auto made = [] {
        auto rows = std::make_unique<store::InlineSqlite>(SimClock::start());
        asio::io_context io;
        const Duration offset{0};
        World world(1);
        SimClock clock(world, World::kNobody, io.get_executor(), offset);
        SeededRandom random(1);
        const Platform platform{io.get_executor(), clock, random};
        const store::InlineSqlite::Work work = [&](store::Tx& tx) -> Result<void> {
            for (int i = 1; i <= kDirectories; ++i) {
                store::Directory directory;
                directory.name = directory.title = fmt::format("dir-{}", i);
                directory.host = directory.name + ".example";
                directory.submission_url = "https://" + directory.host + "/add";
                directory.policy = "allowed";
                directory.tier_required = 1;
                if (auto added = store::upsert_directory(tx, platform, directory); !added) return added;
            }
            return {};
        };
        if (auto done = rows->commit_together({&work, 1}, false); !done.front())
            throw std::runtime_error(done.front().error().message);
        return rows;
    }();
    return *made;
}

class Run {
  public:
    explicit Run(const RunSettings& settings)
        : settings_(settings), world_(settings.seed),
          deployment_(world_, prepared(), packages(), world_.chance(0.5),
                      1 + static_cast<int>(world_.below(3)), 1 + static_cast<int>(world_.below(4))),
          stripe_(world_, deployment_.network, deployment_.settings.stripe_webhook_secret) {
        world_.print_trace = settings.print_trace;
        world_.faulty = settings.faults;
        for (int i = 1; i <= 2; ++i)
            screens_.emplace_back(deployment_.store.rows, fmt::format("screen {}", i));
    }
    ~Run() {
        for (auto& screen : screens_) screen.disconnect();
    }

    RunReport go() {
        for (auto& slot : deployment_.slots) deployment_.start(slot);
        purchases();
        look_at_screens();
        if (settings_.faults) {
            world_.after(world_.between(0s, 5s), World::kNobody, [this] { trouble(); });
            go_on(kHealMax, settings_.steps);
        }
        heal();
        go_on(world_.now() + kHealMax, UINT64_MAX);
        const auto rested = world_.now() + kRest;
        while (world_.step(rested)) deployment_.settle();
        return report();
    }

  private:
    void purchases() {
        const int orders =
            1 + static_cast<int>(world_.below(static_cast<std::uint64_t>(settings_.orders_max)));
        orders_left_ = orders;
        for (int i = 0; i < orders; ++i)
            world_.after(world_.between(0s, 60s), World::kNobody, [this] {
                --orders_left_;
                const bool big = world_.chance(0.4);
                stripe_.buy(static_cast<int>(world_.below(4)), big ? "enterprise" : "starter",
                            big ? 200 : 100);
            });
    }

    /// Until all has ended, or `until`, or that many steps.
    void go_on(Duration until, std::uint64_t steps) {
        for (std::uint64_t look = 0; world_.steps() < steps && world_.step(until);) {
            deployment_.settle();
            if (++look % kLookEvery != 0 || orders_left_ > 0 || !stripe_.all_acknowledged()) continue;
            if (all_ended(deployment_.store.rows)) return;
        }
    }

    /// Screens that are not connected come back after a while.
    void look_at_screens() {
        auto& gateway = deployment_.slots.front();
        for (auto& screen : screens_) {
            if (screen.connected() && world_.fault(0.1)) screen.disconnect();
            if (!screen.connected() && gateway.process && !gateway.draining)
                screen.connect(*gateway.process, *gateway.hub);
        }
        world_.after(world_.between(1s, 6s), World::kNobody, [this] { look_at_screens(); });
    }

    Deployment::Slot& any_slot() { return deployment_.slots[world_.below(deployment_.slots.size())]; }

    void start_later(Deployment::Slot& slot, Duration delay) {
        world_.after(delay, World::kNobody, [this, &slot] {
            if (!slot.process) deployment_.start(slot);
        });
    }

    /// One thing goes wrong, and the next a while later.
    void trouble() {
        if (!world_.faulty) return;
        const auto dice = world_.below(100);
        if (dice < 40) {
            auto& slot = any_slot();
            deployment_.kill(slot);
        } else if (dice < 50) {
            deployment_.drain(any_slot());
        } else if (dice < 58) {
            auto& offset = any_slot().clock_offset;
            offset = world_.chance(0.4)   ? Duration{0}
                     : world_.chance(0.2) ? (world_.chance(0.5) ? Duration(1h) : Duration(-1h))
                                          : world_.between(-4min, 4min);
            world_.note("clock set", std::to_string(offset.count()));
        } else if (dice < 64 && settings_.power_cuts) {
            deployment_.store.cut_power_soon(static_cast<int>(world_.below(20)));
        } else if (dice < 90) {
            bool* const outages[] = {&deployment_.store.outage, &deployment_.network.outage,
                                     &deployment_.queue_outage, &deployment_.flow_outage,
                                     &deployment_.queue_service.outage};
            auto* outage = outages[world_.below(std::size(outages))];
            *outage = true;
            world_.note("outage");
            world_.after(world_.between(200ms, world_.chance(0.2) ? 90s : 8s), World::kNobody,
                         [outage] { *outage = false; });
        }
        // Whoever is down for whatever reason is started again by its supervisor.
        for (auto& slot : deployment_.slots)
            if (!slot.process) start_later(slot, world_.between(50ms, world_.chance(0.1) ? 60s : 3s));
        world_.after(world_.between(100ms, 12s), World::kNobody, [this] { trouble(); });
    }

    void heal() {
        world_.note("faults end");
        world_.faulty = false;
        deployment_.store.outage = deployment_.network.outage = deployment_.queue_service.outage = false;
        deployment_.queue_outage = deployment_.flow_outage = false;
        deployment_.store.cut_power_soon(-1);
        for (auto& slot : deployment_.slots) {
            slot.clock_offset = Duration{0};
            if (!slot.process) deployment_.start(slot);
        }
        supervise();
    }

    /// What people and supervisors do in quiet times.
    void supervise() {
        for (auto& slot : deployment_.slots)
            if (!slot.process) deployment_.start(slot);
        deployment_.redrive();
        world_.after(1min, World::kNobody, [this] { supervise(); });
    }

    RunReport report() {
        RunReport report;
        report.problems = check(deployment_, stripe_, screens_);
        if (!stripe_.all_acknowledged()) report.problems.push_back("an event never got its 2xx");
        report.steps = world_.steps();
        report.simulated = world_.now();
        for (const auto& job : deployment_.store.rows.table("jobs")) {
            const auto time = [&](const char* column) { return parse_time(job.at(column).value_or("")); };
            if (job.at("completed_at")) report.job_time += time("completed_at") - time("created_at");
            ++report.jobs;
        }
        for (const auto& row : deployment_.store.rows.table("job_results")) {
            ++report.submissions;
            report.unknown += row.at("verdict") == "unknown" ? 1 : 0;
            world_.note(row.at("status").value_or(""), row.at("id").value_or(""));
        }
        for (const auto& [key, times] : deployment_.sites.taken) report.taken += times;
        report.crashes = deployment_.crashes;
        report.power_cuts = deployment_.store.power_cuts;
        report.commits = deployment_.store.commits;
        report.commits_refused = deployment_.store.refused;
        report.deliveries = stripe_.deliveries;
        for (const auto& screen : screens_) {
            report.feed_changes += screen.changes;
            report.feed_resumes += screen.resumes;
            report.feed_reloads += screen.reloads;
        }
        report.trace_hash = world_.trace_hash();
        return report;
    }

    const RunSettings settings_;
    World world_;
    Deployment deployment_;
    Stripe stripe_;
    std::deque<FeedClient> screens_;
    int orders_left_ = 0;
};

} // namespace

RunReport run(const RunSettings& settings) { return Run(settings).go(); }

} // namespace bolt::sim
