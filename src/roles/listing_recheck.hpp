#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "net/client.hpp"
#include "store/customer_portal.hpp"
#include "store/database.hpp"
#include "submit/address_policy.hpp"
#include "submit/robots_policy.hpp"

namespace bolt::roles {

struct ListingRecheckSettings {
    Duration after = std::chrono::hours{24 * 30};   ///< since it was seen last; 0: never
    Duration again_after = std::chrono::hours{24};  ///< a listing that was missed once is looked for again
    Duration look_every = std::chrono::minutes{10}; ///< for listings that are due
    Duration between = std::chrono::seconds{2};     ///< two looks: directories are other people's
    int batch = 20;
};

/// Looks whether listings that were live still are, as a visitor sees them: through the address policy and
/// where robots.txt allows it. A listing that two looks in a row missed is told to its customer (history
/// "listing_gone", a notification by e-mail), as is one that is back. Part of the monitor; one at a time.
/// References must outlive it.
class ListingRecheck {
  public:
    ListingRecheck(const Platform& platform, store::Database& database, submit::AddressSettings addresses,
                   ListingRecheckSettings settings);
    Async<void> run(StopToken& stop);
    /// Looks at what is due now; gives how many changed.
    Async<Result<int>> look(StopToken& stop);

  private:
    Async<Result<bool>> look_at(store::DueListing listing);

    const Platform& platform_;
    store::Database& database_;
    const ListingRecheckSettings settings_;
    submit::RobotsPolicy robots_;
    submit::AddressPolicy policy_;
    net::HttpClient http_;
};

} // namespace bolt::roles
