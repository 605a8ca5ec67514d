#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "roles/gateway_browser.hpp"
#include "store/canaries.hpp"
#include "store/database.hpp"
#include "submit/robots_policy.hpp"

namespace bolt::roles {

struct FormCanarySettings {
    std::string worker_id{};                        ///< a drained worker looks at nothing
    store::CanaryRules rules{};                     ///< every = 0: never
    Duration look_every = std::chrono::seconds{10}; ///< whether a look is due
    Duration between = std::chrono::seconds{2};     ///< two looks: directories are other people's
    BusinessProfile business{}; ///< has everything that forms ask for; nothing of it is entered anywhere
};

/// Looks at the forms of directories that have a recipe before submissions meet them: opens the page, fills
/// nothing, sends nothing, and tells the store whether the form is the recipe's (store/canaries.hpp). Through
/// the address policy, where robots.txt allows it, in the host's pace; one look at a time. Beside the worker,
/// with a browser of its own that ends when it idles. References must outlive it.
class FormCanary {
  public:
    FormCanary(const Platform& platform, store::Database& database, submit::SubmitterSettings browser,
               FormCanarySettings settings);
    Async<void> run(StopToken& stop);
    /// Makes the looks that are due now; gives how many.
    Async<Result<int>> look(StopToken& stop);

  private:
    Async<void> look_loop(StopToken& stop);
    Async<store::CanaryLook> look_at(const store::CanaryVisit& visit);

    const Platform& platform_;
    store::Database& database_;
    const FormCanarySettings settings_;
    const std::shared_ptr<submit::RobotsPolicy> robots_;
    GatewayBrowser browser_;
};

} // namespace bolt::roles
