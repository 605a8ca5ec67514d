#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"

#include <functional>
#include <string>

namespace bolt::roles {

/// Coroutines that run beside each other and whose end somebody waits for. Must outlive them. One thread.
class WorkGroup {
  public:
    explicit WorkGroup(const Platform& platform) : platform_(platform), ended_(platform.clock) {}

    /// Starts `body`; an exception that leaves it is logged with `name` and ends only it.
    void start(std::string name, std::function<Async<void>()> body);
    int running() const { return running_; }
    /// True when none runs any more, false if some still do after `at_most`.
    Async<bool> wait_empty(Duration at_most = Duration::max());

  private:
    Async<void> run(std::function<Async<void>()> body);

    const Platform platform_;
    Signal ended_;
    int running_ = 0;
};

} // namespace bolt::roles
