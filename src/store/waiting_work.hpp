#pragma once
// Only for this room: transactions that wait for an engine's thread.
#include "store/database.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace bolt::store {

/// One transaction that waits for an engine thread.
struct WaitingWork {
    std::function<Result<void>(Tx&)> work;
    Durability durability = Durability::full;
    std::function<void(Result<void>)> done;
};

/// A bounded queue between those who submit and several engine threads. Any thread.
class WorkQueue {
  public:
    /// `what`: "writes" or "reads", for the refusal of one too many.
    WorkQueue(std::size_t waiting_max, std::string what);
    /// Calls `done` here if the work is refused: cancelled when closed, rate_limited when too many wait.
    void submit(WaitingWork work);
    /// Waits for work and takes up to `count_max`; empty when closed and nothing is left.
    std::vector<WaitingWork> take(std::size_t count_max);
    /// Nothing more is accepted; take() gives out what is left.
    void close();
    bool closing() const;
    /// Waits `at_most`; false at once if the queue is being closed.
    bool pause(std::chrono::milliseconds at_most);

  private:
    const std::size_t waiting_max_;
    const std::string what_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_, closed_;
    std::deque<WaitingWork> waiting_; ///< guarded by mutex_, like what follows
    bool closing_ = false;
};

} // namespace bolt::store
