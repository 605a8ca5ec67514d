#pragma once
#include "net/client.hpp"
#include "roles/backoff.hpp"
#include "roles/work_group.hpp"
#include "store/database.hpp"
#include "store/outbox.hpp"

#include <functional>
#include <string>

namespace bolt::roles {

struct RelaySettings {
    std::string brain_url{}; ///< scheme, host, port; "/api/jobs/enqueue" is appended
    std::string token{};     ///< the brain's enqueue token
    int batch = 16;          ///< messages delivered at a time
    Duration hold =
        std::chrono::seconds{30}; ///< a taken message is tried again after it, should the relay die
    std::chrono::milliseconds timeout{10'000}; ///< of one call; shorter than `hold`
    BackoffSettings backoff{};                 ///< of one message: 1 s .. 60 s
    Duration refused_retry =
        std::chrono::hours{6}; ///< the brain called the message wrong: only a change there helps
};

struct RelayCounters {
    std::uint64_t delivered = 0, known = 0, refused = 0, failed = 0;
};

/// Carries outbox messages to the brain, each at least once, waking at once when one is committed. 2xx and
/// 409 (the brain knows the job already) deliver; 400, 404, 413, 422 are recorded and wait long for a person;
/// all else is tried again with back-off. Any number of relays may run beside each other. One thread; lives
/// until the io_context is gone.
class Relay {
  public:
    /// HttpClient::send, or a test's stand-in.
    using Send = std::function<Async<Result<net::Response>>(net::ClientRequest)>;

    Relay(const Platform& platform, store::Database& database, Send send, RelaySettings settings);
    /// Ends when stop is requested and the calls under way have ended.
    Async<void> run(StopToken& stop);

    const RelayCounters& counters() const { return counters_; }
    /// False while the brain does not answer or refuses our token, or the store has an outage.
    bool healthy() const { return !brain_breaker_.open() && !store_breaker_.open(); }

  private:
    struct Outcome {
        bool delivered = false;
        Duration retry_in{0};
        std::string error;
    };

    Async<void> wake_on_stop(StopToken& stop);
    Async<Result<Duration>> pass_on();
    Async<void> deliver(store::OutboxMessage message);
    Async<Outcome> call(const store::OutboxMessage& message);
    Outcome judge(const store::OutboxMessage& message, const net::Response& response);
    Outcome later(const store::OutboxMessage& message, const Error& error, Duration at_least = Duration{0});
    Outcome refused(const store::OutboxMessage& message, std::string error);

    const Platform platform_;
    store::Database& database_;
    const Send send_;
    const RelaySettings settings_;
    RelayCounters counters_;
    Breaker brain_breaker_, store_breaker_;
    WorkGroup calls_, watcher_;
};

} // namespace bolt::roles
