#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "store/database.hpp"
#include "store/role_heartbeats.hpp"

#include <vector>

namespace bolt::roles {

inline constexpr Duration kRoleBeatEvery = std::chrono::seconds{15};
/// Without a sign of life for so long a role is taken for dead.
inline constexpr Duration kRoleSilentAfter = std::chrono::seconds{60};

/// Signs of life of the roles of this process until the stop, then their end in good order.
Async<void> beat_roles(const Platform& platform, store::Database& database,
                       std::vector<store::RoleBeat> roles, StopToken& stop, Duration every = kRoleBeatEvery);

} // namespace bolt::roles
