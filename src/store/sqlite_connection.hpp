#pragma once
// Only for this room: one SQLite connection as a Tx.
#include "store/sql.hpp"

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace bolt::store {

/// One connection; used by one thread at a time.
class SqliteConnection final : public Tx {
  public:
    /// Called each time the connection has waited `waited_us` for another process's lock; false gives up
    /// (busy).
    using Busy = std::function<bool(std::int64_t waited_us)>;

    /// Opens the file read-write; it must exist or its folder be writable. Throws SqlError with path and
    /// reason.
    SqliteConnection(const std::string& path, Busy busy);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Rows run(const Statement& statement, std::initializer_list<Param> params = {}) override;
    /// SQLite counts steps, not time: 20,000 stand for a millisecond.
    Rows run_once(const std::string& text, std::span<const Param> params,
                  std::chrono::milliseconds longest) override;
    void script(std::string_view text) override;
    /// True between BEGIN and its end; some errors (disk full, I/O) end the transaction by themselves.
    bool in_transaction() const;
    /// Rows changed since it was opened, triggers included; what was rolled back stays counted.
    std::int64_t changes() const;
    /// True once the disk has refused a sync: it may have thrown away what was written before.
    bool sync_failed() const { return sync_failed_; }
    /// Replaces everything in this database by a copy of the other's. No transaction may be open on either.
    void copy_from(SqliteConnection& other);

  private:
    struct Prepared {
        const char* text = nullptr;
        sqlite3_stmt* handle = nullptr;
        std::vector<int> param_of; ///< SQLite's parameter index - 1 -> our $n - 1
    };
    const Prepared& prepare(const Statement& statement);
    Prepared compile(const char* text, unsigned flags);
    void bind(const Prepared& prepared, std::span<const Param> params);
    Rows step(const Prepared& prepared);
    [[noreturn]] void refuse(int code) const;
    static int on_busy(void* self, int count);

    std::string path_;
    Busy busy_;
    std::int64_t waited_us_ = 0;
    mutable bool sync_failed_ = false;
    sqlite3* handle_ = nullptr;
    std::unordered_map<const Statement*, Prepared> cache_;
};

} // namespace bolt::store
