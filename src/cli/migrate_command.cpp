#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"

#include "store/migrations.hpp"

#include <fmt/format.h>

namespace bolt::cli {

int run_migrate() {
    auto settings = environment_settings();
    if (!settings) return report(settings.error());
    Process process(*settings);
    // Opening migrates; what remains is to say what stands.
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    auto applied = (*database)->read_blocking([](store::Tx& tx) { return store::applied_migrations(tx); });
    if (!applied) return report(applied.error());
    for (const auto& migration : *applied)
        fmt::print("{:04} {}  applied {}\n", migration.version, migration.name, migration.applied_at);
    fmt::print("{} is at version {}\n", store::redacted_url(settings->database_url),
               applied->empty() ? 0 : applied->back().version);
    (*database)->close();
    return kSuccess;
}

} // namespace bolt::cli
