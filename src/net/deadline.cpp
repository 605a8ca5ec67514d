#include "net/deadline.hpp"

namespace bolt::net {

struct Deadline::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, Clock& server_clock, std::function<void()> callback)
        : timer(executor), clock(server_clock), on_expiry(std::move(callback)) {}

    asio::steady_timer timer;
    Clock& clock;
    std::function<void()> on_expiry;
    Duration at = Duration::max();       ///< armed time
    Duration timer_at = Duration::max(); ///< what the timer waits for
    bool expired = false;

    void wait_until(Duration moment) {
        timer_at = moment;
        timer.expires_after(moment - clock.monotonic()); // cancels the wait before
        timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            auto self = weak.lock();
            if (self && !error) self->fire();
        });
    }

    void fire() {
        timer_at = Duration::max();
        if (at == Duration::max()) return;
        const auto now = clock.monotonic();
        if (now < at) return wait_until(at);
        expired = true;
        at = now + 50ms;
        wait_until(at);
        on_expiry();
    }
};

Deadline::Deadline(const asio::any_io_executor& executor, Clock& clock, std::function<void()> on_expiry)
    : state_(std::make_shared<State>(executor, clock, std::move(on_expiry))) {}

Deadline::~Deadline() { state_->timer.cancel(); }

void Deadline::arm(Duration after) {
    state_->expired = false;
    state_->at = state_->clock.monotonic() + after;
    if (state_->at < state_->timer_at) state_->wait_until(state_->at);
}

void Deadline::disarm() { state_->at = Duration::max(); }

bool Deadline::expired() const { return state_->expired; }

} // namespace bolt::net
