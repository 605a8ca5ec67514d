#pragma once
#include "store/database.hpp"

#include <memory>
#include <string>

namespace bolt::store {

/// What stands between us and the server.
enum class Pooling {
    automatic,  ///< transaction if the URL says pgbouncer=true or names port 6543 (Supabase's pooler), else
                ///< session
    session,    ///< the server itself, or a pooler that keeps one server connection per client
    transaction ///< PgBouncer, Supavisor in transaction mode: no LISTEN, no prepared statements, no session
                ///< state
};

struct PostgresSettings {
    /// postgresql://user:password@host:port/database?sslmode=require; parameters as libpq knows them, and
    /// pgbouncer=true.
    std::string url;
    Pooling pooling = Pooling::automatic;
    int writers = 2;                         ///< writing threads, each with its own connection
    int readers = 2;                         ///< reading threads, each with its own connection
    std::size_t commit_batch_max = 128;      ///< most transactions that share one commit
    std::size_t waiting_max = 65'536;        ///< further writes, further reads are refused: rate_limited
    std::chrono::seconds connect_timeout{5}; ///< of one try
    std::chrono::milliseconds reconnect_for{
        8'000}; ///< after a lost connection work waits so long before it is unavailable
    std::chrono::milliseconds statement_timeout{30'000};
    /// More than the server's own timeout: then it is not the statement that is slow but the server or the
    /// line.
    std::chrono::milliseconds answer_grace{10'000};
    std::chrono::milliseconds lock_timeout{10'000}; ///< a row that another process holds
    /// The same for what shares a commit with others; then it is run again by itself. Short: the others wait,
    /// too.
    std::chrono::milliseconds shared_lock_timeout{40};
    std::chrono::milliseconds foreign_commit_poll{
        50}; ///< how often commits that nobody told of are looked for
};

/// The settings' pooling, with `automatic` decided by the URL.
Pooling pooling_of(const PostgresSettings& settings);

/// The URL without its password, for logs and screens.
std::string redacted_url(std::string_view url);

/// Connects and migrates (under an advisory lock, so that several processes may start at once). Writing
/// threads take what waits, run each transaction in its own savepoint and commit them together; a transaction
/// whose connection was lost is run again only if it is known not to have committed. Requires PostgreSQL 15.
/// Errors: unavailable (cannot connect: reason and what to do), conflict (newer schema, or one that does not
/// fit).
Result<std::unique_ptr<Database>> open_postgres(const Platform& platform, PostgresSettings settings);

} // namespace bolt::store
