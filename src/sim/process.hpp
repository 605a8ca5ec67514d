#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "sim/world.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

namespace bolt::sim {

/// One simulated process: an io_context of its own, what it keeps in memory, and its way out: destroyed in
/// the middle of anything it is gone as after kill -9: what it was waiting for never comes, and nothing of it
/// runs any more.
class Process {
  public:
    Process(World& world, std::string name, const Duration& clock_offset)
        : world(world), name(std::move(name)), owner(world.new_owner()), random(world.below(UINT64_MAX)),
          clock(world, owner, io_->get_executor(), clock_offset),
          platform{io_->get_executor(), clock, random}, stop(clock) {}
    ~Process() {
        world.drop(owner);
        for (auto& forget : at_death) forget();
        guard_.reset();
        io_.reset(); // with it every coroutine; what they look at still stands
        while (!kept.empty()) kept.pop_back();
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Runs what is ready; true if anything was.
    bool run_ready() { return io_->poll() > 0; }
    template <class T, class... Args>
    T& make(Args&&... args) {
        auto made = std::make_shared<T>(std::forward<Args>(args)...);
        kept.push_back(made);
        return *made;
    }
    template <class T>
    T& keep(std::unique_ptr<T> made) {
        kept.push_back(std::shared_ptr<T>(std::move(made)));
        return *static_cast<T*>(kept.back().get());
    }

    World& world;
    const std::string name;
    const World::Owner owner;
    std::vector<std::function<void()>> at_death; ///< drop what holds coroutines of this process
    std::vector<std::shared_ptr<void>> kept;     ///< roles and ports, in the order of their making

  private:
    std::unique_ptr<asio::io_context> io_ = std::make_unique<asio::io_context>(1);
    asio::executor_work_guard<asio::io_context::executor_type> guard_{io_->get_executor()};

  public:
    SeededRandom random;
    SimClock clock;
    Platform platform;
    StopToken stop;
    int running = 0; ///< roles that have not ended
};

} // namespace bolt::sim
