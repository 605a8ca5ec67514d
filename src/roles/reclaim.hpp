#pragma once
#include "roles/backoff.hpp"
#include "store/database.hpp"

namespace bolt::roles {

struct ReclaimSettings {
    Duration every = std::chrono::seconds{1}; ///< a dead worker's work goes on within its lease and this
    Duration begin_within{
        std::chrono::seconds{30}}; ///< a claimed run's job has to begin: else its worker is dead
    int count_max = 100;           ///< attempts taken back at a time
    BackoffSettings backoff{};
};

/// Takes back the work of dead workers until stop is requested: attempts whose lease ran out and flow runs
/// that were claimed but not begun. Any number of workers and monitors may do it beside each other.
Async<void> reclaim_lost_work(const Platform& platform, store::Database& database, ReclaimSettings settings,
                              StopToken& stop);

} // namespace bolt::roles
