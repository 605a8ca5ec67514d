#pragma once
// Only for this room: one PostgreSQL connection as a Tx.
#include "store/postgres_result.hpp"
#include "store/postgres_target.hpp"

#include <unordered_map>

namespace bolt::store {

/// One connection in libpq's pipeline mode; used by one thread at a time. Statements that frame others
/// (BEGIN, SAVEPOINT) go out with the next one that somebody waits for, so they cost no round trip.
class PostgresConnection final : public Tx {
  public:
    explicit PostgresConnection(const PostgresSettings& settings);
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    /// Opens it anew. Throws SqlError connection: what is wrong and what to do.
    void connect();
    bool connected() const;
    void disconnect();

    /// Runs one statement and what was deferred before it; throws the first refusal. Kind::connection: the
    /// connection is gone, and whether the server ran the statement is not known.
    Rows run(const Statement& statement, std::initializer_list<Param> params = {}) override;
    /// As run(), with COMMIT behind it in the same round trip. Throws the first refusal: if the connection
    /// still stands then, nothing was committed.
    Rows run_and_commit(const Statement& statement, std::initializer_list<Param> params);
    Rows run_once(const std::string& text, std::span<const Param> params,
                  std::chrono::milliseconds longest) override;
    /// As run(), but nobody needs its rows: sent with the next one. A refusal is thrown by what waits next.
    void post(const Statement& statement, std::initializer_list<Param> params = {}) override;
    void script(std::string_view text) override;

    /// Sends a statement without parameters with the next one.
    void defer(const char* text);
    /// Waits for what was deferred; throws its first refusal.
    void finish();
    /// Sends what was deferred, and reads the answers only before the next use: for the COMMIT of something
    /// that only read.
    void leave();

    /// Starts a transaction, deferred. Behind a transaction pooler it carries the session's settings.
    void begin_write(Durability durability);
    void begin_read();
    /// Ends a transaction that failed, if the connection stands.
    void rollback() noexcept;

    bool pooled() const { return pooled_; }
    int socket() const;
    /// Notifications that arrived from other connections since the last call.
    int foreign_notifications();
    PGconn* raw() { return connection_; }

  private:
    struct Prepared {
        const char* text = nullptr;
        std::string own_text, name; ///< name "": parsed anew each time (pooler)
        std::vector<Oid> types;
    };
    const Prepared& prepare(const Statement& statement);
    /// Has the server parse `prepared.own_text` under `prepared.name` and takes over the types it inferred.
    void describe(Prepared& prepared);
    void send(const Prepared& prepared, std::span<const Param> params);
    void ask_server();
    void sync();
    PostgresResult collect();
    PostgresResult next_result();
    void drain();
    [[noreturn]] void lost();

    PostgresSettings settings_;
    bool pooled_;
    PGconn* connection_ = nullptr;
    int unanswered_ = 0;    ///< statements sent since the last sync
    int groups_unread_ = 0; ///< syncs sent whose answers nobody waits for
    bool by_keys_ = false;  ///< the session shuns scans of whole tables: it writes
    std::unordered_map<const Statement*, Prepared> cache_;
};

} // namespace bolt::store
