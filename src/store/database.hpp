#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"
#include "base/signal.hpp"

#include <functional>
#include <memory>
#include <string>
#include <type_traits>

namespace bolt::store {

class Tx; // a connection inside one transaction: see store/sql.hpp, only for this room

/// What a commit must survive before the caller goes on.
enum class Durability {
    full,   ///< power loss: answers to the outside (webhook, enqueue), the `sent` mark, verdicts
    relaxed ///< a crash of the process; after power loss the newest may be gone, in order: claims, heartbeats, wake-ups
};

/// The store port: one SQL database. Functions of this room take the Tx; roles compose them into transactions:
///     auto job = co_await database.write([&](store::Tx& tx) { return store::create_order(tx, order); });
/// The function runs on another thread (never the io_context's): it must touch nothing but the Tx and its own data.
/// It returns Result<T>; an error (or an exception, which becomes `internal`) rolls back its own work and nothing else,
/// although many writers share one commit. It may run twice (serialization failure on PostgreSQL): no side effects.
/// Errors of its own: unavailable (database gone or disk full), cancelled (closing), data_loss (damaged file).
class Database {
  public:
    virtual ~Database() = default;

    template <class F>
    auto write(F function, Durability durability = Durability::full) -> Async<std::invoke_result_t<F&, Tx&>>;
    template <class F>
    auto read(F function) -> Async<std::invoke_result_t<F&, Tx&>>;
    /// The same, blocking the calling thread: for commands and tests, never on the io_context.
    template <class F>
    auto write_blocking(F function, Durability durability = Durability::full) -> std::invoke_result_t<F&, Tx&>;
    template <class F>
    auto read_blocking(F function) -> std::invoke_result_t<F&, Tx&>;

    /// Notified on the io_context after commits of this process, and at latest 50 ms after another process's commit:
    /// a wake-up for pollers of queue, flow, outbox and feed. Says nothing about what changed.
    virtual Signal& committed() = 0;
    /// "sqlite" or "postgresql".
    virtual std::string engine() const = 0;
    /// Finishes what was accepted, then refuses. Blocks until the threads have ended.
    virtual void close() = 0;

  protected:
    using Work = std::function<Result<void>(Tx&)>;
    using Done = std::function<void(Result<void>)>;
    /// Runs `work` in a transaction on the engine's thread, then calls `done` there after the commit.
    virtual void submit_write(Work work, Durability durability, Done done) = 0;
    virtual void submit_read(Work work, Done done) = 0;
    virtual asio::any_io_executor executor() const = 0;

  private:
    template <class F>
    auto run(F function, bool write, Durability durability) -> Async<std::invoke_result_t<F&, Tx&>>;
    template <class F>
    auto run_blocking(F function, bool write, Durability durability) -> std::invoke_result_t<F&, Tx&>;
};

} // namespace bolt::store

#include "store/database_inline.hpp"
