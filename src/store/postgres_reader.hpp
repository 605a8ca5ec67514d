#pragma once
// Only for this room: a thread that reads.
#include "store/postgres_link.hpp"

#include <thread>

namespace bolt::store {

/// Runs what waits, each in one snapshot (REPEATABLE READ, READ ONLY); again if the connection was lost.
class PostgresReader {
  public:
    PostgresReader(const PostgresSettings& settings, WorkQueue& queue);
    ~PostgresReader() { join(); }
    /// After the queue was closed: waits until the thread has run what was left.
    void join();

  private:
    void loop();
    Result<void> read(const WaitingWork& waiting);

    WorkQueue& queue_;
    PostgresLink link_;
    std::thread thread_;
};

} // namespace bolt::store
