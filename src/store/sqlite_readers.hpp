#pragma once
// Only for this room: the threads that read.
#include "store/sqlite_writer.hpp"

#include <deque>

namespace bolt::store {

/// Reading threads, each with its own connection; every work sees one snapshot and cannot write.
class SqliteReaders {
  public:
    /// Opens the connections (the file must exist); throws SqlError.
    explicit SqliteReaders(const SqliteSettings& settings);
    ~SqliteReaders() { close(); }

    /// `done` is called on a reader's thread, or here if the work is refused (closing, too many waiting).
    void submit(WaitingWork work);
    /// Runs what was accepted, then ends the threads.
    void close();

  private:
    void loop(SqliteConnection& connection);

    SqliteSettings settings_;
    std::vector<std::unique_ptr<SqliteConnection>> connections_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<WaitingWork> waiting_; ///< guarded by mutex_
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

} // namespace bolt::store
