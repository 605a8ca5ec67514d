#include "sim/sim_database.hpp"

#include <algorithm>

namespace bolt::sim {
namespace {

constexpr Duration kCommit{400}, kRead{80}, kAnswer{60};
/// At latest so long after another process's commit the pollers look (store/database.hpp).
constexpr Duration kForeignMax = std::chrono::milliseconds{50};

} // namespace

bool SimStore::power_fails(bool full) {
    if (cut_in_ < 0 || !remembered_ || (!full && cut_in_-- > 0)) return false;
    cut_in_ = -1;
    remembered_ = false;
    world.after(Duration{0}, World::kNobody, [this] {
        rows.recall();
        ++power_cuts;
        world.note("power cut");
        died();
    });
    return true;
}

void SimStore::committed(bool full) {
    ++commits;
    if (!full || cut_in_ < 0 || remembered_) return;
    rows.remember();
    remembered_ = true;
}

SimDatabase::SimDatabase(Process& process, SimStore& store)
    : process_(process), store_(store), committed_(process.clock) {
    store_.open.push_back(this);
    process.at_death.push_back([this] { forget(); });
}

SimDatabase::~SimDatabase() { std::erase(store_.open, this); }

void SimDatabase::forget() {
    auto gone = std::exchange(waiting_, {});
    std::erase(store_.open, this);
}

void SimDatabase::submit_write(Work work, store::Durability durability, Done done) {
    waiting_.push_back({std::move(work), durability == store::Durability::full, std::move(done)});
    if (std::exchange(scheduled_, true)) return;
    auto delay = store_.world.latency(kCommit);
    if (store_.world.fault(0.002)) delay += store_.world.between(1s, 40s); // a disk that hangs
    store_.world.after(delay, process_.owner, [this] { commit(); });
}

void SimDatabase::commit() {
    auto& world = store_.world;
    scheduled_ = false;
    auto batch = std::exchange(waiting_, {});
    const bool full = std::ranges::any_of(batch, [](const auto& each) { return each.full; });
    if (store_.power_fails(full)) {
        waiting_ = std::move(batch); // for forget()
        scheduled_ = true;
        return;
    }
    std::vector<Work> works;
    for (auto& each : batch) works.push_back(each.work);
    const bool refuse = store_.outage || world.fault(0.004);
    auto outcomes = store_.rows.commit_together(works, refuse);
    if (refuse)
        ++store_.refused;
    else
        store_.committed(full);
    // Committed, and yet told otherwise: what a connection that breaks at the wrong moment looks like.
    const bool lie = !refuse && world.fault(0.002);
    if (lie) ++store_.answers_lost;
    if (lie)
        for (auto& outcome : outcomes)
            if (outcome) outcome = fail(ErrorCode::unavailable, "the connection broke after the commit");
    world.note(refuse ? "commit refused" : lie ? "commit, answer lost" : "commit", process_.name);
    if (store_.rows.changed())
        for (auto* each : store_.open) each->notice(each == this);
    const auto answer = world.latency(kAnswer);
    for (std::size_t i = 0; i < batch.size(); ++i)
        world.after(answer, process_.owner,
                    [done = std::move(batch[i].done), outcome = std::move(outcomes[i])] { done(outcome); });
}

void SimDatabase::notice(bool own) {
    if (std::exchange(noticing_, true)) return;
    const auto delay = own ? kAnswer : store_.world.between(kAnswer, kForeignMax);
    store_.world.after(delay, process_.owner, [this] {
        noticing_ = false;
        committed_.notify();
    });
}

void SimDatabase::submit_read(Work work, Done done) {
    auto& world = store_.world;
    world.after(world.latency(kRead), process_.owner, [this, work = std::move(work), done = std::move(done)] {
        auto& world = store_.world;
        auto outcome = store_.outage || world.fault(0.002)
                           ? Result<void>(fail(ErrorCode::unavailable, "the database does not answer"))
                           : store_.rows.read(work);
        world.after(world.latency(kAnswer), process_.owner, [done, outcome] { done(outcome); });
    });
}

} // namespace bolt::sim
