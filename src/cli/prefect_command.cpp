#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"

#include <fmt/format.h>

namespace bolt::cli {

int run_prefect_setup(const std::string& data) {
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    if (settings->prefect_api_url.empty()) {
        fmt::print("Flow runs live in the database's tables; `directory-bolt migrate` makes them. To use "
                   "Prefect, set "
                   "PREFECT_API_URL=http://HOST:4200/api, or Prefect Cloud's URL and PREFECT_API_KEY.\n");
        return kSuccess;
    }
    auto packages = open_packages(*settings);
    if (!packages) return report(packages.error());
    Process process(*settings);
    return process.run([&]() -> Async<int> {
        auto prefect = prefect_settings(*settings, *packages);
        prefect.client.tries_max = 2; // somebody waits
        flow::PrefectClient client(process.platform(), prefect.client);
        auto setup = co_await flow::set_up_prefect(client, prefect.target);
        client.close();
        if (!setup) co_return report(setup.error());
        for (const auto& step : setup->steps) fmt::print("{}\n", step);
        co_return kSuccess;
    });
}

} // namespace bolt::cli
