#include "store/sqlite_readers.hpp"

#include "store/engine.hpp"

namespace bolt::store {
namespace {

const Statement kBegin{"BEGIN DEFERRED"};
const Statement kEnd{"ROLLBACK"};

Result<void> run_snapshot(SqliteConnection& connection, const WaitingWork& waiting) {
    return run_guarded(
        [&](Tx& tx) -> Result<void> {
            tx.run(kBegin);
            auto outcome = run_guarded(waiting.work, tx);
            if (connection.in_transaction()) tx.run(kEnd);
            return outcome;
        },
        connection);
}

} // namespace

SqliteReaders::SqliteReaders(const SqliteSettings& settings) : settings_(settings) {
    for (int i = 0; i < std::max(1, settings.readers); ++i) {
        auto connection = std::make_unique<SqliteConnection>(
            settings.path, [limit = settings.busy_timeout](std::int64_t waited_us) {
                return std::chrono::microseconds{waited_us} < limit;
            });
        connection->script("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384");
        connections_.push_back(std::move(connection));
    }
    for (auto& connection : connections_)
        threads_.emplace_back([this, raw = connection.get()] { loop(*raw); });
}

void SqliteReaders::submit(WaitingWork work) {
    auto refused = [&]() -> Result<void> {
        std::lock_guard lock(mutex_);
        if (closing_) return fail(ErrorCode::cancelled, "the database is closing");
        if (waiting_.size() >= settings_.waiting_writes_max)
            return fail(ErrorCode::rate_limited,
                        "too many reads are waiting for the database; try again later");
        waiting_.push_back(std::move(work));
        return {};
    }();
    if (refused)
        arrived_.notify_one();
    else
        work.done(std::move(refused));
}

void SqliteReaders::close() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    arrived_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void SqliteReaders::loop(SqliteConnection& connection) {
    for (;;) {
        WaitingWork next;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [&] { return closing_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        next.done(run_snapshot(connection, next));
    }
}

} // namespace bolt::store
