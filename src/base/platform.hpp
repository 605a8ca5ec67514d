#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"

namespace bolt {

/// What every room needs from the outside world and a simulator must own: the thread, time, randomness.
/// Passed by reference; outlives all that holds it.
struct Platform {
    asio::any_io_executor executor;
    Clock& clock;
    Random& random;

    std::string new_id() const { return new_uuid(clock, random); }
    TimePoint now() const { return clock.now(); }
};

} // namespace bolt
