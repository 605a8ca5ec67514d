#pragma once
// Only for this room: an engine thread's connection, with its way back after it was lost.
#include "store/postgres_connection.hpp"
#include "store/waiting_work.hpp"

namespace bolt::store {

/// Reconnects with back-off. One thread.
class PostgresLink {
  public:
    PostgresLink(const PostgresSettings& settings, WorkQueue& queue);
    PostgresConnection& connection() { return connection_; }
    /// Connected, if need be again. Tries for settings.reconnect_for after the connection was lost; later
    /// only one try each pause, so that whoever asks meanwhile has the answer at once. unavailable: the last
    /// try's reason.
    Result<void> ready();

  private:
    Result<void> try_once();

    using Clock = std::chrono::steady_clock; // real time on purpose: it is another process that is waited for
    PostgresSettings settings_;
    WorkQueue& queue_;
    PostgresConnection connection_;
    std::optional<Clock::time_point> down_since_;
    Clock::time_point next_try_{};
    std::chrono::milliseconds pause_{0};
    std::string reason_;
};

} // namespace bolt::store
