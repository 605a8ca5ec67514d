#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "net/server.hpp"
#include "roles/customer_auth.hpp"
#include "store/database.hpp"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace bolt::roles {

/// Pushes the progress of one job to the sockets that watch it: the whole document of that job of that
/// customer (store::progress_document()) at first and after each change, and nothing of anybody else. One
/// reader of the feed for all sockets, idle while there are none. One thread (the io_context's).
class CustomerLive {
  public:
    CustomerLive(const Platform& platform, store::Database& database, CustomerAuth& auth);
    /// Adds the socket GET /api/my/jobs/{id}/live.
    void add_socket(net::Router& router);
    /// Follows the feed until the stop; wake() then makes it look at the stop at once.
    Async<void> run(StopToken& stop);
    void wake();

  private:
    struct Watcher {
        std::shared_ptr<net::WebSocket> socket;
        std::string session_id, customer_id;
    };
    using Watchers = std::map<std::string, std::vector<std::shared_ptr<Watcher>>, std::less<>>; ///< by job

    Async<std::optional<net::Response>> check(net::Request& request);
    void accept(std::shared_ptr<net::WebSocket> socket, const net::Request& request);
    Async<Result<std::set<std::string>>> changed_jobs();
    Async<void> push(std::string job_id);
    void drop(const std::string& job_id, const net::WebSocket* socket);

    const Platform& platform_;
    store::Database& database_;
    CustomerAuth& auth_;
    Watchers watchers_;
    Signal joined_;
    std::int64_t position_ = 0;
    bool following_ = false; ///< position_ is good
};

} // namespace bolt::roles
