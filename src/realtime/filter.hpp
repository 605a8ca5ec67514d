#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::realtime {

/// A row filter as Supabase Realtime writes it: "status=eq.failed", conditions joined by commas are all
/// required. Operators: eq, neq, lt, lte, gt, gte, in.(a,"b,c") (1 to 100 values), like, ilike (patterns up
/// to 256 bytes; cells over 16 KiB never match), is.null|true|false; not. before any. As in SQL, a comparison
/// with NULL is not true, negated or not.
class Filter {
  public:
    /// Matches every row.
    Filter() = default;
    /// invalid_argument says what is wrong: unknown column, unknown operator, bad list.
    static Result<Filter> parse(std::string_view text, const std::vector<std::string_view>& columns);
    bool matches(const json::object& row) const;

  private:
    struct Condition {
        std::string column, operation;
        std::vector<std::string> values;
        bool negated = false;
    };
    static Result<Condition> parse_condition(std::string_view text,
                                             const std::vector<std::string_view>& columns);
    /// nullopt: NULL, which stays NULL when negated.
    static std::optional<bool> holds(const Condition& condition, const json::value& cell);
    std::vector<Condition> conditions_;
};

} // namespace bolt::realtime
