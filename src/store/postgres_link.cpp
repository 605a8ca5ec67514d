#include "store/postgres_link.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace bolt::store {
namespace {

constexpr std::chrono::milliseconds kPauseFirst{50}, kPauseMax{1'000};

} // namespace

PostgresLink::PostgresLink(const PostgresSettings& settings, WorkQueue& queue)
    : settings_(settings), queue_(queue), connection_(settings) {}

Result<void> PostgresLink::try_once() {
    try {
        connection_.connect();
    } catch (const SqlError& refused) {
        pause_ = std::clamp(2 * pause_, kPauseFirst, kPauseMax);
        next_try_ = Clock::now() + pause_;
        if (reason_ != refused.what())
            log::warn("no connection to the database", {{"error", refused.what()}});
        reason_ = refused.what();
        return fail(ErrorCode::unavailable, reason_);
    }
    if (!reason_.empty()) log::info("connected to the database again");
    down_since_.reset();
    pause_ = {};
    reason_.clear();
    return {};
}

Result<void> PostgresLink::ready() {
    if (connection_.connected()) return {};
    if (!down_since_) down_since_ = Clock::now(), next_try_ = Clock::now();
    for (;;) {
        const auto now = Clock::now();
        if (now >= next_try_) {
            if (try_once()) return {};
        }
        if (Clock::now() >= *down_since_ + settings_.reconnect_for || queue_.closing())
            return fail(ErrorCode::unavailable, reason_);
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_try_ - Clock::now());
        (void)queue_.pause(std::max(left, std::chrono::milliseconds{1}));
    }
}

} // namespace bolt::store
