#pragma once
#include <optional>
#include <string>
#include <vector>

namespace bolt::browser {

/// The version of playwright-core that this client was written against; its protocol has no promise across
/// versions.
inline constexpr const char* driver_version = "1.65.1";
/// playwright-core's package.json, "engines".
inline constexpr int node_major_min = 20;

/// How the browser is found and started. Empty paths are searched (installation.hpp).
struct BrowserSettings {
    std::string node = "node";         ///< program name or path (NODE)
    std::string driver_folder = {};    ///< .../node_modules/playwright-core (PLAYWRIGHT_DIR)
    std::string chromium = {};         ///< chromium-headless-shell or chromium (CHROMIUM)
    std::string temporary_folder = {}; ///< where each driver gets a folder of its own; empty: the system's
    bool headless = true;
    std::string user =
        {};            ///< who runs driver and browser, where this process is root; empty: this process's own
    int memory_mb = 0; ///< RLIMIT_DATA of each of their processes, in MiB; 0: none
    std::optional<bool> sandbox = {}; ///< default: on, except as root, where Chromium cannot have one
    std::vector<std::string> extra_arguments = {}; ///< more Chromium switches
};

} // namespace bolt::browser
