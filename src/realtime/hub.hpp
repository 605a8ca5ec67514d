#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"
#include "base/signal.hpp"
#include "net/http.hpp"
#include "net/socket.hpp"
#include "store/database.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bolt::realtime {

/// Who is connected: a staff session or an API key.
struct Identity {
    std::string session_id; ///< "" for an API key
    std::string name;
    std::string user_id = {}; ///< of the session, "" for an API key
    std::string key_id = {};  ///< of a staff member's API key
    /// May see contact data of customers as they are; others' rows lack the personal columns.
    bool personal = false;
    /// True if a change of `id` in `table` (staff_sessions, staff_users, api_keys) takes or changes its
    /// access.
    bool is_about(std::string_view table, std::string_view id) const;
};
/// Checks a token (apikey of the connection or access_token of a join); nullopt refuses it. An error means
/// that it could not be checked now.
using Authorize = std::function<Async<Result<std::optional<Identity>>>(std::string token)>;

struct HubSettings {
    int feed_batch = 500;           ///< changes read from the store at a time
    int catch_up_batch = 100;       ///< the same for one client that is behind
    std::size_t channels_max = 100; ///< per connection, as Supabase
    std::size_t connections_max = 5'000;
    /// A client for which so much waits is read to from the store instead, when it has taken it. Below the
    /// server's own bounds (net::ServerSettings), at which a client is cut. What is read is no more at a
    /// time than the bytes, and one change.
    std::size_t waiting_messages_max = 100;
    std::size_t waiting_bytes_max = 256 << 10;
    Duration stall_max = std::chrono::seconds{10}; ///< a client that takes nothing for so long is cut
    Duration recheck_every =
        std::chrono::seconds{60}; ///< how often tokens of joined channels are checked again
    /// Commits wake the hub at once; this only bounds the damage of a lost wake-up.
    Duration read_at_least_every = std::chrono::seconds{1};
    std::string public_url; ///< how browsers reach us; its origin may connect whatever Host says
};

struct HubCounters {
    std::size_t connections = 0, channels = 0;
    std::int64_t position = 0; ///< of the last change given out
    std::uint64_t messages = 0;
};

/// The feed to WebSocket clients in Supabase Realtime's protocol (docs/api.md). One thread. The database must
/// outlive the coroutines that it started.
class Hub {
  public:
    Hub(const Platform& platform, store::Database& database, Authorize authorize, HubSettings settings = {});
    ~Hub();
    /// Follows the feed and hands it out until the stop, then closes every socket (1001). Joins wait for its
    /// begin.
    Async<void> run(StopToken& stop);
    /// Takes over an accepted socket. `request` is the upgrade (vsn, apikey).
    void accept(std::shared_ptr<net::WebSocket> socket, const net::Request& request);
    /// 403 for a foreign Origin, 401 for no or a bad apikey, 503 when full or when the key cannot be checked;
    /// nullopt lets it in.
    Async<std::optional<net::Response>> check_upgrade(net::Request& request);
    /// Closes every socket of a revoked staff session (1008). Revocations by other processes, users that were
    /// disabled or got another role and revoked keys are seen in the feed: their sockets are closed before
    /// the next change is given out.
    void close_session(const std::string& session_id);
    HubCounters counters() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace bolt::realtime
