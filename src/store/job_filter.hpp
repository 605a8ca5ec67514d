#pragma once
// Only for this room: the filter of the job list as SQL.
#include "store/sql.hpp"
#include "store/views.hpp"

#include <string>

namespace bolt::store {

/// Parameters of every statement made from a filter, by number; $1 to $3 are the statement's own.
/// Values stay here: the statement's parameters point into it.
class JobConditions {
  public:
    enum class For { page, counts };
    /// invalid_argument names the member that is wrong. `with_status` false leaves state and status out.
    static Result<JobConditions> of(const JobFilter& filter, For use = For::page, bool with_status = true);

    /// " AND ..." on table j; also takes up the parameters that it does not use, so that one list of values
    /// fits every statement.
    const std::string& sql() const { return sql_; }
    /// Runs a statement put together from sql(), which is kept for as long as the process lives: filters are
    /// a bounded set of texts, and the prepared-statement cache wants an address.
    Rows run(Tx& tx, const std::string& text, Param first = {}, Param second = {}, Param third = {}) const;

  private:
    void use(bool on, const char* condition, int number);

    std::string sql_;
    std::string statuses_, packages_, text_, error_, from_, to_, stuck_before_, late_before_;
    JobFilter filter_;
};

/// The statement of this text, made once.
const Statement& interned(const std::string& text);

} // namespace bolt::store
