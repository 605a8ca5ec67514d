#pragma once
// For tests: one io_context with the machine's clock, and ways to wait on it that cannot hang.
#include "base/platform.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <stdexcept>

namespace bolt {

/// Runs coroutines of a test on the calling thread.
class TestLoop {
  public:
    explicit TestLoop(std::uint64_t seed = 7) : random(seed) {}

    /// Runs the loop until `done` holds; false if it does not within `at_most`.
    bool run_until(const std::function<bool()>& done,
                   std::chrono::milliseconds at_most = std::chrono::seconds{20}) {
        const auto deadline = std::chrono::steady_clock::now() + at_most;
        while (!done()) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            io.run_one_until(
                std::min(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds{5}));
        }
        return true;
    }

    /// Runs one coroutine to its end and gives what it returns; throws if it takes longer than `at_most`.
    template <class T>
    T run(Async<T> work, std::chrono::milliseconds at_most = std::chrono::seconds{20}) {
        std::optional<T> result;
        std::exception_ptr thrown;
        asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T value) {
            thrown = error;
            result.emplace(std::move(value));
        });
        if (!run_until([&] { return result.has_value(); }, at_most))
            throw std::runtime_error("a coroutine does not end");
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*result);
    }

    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
    SystemClock clock{io.get_executor()};
    SeededRandom random;
    Platform platform{io.get_executor(), clock, random};
};

} // namespace bolt
