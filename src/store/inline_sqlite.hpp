#pragma once
#include "store/database.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bolt::store {

/// SQLite in memory, run by whoever calls, when he calls: the simulator decides when a transaction runs, what
/// becomes of its commit and what a power cut leaves. Statements, migrations, triggers and savepoints are
/// those of open_sqlite(). One thread. Functions give unavailable for what SQLite refuses; what cannot happen
/// in memory throws.
class InlineSqlite {
  public:
    using Work = std::function<Result<void>(Tx&)>;
    /// Every row of a table: column name to text; nullopt is NULL.
    using Table = std::vector<std::map<std::string, std::optional<std::string>, std::less<>>>;

    /// Empty and migrated.
    explicit InlineSqlite(TimePoint now);
    /// With the rows of another, both remembered and current.
    InlineSqlite(const InlineSqlite& other);
    InlineSqlite& operator=(const InlineSqlite&) = delete;
    ~InlineSqlite();

    /// Runs the members as one writer thread does: in one transaction, each in a savepoint of its own.
    /// `refuse`: the commit fails, so that no member's rows are in and all get unavailable.
    std::vector<Result<void>> commit_together(std::span<const Work> members, bool refuse);
    /// True if the last commit_together() changed rows.
    bool changed() const { return changed_; }
    /// Runs a reading transaction.
    Result<void> read(const Work& work);

    /// Remembers the rows as they are now: what a power cut leaves from here on.
    void remember();
    /// Back to what was remembered last, at first the empty tables, as when the database is opened after the
    /// power cut.
    void recall();

    Table table(const std::string& name);

  private:
    struct Connections;
    std::unique_ptr<Connections> connections_;
    bool changed_ = false;
};

} // namespace bolt::store
