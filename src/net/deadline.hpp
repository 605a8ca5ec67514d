#pragma once
#include "base/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

namespace bolt::net {

/// Calls back when an armed time has passed. Made for re-arming at every request: the timer underneath is
/// touched only if the new time is earlier than the one it waits for. One thread.
class Deadline {
  public:
    /// `on_expiry` is called when the time has passed and again every 50 ms until disarm(), so that an
    /// operation that was just being completed, and the next one after it, are interrupted too.
    Deadline(const asio::any_io_executor& executor, Clock& clock, std::function<void()> on_expiry);
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    ~Deadline();

    /// Starts anew: expired() is false.
    void arm(Duration after);
    void disarm();
    /// The armed time passed before disarm().
    bool expired() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace bolt::net
