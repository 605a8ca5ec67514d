#pragma once
// Only for this room: between libpq's texts and those of this room.
#include "store/sql.hpp"

#include <libpq-fe.h>
#include <memory>

namespace bolt::store {

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

/// The kind of an SQLSTATE.
SqlError::Kind postgres_kind(std::string_view sqlstate);
/// The server's refusal, with its detail. Never holds parameters.
SqlError postgres_error(const PGresult* result);

/// The rows; times as format_time() writes them, whatever the session's time zone.
Rows read_rows(const PGresult* result);

/// "2026-11-23 11:00:00.5+02" -> "2026-11-23T09:00:00.500000+00:00"; other text stays as it is.
std::string fixed_width_time(std::string_view text);

/// What a parameter becomes for the type that the server inferred (an OID of pg_type): nullopt is NULL.
/// Throws SqlError invalid_text. Text that is no UUID becomes one that nothing has, so that looking for it
/// finds nothing, as on SQLite; JSON loses the character NUL, which jsonb cannot hold.
std::optional<std::string> postgres_text(const Param& param, Oid type);

} // namespace bolt::store
