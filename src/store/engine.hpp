#pragma once
// Only for this room: what every engine behind the store port shares.
#include "base/result.hpp"
#include "store/sql.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace bolt::store {

enum class Dialect { sqlite, postgresql };

/// The statement's text for one engine: the other engine's /*XX*/ ... /*END*/ parts are left out, the tags
/// go.
std::string dialect_text(std::string_view text, Dialect dialect);

/// What a caller outside the room gets for a refused statement.
Error to_error(const SqlError& refused);

/// Runs one transaction's function; whatever it throws becomes an Error.
Result<void> run_guarded(const std::function<Result<void>(Tx&)>& work, Tx& tx);

} // namespace bolt::store
