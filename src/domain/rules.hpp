#pragma once
#include "base/clock.hpp"
#include "base/random.hpp"
#include "domain/profile.hpp"
#include "domain/words.hpp"

#include <string>
#include <string_view>

/// Rules of the pipeline without I/O.
namespace bolt {

/// The key under which one submission exists at most once: lower-case hex SHA-256 of
/// job_id + directory + json.dumps(business, sort_keys=True), exactly as Python concatenates and writes them.
std::string idempotency_key(std::string_view job_id, std::string_view directory, const json::value& business);

/// How an attempt that may be tried again waits: first_delay * 2^(tries-1), at most longest_delay, full
/// jitter on its upper half (so that many failures of one site do not come back together).
struct RetryPolicy {
    int attempts_max = 4;
    Duration first_delay = std::chrono::seconds{5};
    Duration longest_delay = std::chrono::minutes{10};
};
/// The wait before try number `tries_so_far` + 1; at least `retry_after` when the site asked for one.
Duration retry_delay(const RetryPolicy& policy, int tries_so_far, Random& random,
                     Duration retry_after = Duration{0});

/// jobs.progress: 100 * done / total, rounded down; 100 for total 0.
int progress_percent(int directories_done, int directories_total);

/// The end state of a job whose submissions have all ended: failed only if every one of them failed.
JobStatus final_status(int total, int failed);

} // namespace bolt
