#pragma once
#include "base/platform.hpp"
#include "cli/deployment.hpp"
#include "net/client.hpp"
#include "roles/settings.hpp"

#include <cstdint>
#include <string>

namespace bolt::cli {

/// Puts the practice sites of the demo's selection into the catalog (policy allowed, short pacing). Gives how
/// many.
Async<Result<int>> seed_practice_directories(Platform platform, store::Database& database,
                                             std::uint16_t playground_port);

/// Buys a package for a test business as Stripe would tell it: a signed webhook to the gateway. Gives the
/// job's id.
Async<Result<std::string>> make_purchase(Platform platform, net::HttpClient& http, std::string gateway_url,
                                         const roles::Settings& settings, std::string package_type,
                                         int price_cents, int directories);

} // namespace bolt::cli
