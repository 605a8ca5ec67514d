#pragma once
#include "tests/peers/child.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace bolt::peers {

struct PrefectServerOptions {
    std::string auth_string{}; ///< "user:password": Basic authentication
    bool csrf = false;
};
/// Prefect's own server (`prefect server start`) with its database in a folder of its own, on a port of
/// 127.0.0.1, without telemetry: started by the constructor, killed at the end. Installed by
/// scripts/setup-peers. It takes seconds: one for a test program.
class PrefectServer {
  public:
    using Options = PrefectServerOptions;
    /// Waits until it serves. Throws std::runtime_error with its output if it does not.
    explicit PrefectServer(const Options& options = {});
    ~PrefectServer();

    /// Kills it; its database stays.
    void stop();
    /// On the same port and database.
    void start();

    int port() const { return port_; }
    /// "http://127.0.0.1:40123/api"
    std::string api_url() const;
    /// Why it cannot be started here, or "".
    static std::string why_absent();

  private:
    const Options options_;
    const int port_;
    std::filesystem::path home_;
    std::optional<Child> child_;
};

/// True if a GET of `path` answers 200: for waiting.
bool http_ok(int port, const std::string& path);

} // namespace bolt::peers
