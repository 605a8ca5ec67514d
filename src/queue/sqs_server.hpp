#pragma once
#include "base/platform.hpp"
#include "net/server.hpp"
#include "net/sigv4.hpp"
#include "queue/store_queue.hpp"

#include <memory>

namespace bolt::queue {

struct SqsServerSettings {
    StoreQueueSettings queue{}; ///< whose queue and dead letters it serves
    net::AwsCredentials keys{}; ///< whoever signs with them may do everything
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: a free one
    int receives_max = 5;   ///< one more delivery over this endpoint would move a message to the dead letters
};

/// The store's queue over SQS's own protocol (AWS JSON 1.0, Signature Version 4), so that AWS's SDKs and
/// tools work with an embedded deployment: docs/queue.md. Two standard queues are there, the jobs and their
/// dead letters. One thread; the database must outlive stop().
class SqsServer {
  public:
    SqsServer(const Platform& platform, store::Database& database, const SqsServerSettings& settings);
    ~SqsServer();
    /// Binds; unavailable names the address.
    Result<void> start();
    /// Ends long polls and closes the server.
    Async<void> stop();
    /// "http://127.0.0.1:9324"
    std::string url() const;
    /// Of the jobs' queue, as clients name it.
    std::string queue_url() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace bolt::queue
