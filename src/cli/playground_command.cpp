#include "cli/commands.hpp"
#include "cli/process.hpp"

#include "playground/playground.hpp"

#include <fmt/format.h>

namespace bolt::cli {

int run_playground(const PlaygroundOptions& options) {
    auto settings = environment_settings();
    if (!settings) return report(settings.error());
    Process process(*settings);
    playground::Settings playground;
    playground.port = options.port;
    playground.data_file = options.data_file;
    playground::Playground practice(process.platform(), playground);
    return process.run([&]() -> Async<int> {
        if (auto started = practice.start(); !started) co_return report(started.error());
        fmt::print("Practice directories at http://localhost:{}\n", practice.port());
        for (const auto& site : playground::sites())
            fmt::print("  {:<18} {}{}  ({})\n", site.name, site.origin(practice.port()), site.submit_path,
                       site.verdict);
        std::fflush(stdout);
        while (co_await process.stop().sleep(std::chrono::hours{1})) {
        }
        co_await practice.stop();
        co_return kSuccess;
    });
}

} // namespace bolt::cli
