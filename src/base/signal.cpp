#include "base/signal.hpp"

namespace bolt {

void Signal::notify() {
    ++count_;
    for (auto* timer : waiting_) timer->cancel();
}

Async<bool> Signal::wait_past(std::uint64_t seen, Duration at_most) {
    if (count_ > seen) co_return true;
    auto timer = clock_.timer();
    const auto started = clock_.monotonic(); // no deadline as a time: at_most may be Duration::max()
    struct Entry {
        std::list<Timer*>& list;
        std::list<Timer*>::iterator it;
        ~Entry() { list.erase(it); }
    } entry{waiting_, waiting_.insert(waiting_.end(), timer.get())};
    while (count_ <= seen) {
        const auto left = at_most - (clock_.monotonic() - started);
        if (left <= Duration::zero()) co_return false;
        co_await timer->wait(left);
    }
    co_return true;
}

void StopToken::request() {
    requested_ = true;
    signal_.notify();
}

Async<bool> StopToken::sleep(Duration duration) {
    if (requested_) co_return false;
    co_await signal_.wait_past(signal_.count(), duration);
    co_return !requested_;
}

} // namespace bolt
