#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"
#include "base/signal.hpp"
#include "roles/settings.hpp"

#include <functional>
#include <memory>

namespace bolt::cli {

/// Exit codes of every subcommand.
inline constexpr int kSuccess = 0;
inline constexpr int kFailed =
    1; ///< it ran and the answer is no (verify, doctor), or a role ended with an error
inline constexpr int kWrongUsage = 2; ///< options or settings are wrong

/// The process: one thread, one loop, real time and randomness. SIGTERM or SIGINT asks to stop; the second
/// one exits at once.
class Process {
  public:
    explicit Process(const roles::Settings& settings);
    ~Process();
    const Platform& platform() const;
    StopToken& stop();
    /// Runs `main` on the loop and returns its exit code; an exception is logged and is kFailed.
    int run(std::function<Async<int>()> main);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Prints "directory-bolt: <message>" on stderr and gives the exit code for the error's kind.
int report(const Error& error);
/// The settings of the environment; `data` (an option of the command) replaces the data folder and its
/// database.
Result<roles::Settings> environment_settings(const std::string& data = "");

} // namespace bolt::cli
