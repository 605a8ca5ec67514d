#pragma once
#include "base/platform.hpp"
#include "store/attempts.hpp"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <sys/types.h>

/// What the benches of the lanes share: a loop, a practice site and an attempt at it.
namespace bolt::bench {

/// A loop of this process with what a lane needs.
struct Loop {
    asio::io_context io{1};
    SystemClock clock{io.get_executor()};
    SystemRandom random;
    Platform platform{io.get_executor(), clock, random};

    void run(Async<void> work) {
        asio::co_spawn(io, std::move(work), [this](std::exception_ptr thrown) {
            io.stop();
            if (thrown) std::rethrow_exception(thrown);
        });
        io.restart();
        io.run();
    }
};

struct Practice {
    pid_t pid = 0;
    std::uint16_t port = 0;
    /// Of the submission form.
    std::string url() const;
};
/// Serves the practice site in a process of its own, whose CPU is neither side's. While this one has one
/// thread.
Practice start_practice();

/// An attempt that the practice site accepts.
store::LeasedAttempt attempt_at(std::string id, const std::string& url);

Async<Result<void>> mark_sent(json::object);
Async<Result<void>> mark_unsent();

/// Runs `one` `count` times, `lanes` at a time; gives the wall seconds.
double run_in_lanes(Loop& loop, int count, int lanes, const std::function<Async<void>()>& one);

} // namespace bolt::bench
