#include "cli/commands.hpp"
#include "cli/process.hpp"
#include "cli/role_set.hpp"

#include "base/log.hpp"

#include <fmt/format.h>

namespace bolt::cli {
namespace {

Result<void> add(RoleSet& roles, const std::string& role) {
    if (role == "gateway") return roles.add_gateway();
    if (role == "brain") return roles.add_brain();
    if (role == "subscriber") return roles.add_subscriber();
    if (role == "worker") return roles.add_worker();
    return roles.add_monitor();
}

} // namespace

int run_role(const std::string& role) {
    auto settings = environment_settings();
    if (!settings) return report(settings.error());
    Process process(*settings);
    auto deployment = open_deployment(process.platform(), *settings);
    if (!deployment) return report(deployment.error());
    RoleSet roles(process.platform(), *deployment, *settings);
    if (auto added = add(roles, role); !added) return report(added.error());
    return process.run([&]() -> Async<int> {
        log::info("ready", {{"role", role},
                            {"database", deployment->database->engine()},
                            {"gateway_port", roles.gateway_port()},
                            {"brain_port", roles.brain_port()}});
        co_await roles.run(process.stop());
        log::info("stopped", {{"role", role}});
        co_return kSuccess;
    });
}

} // namespace bolt::cli
