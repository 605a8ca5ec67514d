#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite as a program without any layer of ours would use it: the floor that the store is measured against.
namespace bolt::bench {

/// One prepared statement of a BareSqlite; give_up() on any error.
class BareStatement {
  public:
    using Value = std::variant<std::int64_t, double, std::string>;
    BareStatement(sqlite3* handle, const char* text);
    ~BareStatement();
    BareStatement(const BareStatement&) = delete;
    BareStatement& operator=(const BareStatement&) = delete;
    /// Binds ?1, ?2, ... and steps to the end.
    void run(std::initializer_list<Value> values = {});

  private:
    sqlite3* handle_;
    sqlite3_stmt* statement_ = nullptr;
};

/// A connection with the pragmas of the store's writer: WAL, synchronous=FULL, the same checkpoints.
class BareSqlite {
  public:
    explicit BareSqlite(const std::string& path);
    ~BareSqlite();
    BareSqlite(const BareSqlite&) = delete;
    BareSqlite& operator=(const BareSqlite&) = delete;
    void script(const char* text);
    sqlite3* handle() const { return handle_; }

  private:
    sqlite3* handle_ = nullptr;
};

} // namespace bolt::bench
