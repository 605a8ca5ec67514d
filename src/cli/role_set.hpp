#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "cli/deployment.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "roles/alert_teller.hpp"
#include "roles/brain.hpp"
#include "roles/confirmations.hpp"
#include "roles/form_canary.hpp"
#include "roles/gateway.hpp"
#include "roles/listing_recheck.hpp"
#include "roles/mailer.hpp"
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
    Result<void>
    add_monitor(); ///< with mailer and confirmations; add_gateway() first when both are in one process

    std::uint16_t gateway_port() const;
    std::uint16_t brain_port() const;
    /// Runs all added roles until the stop and until each has ended; then closes the browser.
    Async<void> run(StopToken& stop);

  private:
    Async<std::string> check_brain(std::string brain_url);
    Async<Result<queue::Queue*>> dead_letters();
    std::vector<store::RoleBeat> beats() const;
    void add_mailer();
    void add_confirmations();

    Platform platform_;
    Deployment& deployment_;
    roles::Settings settings_;
    net::HttpClient http_;
    std::unique_ptr<roles::Brain> brain_;
    std::unique_ptr<net::Server> brain_server_;
    std::unique_ptr<queue::Queue> dead_letters_;
    std::unique_ptr<roles::Gateway> gateway_;
    std::unique_ptr<roles::Relay> relay_;
    std::unique_ptr<roles::Subscriber> subscriber_;
    std::unique_ptr<submit::Submitter> submitter_;
    std::unique_ptr<roles::Worker> worker_;
    std::unique_ptr<roles::FormCanary> canary_; ///< beside the worker
    std::unique_ptr<roles::AlertTeller> alert_teller_;
    std::unique_ptr<roles::Monitor> monitor_;
    std::unique_ptr<mail::MailTransport> mail_transport_;
    std::unique_ptr<roles::Mailer> mailer_;
    std::unique_ptr<roles::Confirmations> confirmations_;
    std::unique_ptr<roles::ListingRecheck> recheck_; ///< beside the monitor
};

} // namespace bolt::cli
