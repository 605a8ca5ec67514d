#pragma once
#include "base/clock.hpp"
#include "base/random.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace bolt::sim {

/// The one thread, the one time line and the one source of chance of a simulated run: a list of things that
/// will happen, each at a moment and each the matter of one process (or of nobody: what is on the wire, a
/// site). Two runs with the same seed are the same.
class World {
  public:
    using Owner = int;
    static constexpr Owner kNobody = 0;

    explicit World(std::uint64_t seed) : random_(seed) {}
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    /// Since the run began.
    Duration now() const { return now_; }
    /// Lets `body` happen after `delay`; gives a key for take(). Nothing happens for an owner that was
    /// dropped.
    std::uint64_t after(Duration delay, Owner owner, std::function<void()> body);
    /// Takes what was to happen out of the list; empty if it has happened or was dropped.
    std::function<void()> take(std::uint64_t key);
    /// Lets the next thing happen; false if nothing is left before `until`.
    bool step(Duration until);
    std::uint64_t steps() const { return steps_; }

    Owner new_owner() { return ++owners_; }
    /// What was to happen for this owner does not.
    void drop(Owner owner);

    /// Faults happen only while this is set.
    bool faulty = true;
    /// True with this probability, and never when faults are off.
    bool fault(double probability) { return faulty && random_.uniform() < probability; }
    bool chance(double probability) { return random_.uniform() < probability; }
    /// Evenly between both.
    Duration between(Duration least, Duration most);
    /// Around `usual`, seldom much more.
    Duration latency(Duration usual);
    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

    /// Adds to the trace: what happened, for the hash by which two runs are compared and for --trace.
    void note(std::string_view what, std::string_view about = {});
    std::uint64_t trace_hash() const { return hash_; }
    bool print_trace = false;

  private:
    struct Happening {
        Owner owner = kNobody;
        std::function<void()> body;
    };
    using Key = std::pair<Duration, std::uint64_t>;

    SeededRandom random_;
    Duration now_{0};
    std::map<Key, Happening> list_;
    std::map<std::uint64_t, Duration> when_; ///< by the second part of the key
    std::set<Owner> dropped_;
    Owner owners_ = kNobody;
    std::uint64_t keys_ = 0, steps_ = 0, hash_ = 0xcbf29ce484222325;
};

/// A process's clock: the world's time line; the time of day may be set wrong.
class SimClock final : public Clock {
  public:
    SimClock(World& world, World::Owner owner, const asio::any_io_executor& executor, const Duration& offset)
        : world_(world), owner_(owner), executor_(executor), offset_(offset) {}
    static TimePoint start();
    TimePoint now() const override { return start() + world_.now() + offset_; }
    Duration monotonic() const override { return world_.now(); }
    std::unique_ptr<Timer> timer() override;

  private:
    World& world_;
    World::Owner owner_;
    asio::any_io_executor executor_;
    const Duration& offset_; ///< of its machine
};

} // namespace bolt::sim
