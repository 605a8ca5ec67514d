#include "store/waiting_work.hpp"

#include <fmt/format.h>

namespace bolt::store {

WorkQueue::WorkQueue(std::size_t waiting_max, std::string what)
    : waiting_max_(waiting_max), what_(std::move(what)) {}

void WorkQueue::submit(WaitingWork work) {
    auto refused = [&]() -> Result<void> {
        std::lock_guard lock(mutex_);
        if (closing_) return fail(ErrorCode::cancelled, "the database is closing");
        if (waiting_.size() >= waiting_max_)
            return fail(ErrorCode::rate_limited,
                        fmt::format("too many {} are waiting for the database; try again later", what_));
        waiting_.push_back(std::move(work));
        return {};
    }();
    if (refused)
        arrived_.notify_one();
    else
        work.done(std::move(refused));
}

std::vector<WaitingWork> WorkQueue::take(std::size_t count_max) {
    std::vector<WaitingWork> taken;
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return closing_ || !waiting_.empty(); });
    while (!waiting_.empty() && taken.size() < count_max) {
        taken.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return taken;
}

void WorkQueue::close() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    arrived_.notify_all();
    closed_.notify_all();
}

bool WorkQueue::closing() const {
    std::lock_guard lock(mutex_);
    return closing_;
}

bool WorkQueue::pause(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    return !closed_.wait_for(lock, at_most, [&] { return closing_; });
}

} // namespace bolt::store
