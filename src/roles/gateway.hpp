#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "domain/package.hpp"
#include "net/server.hpp"
#include "queue/queue.hpp"
#include "realtime/hub.hpp"
#include "roles/health.hpp"
#include "roles/settings.hpp"
#include "roles/staff_api.hpp"
#include "roles/staff_auth.hpp"
#include "roles/webhook.hpp"
#include "store/database.hpp"

#include <memory>

namespace bolt::roles {

/// The gateway: Stripe's webhook, the staff API, realtime and the pages, on one port. It refuses to start
/// without its secrets. The relay of the outbox (roles/relay.hpp) runs beside it.
class Gateway {
  public:
    Gateway(const Platform& platform, store::Database& database, queue::Queue& queue,
            submit::EvidenceStore& evidence, const PackageCatalog& packages, const Settings& settings,
            std::vector<HealthCheck> more_checks = {});
    ~Gateway();
    /// Binds; unavailable names the port.
    Result<void> start();
    std::uint16_t port() const;
    /// Follows the feed until the stop, then closes the server.
    Async<void> run(StopToken& stop);
    /// Every "METHOD pattern" it serves.
    const std::vector<std::string>& routes() const { return routes_; }

  private:
    net::Router make_router(std::vector<HealthCheck> more_checks);
    Async<std::string> metrics();

    Platform platform_;
    store::Database& database_;
    queue::Queue& queue_;
    StaffAuth auth_;
    realtime::Hub hub_;
    Webhook webhook_;
    StaffApi staff_api_;
    std::vector<std::string> routes_;
    std::unique_ptr<net::Server> server_;
};

} // namespace bolt::roles
