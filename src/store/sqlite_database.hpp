#pragma once
#include "store/database.hpp"

#include <memory>
#include <string>

namespace bolt::store {

struct SqliteSettings {
    std::string path;                                  ///< file; created if absent
    int readers = 2;                                   ///< reading threads, each with its own connection
    std::size_t commit_batch_max = 512;                ///< most transactions that share one commit
    std::size_t waiting_writes_max = 65'536;           ///< further ones are refused: rate_limited
    std::chrono::milliseconds busy_timeout{5'000};     ///< another process holds the write lock
    std::chrono::milliseconds foreign_commit_poll{20}; ///< how often other processes' commits are looked for
    /// How long what was overwritten or erased stays in the write-ahead log's file, in time without writes
    /// (docs/security.md).
    std::chrono::milliseconds fold_every{60'000};
    std::uint64_t check_bytes_max = 512 << 20; ///< larger files are not read through at the start
    /// Called on the writer's thread when the disk refused a sync. The kernel may have dropped what was
    /// written before, so that no later commit could be trusted: by default the process ends at once (exit
    /// code 74, EX_IOERR) and the next one starts from what the disk holds. Should it return, every further
    /// write is refused: unavailable.
    std::function<void(const std::string& reason)> disk_failed{};
};

/// Opens (WAL, synchronous=FULL, foreign keys on) and migrates. One writer thread drains the queue of waiting
/// transactions, runs each in its own savepoint, and commits them together with one fsync.
/// Deleted content is overwritten (secure_delete).
/// Errors: unavailable (cannot open: path and reason), data_loss (damaged, or a part of it is gone), conflict
/// (newer schema than this binary).
Result<std::unique_ptr<Database>> open_sqlite(const Platform& platform, SqliteSettings settings);

} // namespace bolt::store
