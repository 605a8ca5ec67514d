#pragma once
#include "base/platform.hpp"
#include "browser/settings.hpp"

#include <string>
#include <vector>

namespace bolt::browser {

/// One thing that is missing and the command or setting that mends it.
struct InstallationProblem {
    std::string what; ///< "playwright-core is version 1.60.0, this program needs 1.65.1"
    std::string fix;  ///< "run: npm ci"
};

/// What the browser lane runs on. Usable only if `problems` is empty.
struct Installation {
    std::string node;             ///< path or name as started
    std::string node_version;     ///< "20.20.2"
    std::string driver_folder;    ///< .../playwright-core
    std::string driver_version;   ///< "1.65.1"
    std::string chromium;         ///< path of the executable
    std::string chromium_version; ///< "156.0.8078.79"; only with `ask_chromium`
    std::vector<InstallationProblem> problems;

    bool complete() const { return problems.empty(); }
    /// All problems with their fixes in one text, for an error message.
    std::string problem_text() const;
};

/// Finds node (>= 20), playwright-core (settings, else beside the executable, else ./node_modules) and
/// Chromium. Starts `node --version`, and `chromium --version` if `ask_chromium` (doctor); never fails, it
/// lists problems.
Async<Installation> find_installation(const Platform& platform, BrowserSettings settings, bool ask_chromium);

} // namespace bolt::browser
