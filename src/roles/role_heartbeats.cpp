#include "roles/role_heartbeats.hpp"

#include "base/log.hpp"

namespace bolt::roles {

Async<void> beat_roles(const Platform& platform, store::Database& database,
                       std::vector<store::RoleBeat> roles, StopToken& stop, Duration every) {
    for (bool stopped = false;;) {
        auto recorded = co_await database.write(
            [roles, now = platform.now(), stopped](store::Tx& tx) -> Result<void> {
                for (const auto& role : roles)
                    if (auto beat = store::record_role(tx, now, role, stopped); !beat) return beat;
                return {};
            },
            store::Durability::relaxed);
        if (!recorded)
            log::debug("a role's sign of life was not stored", {{"error", recorded.error().message}});
        if (stopped) co_return;
        stopped = !co_await stop.sleep(every);
    }
}

} // namespace bolt::roles
