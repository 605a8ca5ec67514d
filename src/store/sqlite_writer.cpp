#include "store/sqlite_writer.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "sqlite_migrations_assets.hpp"
#include "store/engine.hpp"
#include "store/feed.hpp"
#include "store/migrations.hpp"

namespace bolt::store {
namespace {

const Statement kBegin{"BEGIN IMMEDIATE"};
const Statement kCommit{"COMMIT"};
const Statement kRollback{"ROLLBACK"};
const Statement kSavepoint{"SAVEPOINT member"};
const Statement kRelease{"RELEASE member"};
const Statement kRollbackMember{"ROLLBACK TO member"};
const Statement kDataVersion{"PRAGMA data_version"};
const Statement kFold{"PRAGMA wal_checkpoint(TRUNCATE)"};

// Pages of 4 KiB in the write-ahead log before they are copied into the file: 16 MiB. Four times SQLite's
// default, so that a burst of writes stops half as often for the copying and its two fsyncs.
constexpr const char* kSetUp =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000; "
    "PRAGMA secure_delete=ON";

} // namespace

SqliteWriter::SqliteWriter(const SqliteSettings& settings, std::function<void()> committed)
    : settings_(settings), committed_(std::move(committed)),
      connection_(settings.path, [this](std::int64_t waited_us) { return while_busy(waited_us); }) {}

Result<std::unique_ptr<SqliteWriter>> SqliteWriter::open(const SqliteSettings& settings, TimePoint now,
                                                         std::function<void()> committed) {
    std::unique_ptr<SqliteWriter> writer(new SqliteWriter(settings, std::move(committed)));
    auto& connection = writer->connection_;
    connection.script(kSetUp);
    connection.run(kBegin);
    auto migrated = migrate(connection, assets::sqlite_migrations(), now);
    if (!migrated) {
        connection.run(kRollback);
        return forward(migrated);
    }
    begin_positions(connection);
    connection.run(kCommit);
    writer->data_version_ = connection.run(kDataVersion).integer(0, 0);
    writer->thread_ = std::thread([raw = writer.get()] { raw->loop(); });
    return writer;
}

void SqliteWriter::submit(WaitingWork work) {
    auto refused = [&]() -> Result<void> {
        std::lock_guard lock(mutex_);
        if (closing_) return fail(ErrorCode::cancelled, "the database is closing");
        if (unfinished_ >= settings_.waiting_writes_max)
            return fail(ErrorCode::rate_limited,
                        "too many writes are waiting for the database; try again later");
        ++unfinished_;
        waiting_.push_back(std::move(work));
        return {};
    }();
    if (refused)
        arrived_.notify_one();
    else
        work.done(std::move(refused));
}

void SqliteWriter::close() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    arrived_.notify_one();
    if (thread_.joinable()) thread_.join();
}

// Takes everything that waits; false when closing and nothing is left.
bool SqliteWriter::wait_for_work() {
    std::unique_lock lock(mutex_);
    while (waiting_.empty()) {
        if (closing_) return false;
        // Real time on purpose: it is another process that is being watched.
        if (arrived_.wait_for(lock, settings_.foreign_commit_poll) == std::cv_status::no_timeout) continue;
        lock.unlock();
        look_for_foreign_commit();
        fold_log();
        lock.lock();
    }
    taken_.swap(waiting_);
    return true;
}

void SqliteWriter::loop() {
    while (wait_for_work()) {
        std::span<WaitingWork> rest(taken_);
        while (!rest.empty()) {
            rest =
                rest.subspan(commit_together(rest.first(std::min(rest.size(), settings_.commit_batch_max))));
        }
        taken_.clear();
    }
}

// Called at each look that found nothing to do. The log keeps what pages held before; emptied now and then,
// it keeps no erased person for long. It waits for nobody: while somebody reads an old state it is left for
// the next look.
void SqliteWriter::fold_log() {
    if (!unfolded_ || ++idle_looks_ * settings_.foreign_commit_poll < settings_.fold_every) return;
    idle_looks_ = 0;
    folding_ = true;
    try {
        unfolded_ = connection_.run(kFold).integer(0, 0) != 0; // 1: somebody was in the way
    } catch (const SqlError& refused) {
        log::warn("the write-ahead log could not be emptied", {{"error", refused.what()}});
    }
    folding_ = false;
}

// A connection's data_version moves only with commits of other connections, and no other connection of this
// process writes.
void SqliteWriter::look_for_foreign_commit() {
    try {
        const auto version = connection_.run(kDataVersion).integer(0, 0);
        if (version == data_version_) return;
        data_version_ = version;
        committed_();
    } catch (const SqlError& refused) {
        log::warn("could not look for other processes' commits", {{"error", refused.what()}});
    }
}

// While another process holds the lock it may commit more than once: wake the pollers as often as a look
// would.
bool SqliteWriter::while_busy(std::int64_t waited_us) {
    if (folding_) return false;
    const std::chrono::microseconds waited{waited_us};
    if (waited_us == 0) notified_while_busy_us_ = 0;
    if (std::chrono::microseconds{waited_us - notified_while_busy_us_} >= settings_.foreign_commit_poll) {
        notified_while_busy_us_ = waited_us;
        committed_();
    }
    return waited < settings_.busy_timeout;
}

void SqliteWriter::use_durability(std::span<const WaitingWork> batch) {
    const bool full = std::any_of(batch.begin(), batch.end(),
                                  [](const auto& member) { return member.durability == Durability::full; });
    if (full == synchronous_full_) return;
    connection_.script(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    synchronous_full_ = full;
}

Result<void> SqliteWriter::run_member(WaitingWork& member, bool alone) {
    if (alone) return run_guarded(member.work, connection_);
    connection_.run(kSavepoint);
    auto outcome = run_guarded(member.work, connection_);
    if (!connection_.in_transaction()) return outcome;
    if (!outcome) connection_.run(kRollbackMember);
    connection_.run(kRelease);
    return outcome;
}

// Runs members until the end or until one loses the whole transaction (some errors end it); gives how many
// ran.
std::size_t SqliteWriter::run_members(std::span<WaitingWork> batch) {
    connection_.run(kBegin);
    for (auto& member : batch) {
        const auto changes_before = connection_.changes();
        outcomes_.push_back(run_member(member, batch.size() == 1));
        changed_ = changed_ || (outcomes_.back() && connection_.changes() != changes_before);
        if (!connection_.in_transaction()) break;
    }
    return outcomes_.size();
}

// fsync says once that it failed, and the pages it could not write count as written from then on (fsync(2),
// "EIO"): a commit behind them would be acknowledged and be unreadable after a power cut.
void SqliteWriter::disk_failed(const std::string& reason) {
    if (std::exchange(disk_failed_, true)) return;
    log::error("the disk failed in the middle of a commit; nothing more is written", {{"error", reason}});
    if (!settings_.disk_failed) std::_Exit(74);
    settings_.disk_failed(reason);
}

void SqliteWriter::commit() {
    failpoint("store.write");
    connection_.run(kCommit);
    failpoint("store.write");
}

// Gives how many members it ran: fewer than given when one of them lost the whole transaction.
std::size_t SqliteWriter::commit_together(std::span<WaitingWork> batch) {
    outcomes_.clear();
    changed_ = false;
    Result<void> committed;
    std::size_t ran = 0;
    try {
        if (disk_failed_)
            throw SqlError(SqlError::Kind::connection,
                           "the disk failed earlier: restart to go on from what it holds");
        use_durability(batch);
        ran = run_members(batch);
        if (!connection_.in_transaction())
            committed =
                fail(ErrorCode::unavailable, "the database ended the transaction: " +
                                                 (outcomes_.back() ? "" : outcomes_.back().error().message));
        else if (batch.size() == 1 && !outcomes_.front())
            connection_.run(kRollback);
        else
            commit();
    } catch (const SqlError& refused) {
        committed = tl::unexpected<Error>(to_error(refused));
        ran = batch.size(); // nobody's rows are in: all get the reason
        outcomes_.resize(ran);
        if (connection_.sync_failed()) disk_failed(refused.what());
    }
    if (!committed && connection_.in_transaction())
        run_guarded(
            [](Tx& tx) {
                tx.run(kRollback);
                return Result<void>{};
            },
            connection_);
    outcomes_.resize(ran);
    {
        std::lock_guard lock(mutex_);
        unfinished_ -= ran;
    }
    unfolded_ = unfolded_ || (committed && changed_);
    // Only real news: a poller whose look is itself a write would wake itself for ever.
    if (committed && changed_) committed_();
    for (std::size_t i = 0; i < ran; ++i) {
        if (outcomes_[i] && !committed) outcomes_[i] = committed;
        batch[i].done(std::move(outcomes_[i]));
        batch[i] = {};
    }
    return ran;
}

} // namespace bolt::store
