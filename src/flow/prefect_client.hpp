#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "net/client.hpp"

#include <optional>

namespace bolt::flow {

struct PrefectClientSettings {
    std::string api_url{};     ///< "http://127.0.0.1:4200/api", or Cloud's with account and workspace
    std::string api_key{};     ///< Cloud: sent as bearer token
    std::string auth_string{}; ///< a server's user:password; wins over api_key, as in Prefect's own client
    int tries_max = 5;         ///< of one call, the first included
    Duration first_delay = std::chrono::milliseconds{500}; ///< doubles; its upper half is random
    Duration longest_delay = std::chrono::seconds{10};     ///< a Retry-After beyond it ends the call
    /// More would only queue up in the server, whose SQLite then answers 503.
    int calls_at_once = 4;
    std::chrono::milliseconds timeout{15'000}; ///< of one try
};

/// An answer below 400.
struct PrefectAnswer {
    int status = 200;
    json::value body; ///< null where there was none
};

/// Prefect 3's REST API, server or Cloud: JSON over HTTP, with credentials, the token against forged requests
/// where the server wants one, and new tries on 408, 429, 502, 503 and lost connections (Prefect's own client
/// does the same; what it sends is safe to repeat). One thread; close() before the io_context goes.
class PrefectClient {
  public:
    PrefectClient(const Platform& platform, PrefectClientSettings settings);

    /// `path` below the API, "/flows/filter"; `body` is sent as JSON.
    /// Errors: unauthenticated and permission_denied (credentials), not_found, conflict, invalid_argument
    /// (Prefect calls the request wrong), rate_limited, too_large, timeout, unavailable, cancelled (close()).
    /// Messages name the call and what Prefect said, never a credential.
    Async<Result<PrefectAnswer>> call(std::string method, std::string path,
                                      std::optional<json::value> body = std::nullopt);
    /// Ends the pauses between tries that are under way: those calls give their last error.
    void interrupt();
    /// Ends all calls under way and all later ones with cancelled.
    void close() { http_.reset(); }

    const PrefectClientSettings& settings() const { return settings_; }

  private:
    Async<Result<net::Response>> send(net::ClientRequest request);
    Async<bool> renew_csrf_token();

    const Platform platform_;
    const PrefectClientSettings settings_;
    std::optional<net::HttpClient> http_;
    Signal interrupted_, call_ended_;
    int calls_ = 0; ///< under way
    const std::string csrf_client_;
    std::string csrf_token_; ///< "" = not wanted so far
};

/// What Prefect said in an error's body ("detail", "exception_message"), shortened to one line.
std::string prefect_message(std::string_view body);

} // namespace bolt::flow
