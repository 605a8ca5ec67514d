#include "roles/work_group.hpp"

namespace bolt::roles {

void WorkGroup::start(std::string name, std::function<Async<void>()> body) {
    ++running_;
    spawn(platform_.executor, std::move(name),
          [this, body = std::move(body)]() mutable { return run(std::move(body)); });
}

Async<void> WorkGroup::run(std::function<Async<void>()> body) {
    struct Ended {
        WorkGroup& group;
        ~Ended() {
            --group.running_;
            group.ended_.notify();
        }
    } ended{*this};
    co_await body();
}

Async<bool> WorkGroup::wait_empty(Duration at_most) {
    const auto started = platform_.clock.monotonic();
    while (running_ > 0) {
        const auto seen = ended_.count();
        const auto left = at_most - (platform_.clock.monotonic() - started);
        if (left <= Duration::zero()) co_return false;
        co_await ended_.wait_past(seen, left);
    }
    co_return true;
}

} // namespace bolt::roles
