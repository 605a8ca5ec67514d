#pragma once
#include "base/async.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace bolt {

using namespace std::chrono_literals;
using Duration = std::chrono::microseconds;
/// A moment in UTC with microseconds, as all tables store it.
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// One wait at a time, on the thread of the clock's executor.
class Timer {
  public:
    virtual ~Timer() = default;
    /// Resumes after `duration`, or as soon as cancel() is called.
    virtual Async<void> wait(Duration duration) = 0;
    virtual void cancel() = 0;
};

/// Time, injected everywhere, so that a simulator can own it. now() may be called from any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
    /// Never goes back; only differences mean something.
    virtual Duration monotonic() const = 0;
    virtual std::unique_ptr<Timer> timer() = 0;

    /// Resumes after `duration`.
    Async<void> sleep(Duration duration);
};

/// The machine's clock; timers run on `executor`.
class SystemClock final : public Clock {
  public:
    explicit SystemClock(asio::any_io_executor executor) : executor_(std::move(executor)) {}
    TimePoint now() const override;
    Duration monotonic() const override;
    std::unique_ptr<Timer> timer() override;

  private:
    asio::any_io_executor executor_;
};

/// Stands still until told; timers fire when advance() passes them. For unit tests and the simulator; one
/// thread.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(asio::any_io_executor executor,
                         TimePoint start = TimePoint{} + std::chrono::hours{24 * 365 * 56});
    ~ManualClock() override;
    TimePoint now() const override;
    Duration monotonic() const override;
    std::unique_ptr<Timer> timer() override;
    /// Moves time on and wakes every timer that is due, earliest first.
    void advance(Duration by);
    /// When the next timer is due, or Duration::max() if none waits.
    Duration until_next_timer() const;

  private:
    struct State;
    friend class ManualTimer;
    std::shared_ptr<State> state_;
};

/// "2026-11-23T11:00:00.123456+00:00": fixed width, so that text order is time order (SQLite), and PostgreSQL
/// reads it.
std::string format_time(TimePoint time);
/// Reads what format_time, PostgreSQL's timestamptz and SQLite's datetime() write, and any RFC 3339 time.
/// Returns the epoch for text that is none of these.
TimePoint parse_time(std::string_view text);

} // namespace bolt
