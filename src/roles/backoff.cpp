#include "roles/backoff.hpp"

#include "base/log.hpp"
#include "domain/rules.hpp"

#include <limits>

namespace bolt::roles {

Breaker::Breaker(std::string name, const Platform& platform, BackoffSettings settings)
    : name_(std::move(name)), platform_(platform), settings_(settings) {}

Duration Breaker::failed(const Error& error) {
    const auto now = platform_.clock.monotonic();
    if (failures_ > 0 && now < retry_at_) return retry_at_ - now;
    if (failures_ == 0) since_ = now;
    if (failures_ < std::numeric_limits<int>::max()) ++failures_;
    const RetryPolicy policy{.first_delay = settings_.first, .longest_delay = settings_.longest};
    const auto delay = retry_delay(policy, failures_, platform_.random);
    retry_at_ = now + delay;
    if (failures_ == settings_.failures_to_open)
        log::warn("a dependency fails; retrying with back-off until it answers",
                  {{"dependency", name_},
                   {"failures", failures_},
                   {"code", to_string(error.code)},
                   {"error", error.message}});
    return delay;
}

void Breaker::succeeded() {
    if (failures_ == 0) return;
    if (open()) {
        const auto down = platform_.clock.monotonic() - since_;
        log::info("a dependency works again",
                  {{"dependency", name_},
                   {"failures", failures_},
                   {"seconds", std::chrono::duration_cast<std::chrono::seconds>(down).count()}});
    }
    failures_ = 0;
}

bool is_passing(ErrorCode code) {
    switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::conflict:
    case ErrorCode::too_large:
    case ErrorCode::internal:
        return false;
    default:
        return true;
    }
}

} // namespace bolt::roles
