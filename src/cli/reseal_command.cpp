#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"

#include "store/history.hpp"
#include "store/sealed_rows.hpp"

#include <fmt/format.h>

namespace bolt::cli {

int run_reseal(const std::string& data) {
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    if (auto filled = roles::fill_secrets(*settings, [] { return std::string(); }); !filled)
        return report(filled.error());
    constexpr std::string_view kSecrets[] = {"BOLT_SECRET_KEY"};
    if (auto set = roles::require_secrets(*settings, kSecrets); !set) return report(set.error());
    Process process(*settings);
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    const store::ResealKeys keys{settings->secret_key, settings->secret_key_previous,
                                 settings->seal_payloads == "on"};
    auto done = store::reseal_rows(**database, process.platform().random, keys);
    if (done) {
        const json::object counts{{"changed", done->changed}, {"kept", done->kept}, {"lost", done->lost}};
        auto noted = (*database)->write_blocking([&](store::Tx& tx) {
            return store::add_audit(tx, process.platform().now(), "command line", "reseal",
                                    "key:" + store::key_id(keys.current), counts);
        });
        if (!noted) done = forward(noted);
    }
    (*database)->close();
    if (!done) return report(done.error());
    fmt::print("Key {}: {} changed, {} as they should be, {} that no key opens.\n",
               store::key_id(keys.current), done->changed, done->kept, done->lost);
    return done->lost == 0 ? kSuccess : kFailed;
}

} // namespace bolt::cli
