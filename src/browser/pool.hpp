#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "browser/browser.hpp"

#include <memory>
#include <string>

namespace bolt::browser {

/// How the pool works.
struct PoolSettings {
    BrowserSettings browser = {};
    int contexts_max = 3;         ///< leases at the same time; 3-4 per 2 cores was best when measured
    int leases_per_browser = 200; ///< then a fresh browser takes over
    int strikes_max = 3;          ///< hung or crashed leases before a browser is replaced early
    std::chrono::milliseconds start_timeout{30'000};
    std::chrono::milliseconds close_timeout{10'000};
};

/// For metrics.
struct PoolStats {
    std::uint64_t leases = 0;   ///< given out so far
    std::uint64_t drivers = 0;  ///< drivers started so far
    std::uint64_t browsers = 0; ///< browsers started so far
    std::uint64_t strikes = 0;
    int in_use = 0;
    int waiting = 0;
    pid_t driver_pid = 0; ///< 0 when none runs
};

class BrowserPool;

/// One fresh context, given back on release() or destruction. Move only.
class Lease {
  public:
    Lease(Lease&&) noexcept;
    Lease& operator=(Lease&&) noexcept;
    ~Lease();

    /// Valid until release().
    Context& context() const;
    /// Says that the page hung, crashed or misbehaved: counts against the browser.
    void strike(std::string reason);
    /// Closes the context and frees the place. The destructor does the same in the background.
    Async<void> release();

  private:
    friend class BrowserPool;
    struct State;
    explicit Lease(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

/// Keeps one driver and one browser alive and leases fresh contexts, at most `contexts_max` at a time.
/// Recovers by itself: a driver that died or hangs is replaced, a browser that died or is worn out is
/// relaunched on the same driver; leases on the lost one see Failure::closed or driver_gone, the next
/// acquire() works. Each driver's temporary files live in a folder of its own, which is removed after it;
/// folders of dead processes are swept at start. One thread.
class BrowserPool {
  public:
    BrowserPool(const Platform& platform, PoolSettings settings);
    /// Kills what shutdown() has not ended.
    ~BrowserPool();
    BrowserPool(const BrowserPool&) = delete;
    BrowserPool& operator=(const BrowserPool&) = delete;

    /// A lease within `wait_at_most` (Failure::timeout if all places stay taken). Starts the browser when
    /// none runs: Failure::setup says what is missing and how to fix it. Failure::cancelled during shutdown.
    Async<BrowserResult<Lease>> acquire(ContextOptions options, std::chrono::milliseconds wait_at_most);
    /// Starts driver and browser ahead of the first lease.
    Async<BrowserResult<void>> warm_up();
    /// Numbers so far and now.
    PoolStats stats() const;
    /// No more leases; pending calls fail with Failure::cancelled; driver and browser end within `grace`,
    /// else killed.
    Async<void> shutdown(std::chrono::milliseconds grace);

  private:
    friend class Lease;
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace bolt::browser
