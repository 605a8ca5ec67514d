#pragma once
// Only for this room: commits of other processes, and telling them of ours.
#include "base/deadline.hpp"
#include "store/postgres_link.hpp"

#include <atomic>
#include <thread>

namespace bolt::store {

/// A thread that wakes this process after commits of others: told by NOTIFY at once, and in any case by
/// looking at the server's snapshot (that finds SQL typed by hand, and is all there is behind a transaction
/// pooler). Our own commits are told to the others after they are done, many at a time: a NOTIFY inside each
/// would make all commits of the server wait in line.
class PostgresWatch {
  public:
    PostgresWatch(const PostgresSettings& settings, std::function<void()> committed);
    ~PostgresWatch() { close(); }
    PostgresWatch(const PostgresWatch&) = delete;
    PostgresWatch& operator=(const PostgresWatch&) = delete;
    /// This process has committed. Any thread.
    void tell_others();
    void close();

  private:
    void loop();
    void watch();
    bool wait();
    void look();

    PostgresSettings settings_;
    std::function<void()> committed_;
    WorkQueue stopping_; ///< takes no work: closes with us
    PostgresLink link_;
    int wake_ = -1; ///< eventfd: something to tell, or the end
    std::atomic<bool> to_tell_ = false, closing_ = false;
    std::string snapshot_;
    Deadline next_look_;
    std::thread thread_;
};

} // namespace bolt::store
