#pragma once
#include "base/platform.hpp"
#include "browser/context.hpp"
#include "browser/installation.hpp"
#include "browser/settings.hpp"

#include <memory>
#include <string>

namespace bolt::browser {

class Connection;

/// A running Chromium. One thread.
class Browser : public std::enable_shared_from_this<Browser> {
  public:
    Browser(const Platform& platform, std::shared_ptr<Connection> connection, std::string id);
    ~Browser();

    /// A fresh, isolated context.
    Async<BrowserResult<std::shared_ptr<Context>>>
    new_context(ContextOptions options, std::chrono::milliseconds timeout = std::chrono::seconds{30});
    /// False once Chromium ended for whatever reason, or the driver did.
    bool connected() const;
    /// Chromium's version, "156.0.8078.79".
    std::string version() const;
    /// Closes it with all its contexts; no error if it is gone already.
    Async<BrowserResult<void>> close(std::chrono::milliseconds timeout = std::chrono::seconds{15});

  private:
    Platform platform_;
    std::shared_ptr<Connection> connection_;
    std::string id_;
    bool gone_ = false;
};

/// A running driver process (node + playwright-core). It may hold several browsers. One thread.
class Driver {
  public:
    /// Starts the driver of an installation that is complete(); it and its browsers keep their temporary
    /// files in `temporary_folder` (must exist, and belong to the user of `as`). User and memory limit are
    /// those of `as`. Failure::setup if it does not start or speaks another
    /// version.
    static Async<BrowserResult<std::shared_ptr<Driver>>> start(const Platform& platform,
                                                               Installation installation,
                                                               std::string temporary_folder,
                                                               const BrowserSettings& as = {});
    Driver(const Platform& platform, std::shared_ptr<Connection> connection, Installation installation,
           std::string browser_type);
    /// Kills what stop() has not ended.
    ~Driver();
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    /// Starts Chromium; Failure::setup with the browser's own words if it cannot.
    Async<BrowserResult<std::shared_ptr<Browser>>>
    launch(BrowserSettings settings, std::chrono::milliseconds timeout = std::chrono::seconds{30});
    /// False once the process ended or stop() was called.
    bool alive() const;
    /// Why it ended, "" while alive.
    std::string end_reason() const;
    /// The driver's process id.
    pid_t pid() const;
    /// For numbers (Connection::counts).
    const std::shared_ptr<Connection>& connection() const { return connection_; }
    /// Fails what is pending, lets the driver close its browsers, kills it after `grace`.
    Async<void> stop(std::chrono::milliseconds grace = std::chrono::seconds{5});
    /// Ends it at once; its browsers end when their pipe closes.
    void kill();

  private:
    Platform platform_;
    std::shared_ptr<Connection> connection_;
    Installation installation_;
    std::string browser_type_;
};

} // namespace bolt::browser
