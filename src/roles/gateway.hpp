#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "domain/package.hpp"
#include "net/server.hpp"
#include "queue/queue.hpp"
#include "realtime/hub.hpp"
#include "roles/customer_live.hpp"
#include "roles/customer_routes.hpp"
#include "roles/gateway_browser.hpp"
#include "roles/health.hpp"
#include "roles/outcome_board.hpp"
#include "roles/rest_api.hpp"
#include "roles/settings.hpp"
#include "roles/staff_auth.hpp"
#include "roles/staff_routes.hpp"
#include "roles/webhook.hpp"
#include "store/database.hpp"

#include <map>
#include <memory>

namespace bolt::roles {

/// The gateway: Stripe's webhook, the staff API, realtime and the pages, on one port. It refuses to start
/// without its secrets. The relay of the outbox (roles/relay.hpp) runs beside it.
class Gateway {
  public:
    Gateway(const Platform& platform, store::Database& database, queue::Queue& queue,
            submit::EvidenceStore& evidence, const PackageCatalog& packages, const Settings& settings,
            std::vector<HealthCheck> more_checks = {},
            std::function<Async<Result<queue::Queue*>>()> dead_letters = nullptr,
            submit::SubmitterSettings browser = {}, BusinessProfile sample_business = {});
    ~Gateway();
    /// Binds; unavailable names the port.
    Result<void> start();
    std::uint16_t port() const;
    /// How browsers reach it, without '/' at the end.
    std::string base_url() const;
    /// Follows the feed until the stop, then closes the server.
    Async<void> run(StopToken& stop);
    /// Every "METHOD pattern" it serves.
    const std::vector<std::string>& routes() const { return routes_; }
    /// The role that each staff route needs, by "METHOD pattern".
    const std::map<std::string, Role>& roles() const { return roles_; }

  private:
    net::Router make_router(std::vector<HealthCheck> more_checks);
    void add_staff_routes(net::Router& router);
    Async<void> work_bulk(StopToken& stop);
    Async<std::string> metrics();
    Async<bool> may_see_monitoring(net::Request& request);
    void add_health_view(StaffRoutes& routes);

    Platform platform_;
    const Settings settings_;
    store::Database& database_;
    queue::Queue& queue_;
    StaffAuth auth_;
    realtime::Hub hub_;
    Webhook webhook_;
    RestApi rest_api_;
    GatewayBrowser browser_;
    const BusinessProfile sample_business_;
    Signal bulk_; ///< an operation was added
    OutcomeBoard outcomes_;
    StaffContext staff_;
    std::vector<HealthCheck> checks_;
    submit::EvidenceStore& evidence_;
    net::HttpClient http_;
    submit::AddressPolicy addresses_;
    asio::thread_pool pool_{1};
    CustomerAuth customer_auth_;
    CustomerLive customer_live_;
    CustomerContext customers_;
    std::vector<std::string> routes_;
    std::map<std::string, Role> roles_;
    std::unique_ptr<net::Server> server_;
};

} // namespace bolt::roles
