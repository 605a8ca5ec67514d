#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "browser/error.hpp"
#include "browser/objects.hpp"
#include "browser/process.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bolt::browser {

/// Numbers for metrics and leak tests.
struct ConnectionCounts {
    std::size_t objects = 0;
    std::size_t pending = 0;
    std::uint64_t frames_sent = 0;
    std::uint64_t frames_received = 0;
};

/// Playwright's driver protocol over a child's stdio: frames of uint32 little-endian length and UTF-8 JSON.
/// Keeps the tree of remote objects, matches replies to calls, and delivers events. One thread.
/// Everything received is hostile: a frame that breaks the protocol ends the connection, it never crashes.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    /// Called for every event of an object or of anything below it; must not block. The references live for
    /// the call.
    using Listener =
        std::function<void(const std::string& guid, const std::string& method, const json::object& params)>;

    /// Takes the child over and starts reading and writing.
    static std::shared_ptr<Connection> open(const Platform& platform, std::unique_ptr<Process> child);
    ~Connection();

    /// Calls `method` of object `guid` and waits for its reply. `timeout` is sent as the driver's own
    /// deadline and watched here with 5 s of slack (Failure::stuck). All pending calls fail when the
    /// connection ends.
    Async<BrowserResult<json::object>> call(std::string guid, std::string method, json::object params,
                                            std::chrono::milliseconds timeout);
    /// The same without waiting for the outcome (answering dialogs and routes).
    void post(std::string guid, std::string method, json::object params);

    /// Listens to `guid` and everything below it until forget(guid); one listener per object.
    void listen(const std::string& guid, Listener listener);
    /// Ends listen(guid).
    void forget(const std::string& guid);

    /// The object, or nullptr when unknown or disposed. Valid until the next co_await.
    RemoteObject* find_object(std::string_view guid);
    /// The nearest object of `type` at or above `guid`, "" if none.
    std::string ancestor(std::string_view guid, std::string_view type) const;

    /// False once the child ended, broke the protocol or close() was called.
    bool alive() const;
    /// Why the connection ended (with the end of the child's stderr), "" while alive.
    std::string end_reason() const;
    /// Fails all pending calls with `failure`, ends the child's stdin (a driver then closes its browsers and
    /// exits), waits up to `grace` for its exit, then kills its group. Can be called twice.
    Async<void> close(Failure failure, std::chrono::milliseconds grace);
    /// Kills the child's group at once.
    void kill();
    /// The child's process id.
    pid_t pid() const;
    /// What is going on now.
    ConnectionCounts counts() const;

  private:
    struct State;
    explicit Connection(const Platform& platform, std::unique_ptr<Process> child);
    std::unique_ptr<State> state_;
};

} // namespace bolt::browser
