#pragma once
// Only for this room: brings "something was committed" from an engine's thread to the io_context.
#include "base/platform.hpp"
#include "base/signal.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <memory>

namespace bolt::store {

/// Outlives the database, because a posted wake-up may still be on its way when the database is gone.
struct Wakeup : std::enable_shared_from_this<Wakeup> {
    explicit Wakeup(const Platform& platform) : executor(platform.executor), signal(platform.clock) {}
    /// Any thread.
    void post() {
        if (pending.exchange(true)) return; // one on its way says it for all
        asio::post(executor, [self = shared_from_this()] {
            self->pending = false;
            self->signal.notify();
        });
    }
    asio::any_io_executor executor;
    Signal signal;
    std::atomic<bool> pending = false;
};

} // namespace bolt::store
