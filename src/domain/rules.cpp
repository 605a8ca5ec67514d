#include "domain/rules.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <algorithm>

namespace bolt {

std::string idempotency_key(std::string_view job_id, std::string_view directory,
                            const json::value& business) {
    std::string text(job_id);
    text += directory;
    text += python_json_dumps(business);
    return hex(sha256(text));
}

Duration retry_delay(const RetryPolicy& policy, int tries_so_far, Random& random, Duration retry_after) {
    Duration delay = policy.first_delay;
    for (int i = 1; i < tries_so_far && delay < policy.longest_delay; ++i) delay *= 2;
    delay = std::min(delay, policy.longest_delay);
    const auto half = delay / 2;
    const auto jittered =
        half +
        Duration{static_cast<std::int64_t>(static_cast<double>((delay - half).count()) * random.uniform())};
    return std::max(jittered, retry_after);
}

int progress_percent(int directories_done, int directories_total) {
    if (directories_total <= 0) return 100;
    return static_cast<int>(100LL * std::clamp(directories_done, 0, directories_total) / directories_total);
}

JobStatus final_status(int total, int failed) {
    return total > 0 && failed >= total ? JobStatus::failed : JobStatus::completed;
}

} // namespace bolt
