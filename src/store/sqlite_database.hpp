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
};

/// Opens (WAL, synchronous=FULL, foreign keys on) and migrates. One writer thread drains the queue of waiting
/// transactions, runs each in its own savepoint, and commits them together with one fsync.
/// Errors: unavailable (cannot open: path and reason), data_loss (damaged), conflict (newer schema than this
/// binary).
Result<std::unique_ptr<Database>> open_sqlite(const Platform& platform, SqliteSettings settings);

} // namespace bolt::store
