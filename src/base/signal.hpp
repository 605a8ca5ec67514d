#pragma once
#include "base/clock.hpp"

#include <cstdint>
#include <list>

namespace bolt {

/// Wakes waiting coroutines. Counts its notifications, so that one between "looked" and "waits" is not lost:
///     auto seen = signal.count();  ...look, find nothing...  co_await signal.wait_past(seen, 100ms);
/// One thread (the io_context's); from another thread post notify() to it.
class Signal {
  public:
    explicit Signal(Clock& clock) : clock_(clock) {}
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    std::uint64_t count() const { return count_; }
    void notify();
    /// True as soon as count() > seen, false after `at_most`.
    Async<bool> wait_past(std::uint64_t seen, Duration at_most);

  private:
    Clock& clock_;
    std::uint64_t count_ = 0;
    std::list<Timer*> waiting_;
};

/// Tells the loops of a role to end. Loops look at requested() and sleep with sleep(), which ends early on
/// request.
class StopToken {
  public:
    explicit StopToken(Clock& clock) : signal_(clock) {}
    bool requested() const { return requested_; }
    void request();
    /// Sleeps `duration` or until the request; true if the caller should go on.
    Async<bool> sleep(Duration duration);

  private:
    Signal signal_;
    bool requested_ = false;
};

} // namespace bolt
