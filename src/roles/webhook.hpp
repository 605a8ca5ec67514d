#pragma once
#include "base/platform.hpp"
#include "domain/package.hpp"
#include "net/server.hpp"
#include "store/database.hpp"
#include "store/orders.hpp"

#include <functional>
#include <string>

namespace bolt::roles {

/// `POST /api/webhook`: Stripe's events. 2xx only after the event (and with it customer, job, history and
/// outbox) is committed; every event id counts once; a second paid event of one checkout session changes
/// nothing.
class Webhook {
  public:
    Webhook(const Platform& platform, store::Database& database, const PackageCatalog& packages,
            std::string secret);
    void add_routes(net::Router& router);
    /// Called in the transaction of each new order: what else belongs to it (the private link).
    std::function<Result<void>(store::Tx&, const store::CreatedOrder&)> on_order;
    /// What Stripe sent is kept sealed under it (store/sealed_rows.hpp); "" = as it came.
    std::string seal_with;
    /// One delivery, from whoever: only the signature counts.
    Async<net::Response> receive(net::Request& request);

  private:
    Platform platform_;
    store::Database& database_;
    const PackageCatalog& packages_;
    std::string secret_;
};

} // namespace bolt::roles
