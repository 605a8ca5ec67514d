#pragma once
// Only for this room: statements, parameters and rows. One SQL text for both engines wherever both can share it:
// parameters are $1, $2, ...; /*PG*/ ... /*END*/ stands only on PostgreSQL, /*LITE*/ ... /*END*/ only on SQLite.
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bolt::store {

/// A statement with static storage: its address is the key of the prepared-statement cache.
struct Statement {
    const char* text;
};

/// NULL, integer, real, boolean or text (times as format_time(), JSON as its text). Text must outlive the call.
using Param = std::variant<std::monostate, std::int64_t, double, bool, std::string_view>;

/// std::nullopt becomes NULL.
inline Param nullable(const std::optional<std::string>& text) {
    return text ? Param(std::string_view(*text)) : Param(std::monostate{});
}
/// "" becomes NULL.
inline Param or_null(std::string_view text) { return text.empty() ? Param(std::monostate{}) : Param(text); }

/// The rows of a result; cells are text as the engine writes it.
class Rows {
  public:
    std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
    bool empty() const { return size() == 0; }
    bool null(std::size_t row, std::size_t column) const { return !cell(row, column); }
    /// "" for NULL.
    std::string text(std::size_t row, std::size_t column) const { return cell(row, column).value_or(""); }
    std::optional<std::string> maybe(std::size_t row, std::size_t column) const { return cell(row, column); }
    /// 0 for NULL.
    std::int64_t integer(std::size_t row, std::size_t column) const;
    double real(std::size_t row, std::size_t column) const;
    /// SQLite 1, PostgreSQL t.
    bool boolean(std::size_t row, std::size_t column) const;
    /// null for NULL or ill-formed text.
    json::value json(std::size_t row, std::size_t column) const;
    TimePoint time(std::size_t row, std::size_t column) const { return parse_time(text(row, column)); }

    std::size_t columns_ = 0;
    std::vector<std::optional<std::string>> cells_;
    std::int64_t affected = 0; ///< rows changed by INSERT, UPDATE, DELETE

  private:
    const std::optional<std::string>& cell(std::size_t row, std::size_t column) const {
        return cells_.at(row * columns_ + column);
    }
};

/// A statement that the database refused: thrown inside a transaction's function, which rolls it back and turns it into
/// an Error (unique, foreign key, check: conflict; gone or full: unavailable; damaged: data_loss; text that is no UTF-8
/// or holds NUL: invalid_argument). `again`: another transaction was in the way; the engine runs the function again.
struct SqlError : std::runtime_error {
    enum class Kind { other, unique, foreign_key, check, invalid_text, busy, full, corrupt, connection, timeout, again };
    SqlError(Kind kind, const std::string& message) : std::runtime_error(message), kind(kind) {}
    Kind kind;
};

class Tx {
  public:
    virtual ~Tx() = default;
    /// Runs one statement; throws SqlError.
    virtual Rows run(const Statement& statement, std::initializer_list<Param> params = {}) = 0;
    /// Runs one reading statement whose text was put together at run time; it is not kept prepared. Values come as
    /// parameters only. Kind::timeout after about `longest`. An engine without it refuses (Kind::other).
    virtual Rows run_once(const std::string& text, std::span<const Param> params, std::chrono::milliseconds longest);
    /// Runs one statement whose rows and count nobody needs. PostgreSQL sends it together with the next one that is run;
    /// if it is refused, that one throws, or the transaction fails.
    virtual void post(const Statement& statement, std::initializer_list<Param> params = {}) { run(statement, params); }
    /// Runs text with several statements (migrations).
    virtual void script(std::string_view text) = 0;
};

} // namespace bolt::store
