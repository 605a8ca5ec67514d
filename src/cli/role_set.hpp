#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "cli/deployment.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "roles/brain.hpp"
#include "roles/gateway.hpp"
#include "roles/monitor.hpp"
#include "roles/relay.hpp"
#include "roles/settings.hpp"
#include "roles/subscriber.hpp"
#include "roles/worker.hpp"

#include <memory>

namespace bolt::cli {

/// The roles of one process: any of them alone, or all of them (`up`). The same objects either way.
class RoleSet {
  public:
    RoleSet(const Platform& platform, Deployment& deployment, roles::Settings settings);
    ~RoleSet();

    /// Each makes its role and, where it has a server, binds it; the error says which port and why.
    Result<void> add_brain();
    Result<void> add_gateway(); ///< with the outbox relay; add_brain() first when both are in one process
    Result<void> add_subscriber();
    Result<void> add_worker();
    Result<void> add_monitor();

    std::uint16_t gateway_port() const;
    std::uint16_t brain_port() const;
    /// Runs all added roles until the stop and until each has ended; then closes the browser.
    Async<void> run(StopToken& stop);

  private:
    Async<std::string> check_brain(std::string brain_url);

    Platform platform_;
    Deployment& deployment_;
    roles::Settings settings_;
    net::HttpClient http_;
    std::unique_ptr<roles::Brain> brain_;
    std::unique_ptr<net::Server> brain_server_;
    std::unique_ptr<roles::Gateway> gateway_;
    std::unique_ptr<roles::Relay> relay_;
    std::unique_ptr<roles::Subscriber> subscriber_;
    std::unique_ptr<submit::Submitter> submitter_;
    std::unique_ptr<roles::Worker> worker_;
    std::unique_ptr<roles::Monitor> monitor_;
};

} // namespace bolt::cli
