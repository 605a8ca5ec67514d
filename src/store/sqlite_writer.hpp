#pragma once
// Only for this room: the one thread that writes, and what it commits together.
#include "store/sqlite_connection.hpp"
#include "store/sqlite_database.hpp"
#include "store/waiting_work.hpp"

#include <span>
#include <thread>

namespace bolt::store {

/// Owns the writing connection and its thread. Members that wait together share one commit; each runs in its
/// own savepoint, so one that fails takes only its own rows back.
class SqliteWriter {
  public:
    /// Opens, prepares and migrates the file before it returns; throws SqlError, gives an Error for a schema
    /// conflict. `committed` is called on the writer's thread after commits of this and of other processes.
    static Result<std::unique_ptr<SqliteWriter>> open(const SqliteSettings& settings, TimePoint now,
                                                      std::function<void()> committed);
    ~SqliteWriter() { close(); }

    /// `done` is called on the writer's thread, or here if the work is refused (closing, too many waiting).
    void submit(WaitingWork work);
    /// Runs what was accepted, then ends the thread.
    void close();

  private:
    SqliteWriter(const SqliteSettings& settings, std::function<void()> committed);
    void loop();
    bool wait_for_work();
    void look_for_foreign_commit();
    bool while_busy(std::int64_t waited_us);
    void fold_log();
    void commit();
    void disk_failed(const std::string& reason);
    std::size_t commit_together(std::span<WaitingWork> batch);
    std::size_t run_members(std::span<WaitingWork> batch);
    Result<void> run_member(WaitingWork& member, bool alone);
    void use_durability(std::span<const WaitingWork> batch);

    SqliteSettings settings_;
    std::function<void()> committed_;
    SqliteConnection connection_;
    std::int64_t data_version_ = 0;
    bool synchronous_full_ = true;
    bool unfolded_ = true; ///< the log may hold something
    bool folding_ = false;
    int idle_looks_ = 0;       ///< since the log was emptied
    bool disk_failed_ = false; ///< nothing is written any more
    std::int64_t notified_while_busy_us_ = 0;
    std::vector<WaitingWork> taken_;     ///< the writer thread's own
    std::vector<Result<void>> outcomes_; ///< of the batch, same order
    bool changed_ = false;               ///< a member of the batch that succeeded changed rows

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<WaitingWork> waiting_; ///< guarded by mutex_, like what follows
    std::size_t unfinished_ = 0;
    bool closing_ = false;
    std::thread thread_;
};

} // namespace bolt::store
