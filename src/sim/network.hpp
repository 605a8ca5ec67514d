#pragma once
#include "net/client.hpp"
#include "net/router.hpp"
#include "sim/process.hpp"

#include <map>

namespace bolt::sim {

/// HTTP between simulated processes: calls take a while and, when faults happen, are lost on the way there or
/// back, arrive twice, or late.
class Network {
  public:
    explicit Network(World& world) : world_(world) {}
    /// From now on `process` serves these routes as `host`, until it dies.
    void serve(const std::string& host, Process& process, net::Router router);
    /// HttpClient::send for coroutines of `from`. The host is the URL's.
    Async<Result<net::Response>> call(Process& from, net::ClientRequest request);
    /// A call that comes from outside (Stripe): `answered` gets the response, or nothing where none came.
    void call_from_outside(std::string host, net::Request request,
                           std::function<void(std::optional<net::Response>)> answered);

    bool outage = false; ///< nothing between our processes arrives

  private:
    struct Served {
        Process* process = nullptr;
        std::shared_ptr<net::Router> router;
    };
    using Answered = std::function<void(std::optional<net::Response>)>;
    void deliver(std::string host, net::Request request, Answered answered);
    void arrive(const std::string& host, const net::Request& request, const Answered& answered);

    World& world_;
    std::map<std::string, Served> served_;
};

} // namespace bolt::sim
