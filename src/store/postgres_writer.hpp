#pragma once
// Only for this room: a thread that writes, and what it commits together.
#include "store/postgres_link.hpp"

#include <span>
#include <thread>

namespace bolt::store {

/// Takes what waits, runs each transaction in a savepoint of its own and commits them with one commit. The
/// first may wait for a row that another process holds; what comes behind it may not wait long (it would hold
/// all the others' rows meanwhile, and two processes could wait for each other) and is run again by itself
/// instead.
class PostgresWriter {
  public:
    /// `committed` is called on this thread after commits that changed rows.
    PostgresWriter(const PostgresSettings& settings, WorkQueue& queue, std::function<void()> committed);
    ~PostgresWriter() { join(); }
    /// After the queue was closed: waits until the thread has run what was left.
    void join();

  private:
    /// A transaction on its way: `tries` it has had, and whether a conflict made it run again already.
    struct Member {
        WaitingWork waiting;
        int tries = 0;
        bool met_conflict = false;
        bool again = false; ///< has no outcome yet: another transaction or a lost connection was in the way
        Result<void> outcome = {};
    };
    /// What became of a commit. `refused`: the server said no; `taken_back`: it did not get that far.
    enum class Ending { committed, refused, taken_back, unknown };

    void loop();
    void run_until_done(std::vector<Member> members);
    void run_together(std::span<Member> members);
    static void refuse(Member& member, const SqlError& refused);
    void run_member(Member& member, bool alone);
    void begin(std::span<Member> members);
    void ensure_mark();
    Ending commit(bool& wrote, std::optional<SqlError>& refused);
    Ending ask_what_became(std::optional<SqlError>& refused);
    void all_again(std::span<Member> members, const std::string& reason);
    static void finish(Member& member);

    PostgresSettings settings_;
    WorkQueue& queue_;
    std::function<void()> committed_;
    PostgresLink link_;
    std::int64_t writer_ = 0; ///< our row of commit_marks; 0: none yet
    std::int64_t mark_ = 0;   ///< of the newest transaction that was to be committed
    std::thread thread_;
};

} // namespace bolt::store
